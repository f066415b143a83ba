"""What people say without asking the documents anything: hello, thank you, or a skill in plain words.

The rule that holds here: a sentence is taken for a skill only as a whole; whatever else it may be is a question.
"""

from __future__ import annotations

import re
from collections.abc import Container

_GREETING = re.compile(
    r"\W*(?:(?:hi|hello|hey|good (?:morning|evening|day))(?: there| everyone| all)?|help|start|who are you|"
    r"what (?:can|do) you do|what can i (?:do|ask)(?: here)?|how do(?:es)? (?:this|you) work)?\W*",
    re.IGNORECASE,
)
_COURTESIES = (
    (r"(?:ok(?:ay)?[, ]+)?(?:(?:many )?thanks|thank you|thx|ty|cheers)(?: (?:a lot|so much|very much|again|everyone))?|🙏", "You're welcome."),
    (r"ok(?:ay)?|k|got it|i see|understood|makes sense|(?:that(?:'s|’s| is) )?(?:great|nice|cool|good|perfect|awesome|helpful)|wow|ha(?:ha)+|lol"
     r"|yes|no|yep|nope|sure|never ?mind|👍|👌|👏", "Good. Ask me whenever you like."),
    (r"(?:good ?)?bye(?: ?bye)?|good night|see you(?: (?:later|tomorrow))?|cu", "See you."),
    (r"stop|cancel|quit|exit|(?:end|stop|leave|cancel) (?:the |this )?quiz",
     "Just leave it: an open question waits for a week, and `/quiz` goes on with it."),
)  # fmt: skip
"""What people say without asking anything, and the line it gets."""

_QUIZ = re.compile(
    r"\W*(?:(?:please|(?:can|could|will) you)\s+)*(?:(?:quiz|test)\s+(?:me|us)|(?:(?:start|give me)\s+a\s+)?quiz(?=[^?]*$))\b"
    r"\s*(?:please\b\s*)?(?:(?:on|about|in|with)\b\s*)?(?:(?:this|that|it)\b)?(?P<topic>(?:\s*[\w/&-]+){0,5}?)(?:,?\s+please)?\W*",
    re.IGNORECASE,
)
_BY_NAME = re.compile(
    r"\W*(?:(?:please )?(?:show|give|open|see)(?: me| us)? (?:(?:my|our|the)\s+)?|(?:what(?:['’]?s| is|s) )?(?:my|our)\s+|the\s+)?"
    r"(?P<name>[a-z]+)(?:,?\s+please)?\W*",
    re.IGNORECASE,
)

_SOMEBODY = r"(?:(?<!\w)@[\w.-]*\w|<@!?\w+>)"
_THEIRS = r"(?:answers?|scores?|streak|mistakes|points|results?|progress|traps?|exam|reviews|weak(?:est)? areas?)\b"
_OF_SOMEBODY = re.compile(
    rf"{_SOMEBODY}['’]s\s+(?:\w+\s+)?{_THEIRS}|\b{_THEIRS}\s+(?:of|by|from)\s+{_SOMEBODY}"
    rf"|\bhow\b[^.?!]*{_SOMEBODY}\s+(?:doing|answer|score)|\bwhat\b[^.?!]*{_SOMEBODY}\s+(?:answer|choose|chose|pick)",
    re.IGNORECASE,
)

