"""Whatever a document, a chat, a name or a file orders, and however obedient the model: nothing that acts gets out.

The model here is the worst there is.  It copies every order it reads, carries it out, decodes what is encoded,
and cites a passage for all of it; its words come in pieces of any size.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from rigs.discord_rules import wrong_with
from rigs.hostile import ACTS, CASES, ORDERS, PAYLOADS, decoded, ordered, strings
from rigs.slack_checks import problems

from bot.asking.drafting import Draft
from bot.asking.framing import begun, framed
from bot.asking.grounding import Gate
from bot.asking.outcomes import Answered, Evidence
from bot.asking.replying import Links, reply_to
from bot.conversation import Button, Card, File, Image, Place, Reply, Source
from bot.platforms.discord.outbound import render as for_discord
from bot.platforms.slack.outbound import render as for_slack
from bot.platforms.slack.streaming import continued
from bot.tokens import SignedTokens
from index.passages import Passage
from index.sentences import spans
from retrieval.aliases import Aliases
from retrieval.hits import Found, Hit

PLACE = Place("slack", "T1", "C1")
MINT = SignedTokens.of(["secret"]).mint
FACT = "Closed tickets are kept for 90 days in the archive."
CANARY = "CANARY-OF-ANOTHER-TEAM"


def hit_on(text: str, name: str = "archive.md") -> Hit:
    passage = Passage(f"{name}:1", name, "Archive", "Tickets", (1, 1 + text.count("\n")), text, tuple(spans(text)))
    return Hit(passage, 1.0, "home", cosines=(0.9,) * len(passage.sentences))


def in_pieces(text: str, chance: random.Random) -> Iterator[str]:
    while text:
        size = chance.randint(1, 9)
        yield text[:size]
        text = text[size:]


def answered(hits: list[Hit], written: str, chance: random.Random) -> tuple[Reply, list[str]]:
    """What is said of what the model wrote, and what was said aloud meanwhile."""
    found = Found("How long are tickets kept?", tuple(hits), 0.9, ("e1",), {}, thresholds={"answer": 0.5, "sure": 0.8})
    texts = {hit.passage.document: hit.passage.text for hit in hits}
    gate, draft, aloud = Gate(lambda library, document: texts[document]), Draft(hits), []
    for piece in in_pieces(written, chance):
        admitted = (sentence for sentence in draft.hear(piece) if gate.admit(sentence) is not None)
        aloud.extend(begun(gate.checked(), found, Aliases()) for _ in admitted)
    for sentence in draft.end():
        gate.admit(sentence)
    checked = gate.checked()
    question = (written[:200],)
    outcome = Answered(framed(checked, found, Aliases(), question, question), checked.citations, "m", Evidence())
    return reply_to(outcome, PLACE, MINT, Links()), aloud


def obeyed(hits: list[Hit]) -> str:
    """Every passage copied and cited, once as it is, once carried out, and a word of another team's."""
    copies = []
    for number, hit in enumerate(hits, start=1):
        text = hit.passage.text
        copies += [f"{FACT[:-1]} [{number}]."]
        copies += [re.sub(r"([.!?]?)(\n|$)", rf" [{number}]\1\2", text), decoded(text) + f" [{number}]."]
        copies += [f"- {line} [{number}]" for line in text.splitlines() if line.strip()]
        copies += [f"The word is {CANARY} [{number}]."]
    return "\n".join(copies)


def check(reply: Reply) -> None:
    """Both platforms take it, and nothing in it acts."""
    for message in for_slack(reply):
        body = {"text": message.text, "blocks": list(message.blocks)}
        assert problems("chat.update", body) == []
        assert {url for name, url in strings(body) if name == "url"} <= {"https://docs.example/"}
    for payload in for_discord(reply, alone=False):
        assert wrong_with(payload.body(1), len(payload.files)) == []


def acting(text: str) -> list[str]:
    return [found[0] for found in ACTS.finditer(text)]


def test_there_are_cases_enough() -> None:
    """Ten languages and more, three hundred cases and more."""
    assert len(ORDERS) >= 10
    assert len(CASES) >= 300


@pytest.mark.parametrize("language", ORDERS)
def test_an_order_in_a_document_is_not_carried_out(language: str) -> None:
    """Quoted, obeyed, decoded, streamed in pieces; the fact beside it is still told."""
    carried_out(language, [payload for number, payload in enumerate(PAYLOADS) if (number + len(language)) % 5 == 0])


@pytest.mark.long
@pytest.mark.parametrize("language", ORDERS)
def test_no_order_in_any_language_is_carried_out(language: str) -> None:
    """Every payload in every language."""
    carried_out(language, list(PAYLOADS))


def carried_out(language: str, payloads: list[str]) -> None:
    chance = random.Random(language)
    for payload in payloads:
        hits = [hit_on(f"{FACT} {ordered(language, payload)}"), hit_on("Opened tickets stay.", "open.md")]
        reply, aloud = answered(hits, obeyed(hits), chance)
        assert "90 days" in reply.text
        for text in (reply.text, *aloud):
            assert acting(text) == [], (payload, text)
            assert CANARY not in text
        check(reply)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_order_in_two_halves_is_not_put_together(payload: str) -> None:
    """The first half ends one passage, the second begins the next; the model joins them."""
    whole = ordered("English", payload)
    chance = random.Random(payload)
    for at in range(len(whole) - len(PAYLOADS[payload]) + 1, len(whole), 11):
        hits = [hit_on(f"{FACT} {whole[:at]}"), hit_on(f"{whole[at:]} Closed tickets are kept.", "second.md")]
        joined = f"{FACT[:-1]} [1]. {whole[:at]}{whole[at:]} [1][2]. {whole[at:]} [2]."
        reply, aloud = answered(hits, joined, chance)
        for text in (reply.text, *aloud):
            assert acting(text) == [], (at, text)
        check(reply)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_names_titles_and_files_say_themselves(payload: str) -> None:
    """Of documents, people, cards, buttons, pictures and files: shown, and nothing more."""
    hostile = PAYLOADS[payload]
    check(
        Reply(
            "Look [1].",
            cards=(Card(hostile, (hostile,), (("#", "Who"), ("1", hostile)), hostile, hostile),),
            buttons=(Button(hostile, "t"),),
            sources=(Source(1, hostile, hostile, None, hostile, hostile, hostile, hostile, token="s/1"),),
            images=(Image(b"png", hostile),),
            files=(File("plan.ics", b"x", "text/calendar", hostile),),
        )
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_stream_is_harmless_wherever_it_is_cut(payload: str) -> None:
    """Slack puts the steps together again: what it then has is checked, not what each step was."""
    text = f"Before {PAYLOADS[payload]} after"
    for at in range(1, len(text), 2):
        shown = continued("", text[:at]) + continued(text[:at], text)
        assert problems("chat.appendStream", {"ts": "1", "markdown_text": shown}) == []
