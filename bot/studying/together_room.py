"""``/together``: learning with others: pairs, what the group lacks, what to report, and explaining to it.

The rules that hold here: a pair is proposed only to two people who both agreed to it; a group's figures
stand on five people; an explanation is shown because its author offered it.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Button, Call, Card, Command, Learner, Place, Press, Replies, Reply, Submit
from bot.progress.estimate import Estimate
from bot.progress.facts import Fact
from bot.progress.judged import judged
from bot.progress.mastery import by_section, weakest
from bot.progress.standings import SMALLEST_GROUP
from bot.quizzing.deal import make_id
from bot.quizzing.student import read_student
from bot.quizzing.wording import counted
from bot.quizzing.world import World, apart
from bot.records import Profile, Session
from bot.studying.pairing import pairs
from bot.studying.say_room import SayRoom
from bot.studying.team import ALL, delivers, gaps, paragraph, weeks

PARTS = {"mentor": "Mentor pairing", "gaps": "Team gaps", "report": "Progress report", "value": "Does it deliver?"}
OF_A_TEAM = ("gaps", "value")
WEAKEST = 8
APART = "explained"
TRIES = 8


class TogetherRoom:
    """Pairs, team gaps, reports, and explanations for a group."""

    def __init__(self, world: World, saying: SayRoom) -> None:
        self._world = world
        self._saying = saying
        saying.hears["teach"] = self._explained

    async def together(self, command: Command) -> Replies:
        """``/together [mentor | gaps | report | value]``."""
        return await self._part(command, command.argument.strip().lower())

    async def press(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """A part; ``on`` and ``off``, ``share`` and ``keep`` decide about oneself."""
        match ids:
            case "thanks", about:
                return await self._thanked(press, about)
            case (("on" | "off") as wish,):
                await self._world.profiles.change(press.learner.tenant, press.learner.id, mentoring=wish == "on")
                return await self._part(press, "mentor")
            case (("share" | "keep") as wish,):
                return (await self._share(press, shares=wish == "share"),)
        return await self._part(press, ids[0] if ids else "")

    async def _share(self, press: Press | Submit, *, shares: bool) -> Reply:
        await self._world.profiles.change(press.learner.tenant, press.learner.id, shares_gaps=shares)
        if not shares:
            return Reply("Your weak areas are yours alone again.", private=True)
        undo = Button("Take it back", self._world.tokens.mint("together", "keep", place=press.place))
        return Reply("Whoever leads sees your weakest area beside the team's.", buttons=(undo,), private=True)

    async def _part(self, turn: Call, part: str) -> Replies:
        if part.startswith("mentor"):
            return (await self._mentor(turn.learner, turn.place),)
        if part not in PARTS:
            return (self._menu(turn.place),)
        if turn.place.private and part in OF_A_TEAM:
            told = f"That is about a team: say `/together {part}` in its channel. Only you see the answer."
            return (Reply(told, private=True),)
        members = await self._members(turn)
        if part == "gaps":
            return (await self._gaps(turn, members),)
        return (await self._report(turn, members, value=part == "value"),)

    async def _report(self, turn: Call, members: tuple[str, ...], *, value: bool) -> Reply:
        """The last four weeks as a paragraph, or with ``value`` whether they were worth it."""
        facts = await self._facts(turn.learner.tenant, members)
        student = await read_student(self._world, turn.learner)
        found = weeks(facts, members, student.today)
        if value:
            return Reply("\n".join(f"- {line}" for line in delivers(found)), private=True)
        if not turn.place.private and found.took_part < SMALLEST_GROUP:
            told = "A group's report stands on five people or more. In a private chat you get your own."
            return Reply(told, private=True)
        known = gaps(judged(facts), dict.fromkeys(members, ALL), 1 if turn.place.private else SMALLEST_GROUP)
        text = paragraph(found, student.course.newest.titles.get(known[0].section, "") if known else "")
        return Reply(text, private=True, data={"report": text})

    def _menu(self, place: Place) -> Reply:
        mint = self._world.tokens.mint
        buttons = tuple(Button(words, mint("together", part, place=place)) for part, words in PARTS.items())
        lines = [
            "**Together**",
            "- `/together mentor` pairs two who are strong where the other is weak; both agree first",
            "- `/together gaps` what the team lacks, by role; five people or nothing",
            "- `/together report` a paragraph for somebody in business; in private: yours",
            "- `/together value` does it still deliver?",
            "- Right in a channel? *Explain it to the group* stands under your answer.",
        ]
        share = Button("Share my weak areas", mint("together", "share", place=place))
        return Reply("\n".join(lines), buttons=(*buttons, share), private=True)

    async def _mentor(self, learner: Learner, place: Place) -> Reply:
        mint, tenant = self._world.tokens.mint, learner.tenant
        profile = await self._world.profiles.get(tenant, learner.id)
        if not profile.mentoring:
            join = Button("Pair me", mint("together", "on", place=place), style="primary")
            text = "Pairs are made of people who asked for one. Your partner then sees your name and one area each way, nothing else."
            return Reply(text, buttons=(join,), private=True)
        standing, profiles = await self._willing(tenant)
        leave = Button("Stop pairing me", mint("together", "off", place=place))
        mine = next((pair for pair in pairs(standing) if learner.id in (pair.first, pair.second)), None)
        if mine is None:
            text = "You are in. There is no partner yet who complements you; ask again when more people have answered."
            return Reply(text, buttons=(leave,), private=True, data={"partner": None})
        other, gives, takes = mine.seen_by(learner.id)
        titles, name = self._world.course.newest.titles, profiles[other].name or other
        text = f"**{name}** and you: you explain *{titles.get(gives, gives)}*, {name} explains *{titles.get(takes, takes)}*. Half an hour is enough."
        return Reply(text, buttons=(leave,), private=True, data={"partner": other, "gives": gives, "takes": takes})

    async def _willing(self, tenant: str) -> tuple[dict[str, dict[str, Estimate]], dict[str, Profile]]:
        """How those who agreed to be paired stand, section by section."""
        standing, profiles = {}, {}
        today = self._world.clock.now().date()
        for learner in await self._world.ledger.learners(tenant):
            profile = await self._world.profiles.get(tenant, learner)
            if profile.mentoring:
                profiles[learner] = profile
                standing[learner] = by_section(await self._world.ledger.facts(tenant, learner), today)
        return standing, profiles

    async def _gaps(self, turn: Call, members: tuple[str, ...]) -> Reply:
        tenant, course = turn.learner.tenant, self._world.course
        titles = course.newest.titles
        profiles = {learner: await self._world.profiles.get(tenant, learner) for learner in members}
        facts = await self._facts(tenant, members)
        tracks = {one: course.track(profile.track) for one, profile in profiles.items()}
        roles = {one: track.title if track else ALL for one, track in tracks.items()}
        found = gaps(judged(facts), roles)
        shared = await self._shared(tenant, {one: profile for one, profile in profiles.items() if profile.shares_gaps})
        rows = [("Who", "Area", "Right", "Answers")]
        rows += [
            (gap.role, titles.get(gap.section, gap.section), f"{100 * gap.share:.0f} %", str(gap.answers))
            for gap in found[:WEAKEST]
        ]
        whole = next((gap for gap in found if gap.role == ALL), None)
        lines = [
            f"The team's thinnest area: *{titles.get(whole.section, whole.section)}*, from {counted(whole.answers, 'answer')} of {whole.people} people."
            if whole
            else "An area is shown once five people have answered in it.",
            *([f"Shared: {'; '.join(shared)}."] if shared else []),
        ]
        mint = self._world.tokens.mint
        buttons = [Button("For leads", mint("go", "kit", place=turn.place))]
        if whole:
            drill = mint("go", "quiz", "live", "5", "section", whole.section, place=turn.place)
            buttons.insert(0, Button("Group quiz on it", drill))
        cards = (Card(title="Weakest first", rows=tuple(rows)),) if found else ()
        return Reply(
            "\n".join(lines),
            cards=cards,
            buttons=tuple(buttons),
            private=True,
            data={"gaps": [[g.role, g.section, g.right, g.answers] for g in found]},
        )

    async def _shared(self, tenant: str, profiles: dict[str, Profile]) -> list[str]:
        said, titles = [], self._world.course.newest.titles
        today = self._world.clock.now().date()
        for learner, profile in profiles.items():
            area = weakest(by_section(await self._world.ledger.facts(tenant, learner), today))
            if area is not None:
                said.append(f"{profile.name or learner}: {titles.get(area, area)}")
        return said

    async def _members(self, turn: Call) -> tuple[str, ...]:
        """The channel's group; without one, everybody here; in a private chat oneself."""
        if turn.place.private:
            return (turn.learner.id,)
        if (group := await self._world.group_of(turn.place)) is not None:
            return tuple(await self._world.groups.members(turn.learner.tenant, group))
        return await self._world.ledger.learners(turn.learner.tenant)

    async def _facts(self, tenant: str, members: tuple[str, ...]) -> list[Fact]:
        found: list[Fact] = []
        for at, learner in enumerate(members):
            own = await self._world.ledger.facts(tenant, learner)
            found += own if at == 0 else [fact for fact in own if getattr(fact, "learner", None) == learner]
        return found

    async def _explained(self, turn: Call, about: str, words: str) -> Replies:
        """One sentence for the group, if it holds beside the section."""
        held = await self._saying.about_question(turn, about, words)
        if isinstance(held, Reply):
            return (held,)
        found, source = held
        if not found.holds:
            return (Reply(found.words(), sources=(source,), private=True, data={"holds": False}),)
        if turn.place.private:
            told = "Good. Say it in the channel where the question was asked, and the group reads it."
            return (Reply(told, private=True),)
        session_id = make_id(turn.learner.tenant, turn.learner.id, "teach", about)
        known = await self._world.sessions.get(turn.learner.tenant, session_id)
        thanks = known.state["thanks"] if known else []
        state = {"teller": turn.learner.id, "name": turn.learner.name, "words": words, "thanks": thanks}
        place = apart(turn.place, APART)
        session = replace(known, state=state) if known else Session(session_id, place, turn.learner.id, state)
        await self._world.sessions.save(session)
        return (replace(self._taught(session, turn.place), sources=(source,), data={"holds": True}),)

    async def _thanked(self, press: Press | Submit, about: str) -> Replies:
        for _ in range(TRIES):
            session = await self._world.sessions.get(press.learner.tenant, about)
            if session is None:
                return (Reply("That explanation is gone.", private=True),)
            thanks = list(session.state["thanks"])
            if press.learner.id == session.state["teller"]:
                return (Reply("Yours is the explanation; the thanks are theirs to say.", private=True),)
            if press.learner.id not in thanks:
                session = replace(session, state={**session.state, "thanks": [*thanks, press.learner.id]})
                if not await self._world.sessions.save(session):
                    continue
            return (replace(self._taught(session, press.place), replaces="pressed"),)
        return (Reply("So many at once; press again.", private=True),)

    def _taught(self, session: Session, place: Place) -> Reply:
        state = session.state
        thanks = len(state["thanks"])
        token = self._world.tokens.mint("together", "thanks", session.id, place=place)
        return Reply(
            f"**{state['name']} explains:** {state['words']} [1]",
            buttons=(Button(f"Thanks ({thanks})" if thanks else "Thanks", token),),
            key=session.id,
        )
