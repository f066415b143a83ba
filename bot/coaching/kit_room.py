"""``/kit``: what whoever leads the work needs: checklist, assessment, workshop, metrics in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, zip_longest

from bot.coaching.kit_text import as_markdown, find_metric, read_value, said
from bot.coaching.reading import Reading
from bot.coaching.workshop import Workshops
from bot.conversation import Button, Call, Command, File, Place, Press, Replies, Reply, Source, Submit, file_name
from bot.quizzing.desk import QuizDesk
from bot.quizzing.kit import ASSESSMENT, Phase, Translation
from bot.quizzing.sourcing import entered
from bot.quizzing.topics import means
from bot.quizzing.wording import counted

PARTS = ("checklist", "assessment", "workshop", "metrics")
MARKDOWN = "md"
WHOLE = "All phases"


class KitRoom:
    """The parts of the kit, each by its name."""

    def __init__(self, desk: QuizDesk, reading: Reading, workshops: Workshops) -> None:
        self._desk = desk
        self._kit = desk.world.course.kit
        self._reading = reading
        self._workshops = workshops

    def complete(self, text: str) -> Sequence[tuple[str, str]]:
        """Parts of the kit while somebody types."""
        return [(part, part) for part in PARTS if part.startswith(text.strip().lower())]

    async def kit(self, command: Command) -> Replies:
        """``/kit [checklist [phase] | assessment | workshop | metrics [name] [value]]``."""
        part, _, rest = command.argument.strip().partition(" ")
        return await self._part(command, part.lower(), rest)

    async def press(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """A part, or one phase of the checklist, shown or as Markdown."""
        if ids[0] == "phase":
            return (self._phase(ids[1], press.place, markdown=ids[2:] == (MARKDOWN,)),)
        return await self._part(press, ids[0], "")

    async def _part(self, turn: Call, part: str, rest: str) -> Replies:
        if part == "checklist" and self._kit.checklist:
            return (self._checklist(rest, turn.place),)
        if part == "assessment" and self._kit.assessment:
            areas = [area.items for area in self._kit.assessment.areas]
            order = [item for item in chain.from_iterable(zip_longest(*areas)) if item]
            return await self._desk.listed(turn, "assessment", ASSESSMENT, order)
        if part == "workshop" and self._kit.workshop:
            return await self._workshops.open(turn, self._kit.workshop)
        if part == "metrics" and self._kit.translations:
            return (self._metrics(rest, turn.place),)
        return (self._parts(turn.place),)

    def _parts(self, place: Place) -> Reply:
        kit, found = self._kit, list[tuple[str, str]]()
        if kit.checklist:
            checks = sum(len(phase.checks) for phase in kit.checklist)
            found.append(("checklist", f"{checks} questions in {len(kit.checklist)} phases, each with its evidence"))
        if kit.assessment:
            found.append(("assessment", f"{counted(len(kit.assessment.items), 'question')}, a profile by area"))
        if kit.workshop:
            found.append(("workshop", f"{kit.workshop.minutes} minutes with your team, in a channel"))
        if kit.translations:
            found.append(("metrics", f"{len(kit.translations)} model metrics in business words"))
        if not found:
            return Reply("This course has nothing for leads.", private=True)
        lines = [f"- `/kit {name}` {words}" for name, words in found]
        mint = self._desk.world.tokens.mint
        buttons = tuple(Button(name.capitalize(), mint("kit", name, place=place)) for name, _ in found)
        return Reply("\n".join(["**For whoever leads the work**", *lines]), buttons=buttons, private=True)

    def _checklist(self, typed: str, place: Place) -> Reply:
        phases = self._kit.checklist
        chosen = [phase for phase in phases if means(typed, f"{phase.title} {phase.id}")]
        if len(chosen) == 1:
            return self._phase(chosen[0].id, place)
        lines = [f"- **{phase.title}** · {counted(len(phase.checks), 'question')}. {phase.gate}" for phase in phases]
        mint = self._desk.world.tokens.mint
        buttons = [Button(phase.title, mint("kit", "phase", phase.id, place=place)) for phase in phases]
        whole = Button("As Markdown", mint("kit", "phase", "all", MARKDOWN, place=place))
        return Reply("\n".join(["**What to ask, phase by phase**", *lines]), buttons=(*buttons, whole), private=True)

    def _phase(self, phase_id: str, place: Place, *, markdown: bool = False) -> Reply:
        phase = next((phase for phase in self._kit.checklist if phase.id == phase_id), None)
        if markdown:
            return self._file([phase] if phase else self._kit.checklist, phase.title if phase else WHOLE)
        return self._asked(phase, place) if phase else self._checklist("", place)

    def _file(self, phases: Sequence[Phase], title: str) -> Reply:
        text = as_markdown(phases)
        file = File(file_name(f"checklist {title}", "md"), text.encode(), "text/markdown", f"Checklist: {title}")
        words = f"**{title}**, to tick off: `{file.name}`."
        return Reply(words, files=(file,), private=True, data={"markdown": text})

    def _asked(self, phase: Phase, place: Place) -> Reply:
        sources: list[Source] = []
        lines = [f"**{phase.title}**", f"*{phase.gate}*"]
        for check in phase.checks:
            source = self._reading.source(check.note, check.heading, check.ask, place, len(sources) + 1)
            number = entered(source, sources)
            lines.append(f"- {check.ask} [{number}] *{check.evidence}*")
        mint = self._desk.world.tokens.mint
        copy = Button("As Markdown", mint("kit", "phase", phase.id, MARKDOWN, place=place))
        following = self._after(phase)
        onward = (Button(following.title, mint("kit", "phase", following.id, place=place)),) if following else ()
        return Reply("\n".join(lines), buttons=(copy, *onward), sources=tuple(sources), private=True)

    def _after(self, phase: Phase) -> Phase | None:
        at = self._kit.checklist.index(phase) + 1
        return self._kit.checklist[at] if at < len(self._kit.checklist) else None

    def _metrics(self, typed: str, place: Place) -> Reply:
        name, value = read_value(typed)
        metric = find_metric(self._kit.translations, typed) or find_metric(self._kit.translations, name)
        if metric is not None:
            return self._metric(metric, None if find_metric([metric], typed) else value, place)
        head = "**Model metrics in business words.** `/kit metrics recall 0.8` puts your number in."
        if typed.strip():
            head = f"I have no metric called “{typed.strip()[:40]}”."
        known = " · ".join(one.metric for one in self._kit.translations)
        return Reply(f"{head}\nI know {known}.", private=True)

    def _metric(self, metric: Translation, value: float | None, place: Place) -> Reply:
        source = self._reading.source(metric.note, metric.heading, metric.matters, place)
        lines = [
            f"**{metric.metric}** {_number(metric, value)}: {said(metric, value)}",
            f"It matters: {metric.matters[:1].lower()}{metric.matters[1:]} [1]",
            f"Ask back: *{metric.ask}*",
        ]
        return Reply("\n".join(lines), sources=(source,), private=True, data={"metric": metric.id})


def _number(metric: Translation, value: float | None) -> str:
    return f"of {metric.example:g}, for example" if value is None else f"of {value:g}"
