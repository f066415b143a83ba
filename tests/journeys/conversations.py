"""The table of conversations: what people do in a study hall and what they must see, on every platform.

A conversation says nothing of Slack, Discord or a terminal.  ``test_conversations.py`` plays the whole
table against every driver.  A platform joins by adding a driver, never by changing a row.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from journeys.acts import Act, Ask, Call, Fill, Follow, Press, Restart, Tell, Wait


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody does something.

    ``sees``: words that stand in what is shown then; ``alone``: only they (``True``) or everybody
    (``False``) can read those; ``silent``: nothing may be shown at all; ``messages``: at most so many.
    """

    who: str
    act: Act
    sees: tuple[str, ...] = ()
    alone: bool | None = None
    silent: bool = False
    messages: int | None = None
    characters: int = 0


@dataclass(frozen=True, slots=True)
class Conversation:
    """A row of the table.  ``never``: words no message may hold; ``answers``: how many were counted in the end."""

    name: str
    steps: tuple[Step, ...]
    never: tuple[str, ...] = ()
    answers: int = 0
    links_only_to: tuple[str, ...] = field(default=("https://docs.example.com/", "https://example.org/"))


SKEW = "what is feature skew?"
HOSTILE = "<!channel> <@U999> @here @everyone [now](javascript:alert(1)) ![p](https://evil.example/p.png)"
ACTING = ("<!channel", "<!here", "<@U999", "@here", "@everyone", "@channel", "javascript:", "evil.example", "![")