_PLAINLY = (
    (r"(?:please )?(?:delete|forget|erase) (?:me|my data|my account|everything about me)(?:,? please)?", "privacy", "delete"),
    (r"(?:export|give me|send me) my data|what do you (?:know|keep|store) about me", "privacy", ""),
    (r"(?:please )?(?:stop (?:the |my )?(?:reminders|reminding me|writing to me)|no more reminders|unsubscribe|remind(?:ers?)?(?: me)? off"
     r"|(?:turn|switch) (?:off (?:the |my )?reminders|(?:the |my )?reminders off))", "settings", "reminders off"),
    (r"remind(?:ers?)?", "settings", ""),
    (r"remind(?:ers?)? (?:me|on)|(?:turn|switch) (?:on (?:the |my )?reminders|(?:the |my )?reminders on)", "settings", "reminders on"),
    (r"(?:please )?(?:stop|end|pause|(?:turn|switch) off|no more) (?:the |our |these )?daily questions?(?: here)?(?:,? please)?", "schedule", "off"),
    (r"i(?:['’]ve| have)? passed(?: (?:it|the exam|my exam))?", "exam", "passed"),
    (r"i(?:['’]ve| have)? failed(?: (?:it|the exam|my exam))?|i (?:did not|didn['’]t) pass(?: (?:it|the exam|my exam))?", "exam", "failed"),
    (r"am i ready(?: for the exam)?|how ready am i|will i pass(?: the exam)?", "ready", ""),
    (r"(?:how long is|how['’]?s) my streak", "streak", ""),
    (r"what(?:['’]?s| is) due(?: (?:today|now|for me))?|how am i doing|my progress", "me", ""),
    (r"who(?:'s|’s| is) (?:winning|ahead|leading)|how many points (?:do i have|have i got)|my (?:points|score|rank)"
     r"|(?:show (?:me |us )?)?(?:the )?(?:leaderboard|ranking|standings)", "board", ""),
    (r"(?:(?:i have )?(?:my |an |the )?exam|i have (?:my|an) exam)(?: is)?(?: on)? (\d{4}-\d\d-\d\d|tomorrow|in \d{1,2} (?:day|week|month)s?)"
     r"|(?:my exam is|i have (?:my|an) exam) (?:on )?(?:the )?((?=.*\d)[\w ,-]{3,24}\w)", "exam", "{}"),
    (r"what (?:should|do|shall) i (?:study|learn|do)(?: (?:today|next|now))?|what(?:['’]?s| is) next", "plan", ""),
    (r"(?:(?:start|take|give me) )?(?:a |the |my )?mock exam", "mock", ""),
    (r"(?:give me |show (?:me )?)?(?:some )?flash ?cards", "cards", ""),
    (r"(?:review|show(?: me)?) my mistakes|what did i (?:get wrong|miss)", "review", ""),
    (r"another (?:one|question)|one more|more questions|ask me something|test my knowledge", "quiz", ""),
    (r"(?:give|ask) (?:me|us) ((?:some |\d{1,2} |two |three |five |ten )?(?:easy |hard )?questions (?:on|about) [\w &/-]{2,40})", "quiz", "{}"),
    (r"(?:please )?(?:hide me (?:from|on)|take me off) the (?:leader)?board(?:,? please)?", "settings", "hide"),
    (r"(?:change|set) my time ?zone to ([\w/ -]{2,40})", "settings", "zone {}"),
    (r"remind me (?:daily|every day)(?: at (\d{1,2}(?::\d\d)?))?", "settings", "reminders on {}"),
)  # fmt: skip
"""What people say, the skill they mean, and its argument; ``{}`` is what the pattern caught."""


def is_about_somebody(text: str) -> bool:
    """Whether it asks what another person, named by a mention, answered or how they stand."""
    return _OF_SOMEBODY.search(text) is not None


def is_greeting(text: str) -> bool:
    """Whether somebody only calls, says hello, or asks what this is, so that there is nothing to look up."""
    return _GREETING.fullmatch(text) is not None


def courtesy(text: str) -> str | None:
    """The short line for somebody who says thank you, "ok" or "bye" and nothing else."""
    said = re.sub(r"^[\s\W]*(?=\w)|[\s.!…:)(]+$", "", text.strip())
    return next((line for words, line in _COURTESIES if re.fullmatch(words, said, re.IGNORECASE)), None)


def is_small_talk(text: str) -> bool:
    """Whether it gets a line that costs nothing, and no search."""
    return is_greeting(text) or courtesy(text) is not None


def meant_as_skill(text: str, skills: Container[str]) -> tuple[str, str] | None:
    """The skill and its argument that plain words ask for: "quiz me on skew", "my streak", "am I ready?"."""
    if "quiz" in skills and (found := _QUIZ.fullmatch(text)):
        return "quiz", found["topic"].strip()
    for pattern, name, argument in _PLAINLY:
        if name in skills and (said := re.fullmatch(rf"\W*(?:{pattern})\W*", text, re.IGNORECASE)):
            return name, argument.format(next((caught for caught in said.groups() if caught), "")).strip()
    found = None if is_greeting(text) else _BY_NAME.fullmatch(text)
    return (found["name"].lower(), "") if found and found["name"].lower() in skills else None