CONVERSATIONS = (
    Conversation(
        "a question and its follow-up, untagged, until people talk to each other",
        (
            Step("ana", Ask(SKEW), sees=("difference", "[1]", "Monitoring guide"), alone=False, messages=1),
            Step("ana", Follow("how often does the monitoring job run?"), sees=("24 hours",), alone=False),
            Step("bo", Follow("lunch at one?", to_tutor=False), silent=True),
            Step("ana", Follow("yes, see you there", to_tutor=False), silent=True),
        ),
    ),
    Conversation(
        "a thread in which the tutor is told when to speak",
        (
            Step("ana", Ask(SKEW), sees=("difference",), alone=False),
            Step("ana", Call("listen"), sees=("silent once others do",), alone=True),
            Step("bo", Call("listen", "never"), sees=("An admin decides",), alone=True),
        ),
    ),
    Conversation(
        "a question in a private chat",
        (Step("ana", Tell(SKEW), sees=("difference",), alone=True, messages=1),),
    ),
    Conversation(
        "a quiz and the board, asked for in plain words",
        (
            Step("ana", Tell("quiz me on monitoring"), sees=("Question 1 of",), alone=True),
            Step("bo", Tell("board"), sees=("board",), alone=True),
            Step("ana", Tell("thanks!"), sees=("welcome",), alone=True, messages=1),
        ),
    ),
    Conversation(
        "what the documents do not say",
        (Step("ana", Ask("who won the football world cup in 1998?"), sees=("documents don't say",), alone=False),),
    ),
    Conversation(
        "a private answer, shared once however often the button is pressed",
        (
            Step("ana", Call("ask", SKEW), sees=("difference",), alone=True),
            Step("ana", Press("Share", times=2), sees=("difference", "[1]"), alone=False, messages=1),
        ),
    ),
    Conversation(
        "a quiz with three people, a double press and a late one",
        (
            Step("ana", Call("quiz", "live 1"), sees=("Live quiz", "ana"), alone=False),
            Step("bo", Press("Start"), sees=("hosts",), alone=True),
            Step("ana", Press("Start"), sees=("Question 1 of 1",), alone=False),
            Step("ana", Press("A"), sees=("Your choice: A", "1 answered")),
            Step("bo", Press("B", times=2), sees=("Your choice: B", "2 answered")),
            Step("cy", Press("C"), sees=("Your choice: C", "3 answered")),
            Step("ana", Press("Reveal"), sees=("3 answers", "The answer is"), alone=False),
            Step("bo", Press("My result"), sees=("Deciding",), alone=True),
        ),
        answers=3,
    ),
    Conversation(
        "a button from before a restart",
        (
            Step("ana", Call("quiz", "1"), sees=("Question 1 of 1",), alone=True),
            Step("ana", Restart()),
            Step("ana", Press("A"), sees=("Your choice",), alone=True),
            Step("ana", Restart()),
            Step("ana", Press("Lock in", times=2), sees=("Deciding",), alone=True),
        ),
        answers=1,
    ),
    Conversation(
        "a button thirty days old",
        (
            Step("ana", Call("quiz", "1"), sees=("Question 1 of 1",), alone=True),
            Step("ana", Wait(30)),
            Step("ana", Press("A"), sees=("closed on", "doesn't count", "The answer was"), alone=True),
            Step("ana", Press("Why not"), sees=("A",), alone=True),
        ),
    ),
    Conversation(
        "an answer of twenty thousand characters",
        (
            Step(
                "ana",
                Ask("what is a canary rollout, at length?"),
                sees=("small share", "owns the data"),
                alone=False,
                characters=20_000,
            ),
        ),
    ),
    Conversation(
        "a question full of things that act",
        (Step("ana", Ask(f"{SKEW} {HOSTILE}"), sees=("difference",), alone=False),),
        never=ACTING,
    ),
    Conversation(
        "a document that gives orders, read by a model that obeys",
        (Step("ana", Ask("how long are prediction logs kept?"), sees=("30 days",), alone=False),),
        never=ACTING,
    ),
    Conversation(
        "somebody else's button",
        (
            Step("ana", Call("quiz", "1"), sees=("Question 1 of 1",), alone=True),
            Step("bo", Press("A", whose="ana"), alone=True),
            Step("ana", Press("A"), sees=("Your choice: A",), alone=True),
            Step("ana", Press("Lock in"), sees=("Deciding",), alone=True),
        ),
        answers=1,
    ),
    Conversation(
        "settings through the form",
        (
            Step("ana", Call("settings"), sees=("Time zone",), alone=True),
            Step("ana", Fill({"zone": "Lisbon", "off": "sat sun"}), sees=("Europe/Lisbon", "Sat, Sun"), alone=True),
            Step("ana", Fill({"zone": "Atlantis"}), sees=("don't know the place",), alone=True),
        ),
    ),
    Conversation(
        "a board with one's name on it",
        (
            Step("ana", Call("settings", "board show"), sees=("on the board",), alone=True),
            Step("ana", Call("quiz", "1"), sees=("Question 1 of 1",), alone=True),
            Step("ana", Press("B"), alone=True),
            Step("ana", Press("Lock in"), sees=("Deciding",), alone=True),
            Step("ana", Call("board"), sees=("This week",)),
            Step("ana", Call("me"), sees=("1 day",), alone=True),
        ),
        answers=1,
    ),
    Conversation(
        "everything about a person, deleted for good",
        (
            Step("ana", Call("quiz", "1"), alone=True),
            Step("ana", Press("A"), alone=True),
            Step("ana", Press("Lock in"), sees=("Deciding",), alone=True),
            Step("ana", Call("privacy", "delete me"), sees=("for good",), alone=True),
            Step("ana", Press("Delete everything"), sees=("Receipt",), alone=True),
            Step("ana", Call("streak"), sees=("No day yet",), alone=True),
        ),
    ),
    Conversation(
        "a mock exam, a restart in the middle, and its report",
        (
            Step("ana", Call("mock", "10"), sees=("10 questions", "counts as wrong"), alone=True),
            Step("ana", Press("Begin"), sees=("question 1 of 10",), alone=True),
            Step("ana", Press("A"), sees=("Your choice: A",), alone=True),
            Step("ana", Press("Flag"), sees=("flagged",), alone=True),
            Step("ana", Restart()),
            Step("ana", Press("Next"), sees=("question 2 of 10", "1 answered"), alone=True),
            Step("ana", Press("Hand in"), sees=("9 questions without a choice, 1 flagged",), alone=True),
            Step("ana", Press("Yes"), sees=("of 10 right", "weakest first"), alone=True),
        ),
        answers=1,
    ),
    Conversation(
        "an exam's date, one's own card, and everything else one press further",
        (
            Step("ana", Call("exam", "2027-03-01"), sees=("Exam on Mon 01 Mar 2027",), alone=True),
            Step("ana", Call("me"), sees=("Exam in",), alone=True),
            Step("ana", Press("Where I stand"), sees=("not enough answers yet",), alone=True),
            Step("ana", Press("Show why"), sees=("nine times in ten",), alone=True),
            Step("ana", Press("More"), sees=("What else there is",), alone=True),
            Step("ana", Press("Guided"), sees=("Step 1 of 4", "Which goal"), alone=True),
            Step("ana", Press("Next step"), sees=("What decides this?",), alone=True),
        ),
    ),
)
