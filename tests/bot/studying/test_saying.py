"""One's own sentence beside the section: a mirror that says what it saw."""

from __future__ import annotations

import pytest
from rigs.goal_hall import GoalHall

from bot.conversation import Press, Submit
from bot.studying.saying import mirror, nearest

SECTION = (
    "Feature skew is a difference between the values in training and in serving.",
    "An alert is sent when the distance exceeds 0.3.",
    "Drift does not need the training data.",
)
POINT = "Skew compares training with serving"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Skew is a difference of feature values between training and serving", "Yes, that is what it says"),
        ("An alert is sent when the distance exceeds 0.7", "I don't find 0.7"),
        ("Drift needs the training data at all times", "Mind the *not*"),
        (
            "the model becomes older and customers buy other things",
            "I can't tell whether that says the same. It also turns on",
        ),
        ("skew", "That is very short"),
    ],
)
def test_what_a_sentence_hears(said: str, words: str) -> None:
    """Each kind of slip in its own words, with the section's sentence beside it."""
    assert mirror(said, SECTION, POINT).words().startswith(words)


def test_a_rare_word_finds_the_sentence() -> None:
    """Not the one that happens to share the words every sentence has."""
    sentences = (
        "A model is used on data that are new to the model, and the model stays what it is.",
        "A model is trained on data.",
        "Overfitting is noise that was learned from data.",
    )
    assert nearest("overfitting means that a model learned noise in its data", sentences) == sentences[2]
    assert nearest("a model is trained", sentences) == sentences[1]


async def test_a_trail_ends_in_a_sentence(hall: GoalHall) -> None:
    """After a miss: the section that decides, the next two, then one's own words; nothing before the answer."""
    await hall.says("ana", "/quiz monitoring 2")
    missed = (await hall.answers("ana", *await hall.wrong_letters("ana")))[0]
    assert "Read on" in {button.label for button in missed.buttons}
    trail = (await hall.presses("ana", "Read on"))[0]
    assert [source.number for source in trail.sources] == [1, 2, 3]
    assert {"Read 1", "Map", "Say it in one sentence"} <= {button.label for button in trail.buttons}
    await hall.presses("ana", "Say it in one sentence")
    said = (await hall.says("ana", f"/say {trail.sources[0].quote}"))[0]
    assert said.data["holds"]
    assert said.sources[0].heading == trail.sources[0].heading
    assert "Yes" in said.text


async def test_nothing_is_told_of_an_open_question(hall: GoalHall) -> None:
    """A trail to a question that is not answered yet is refused."""
    await hall.says("ana", "/quiz 1")
    delivery = hall.seen[-1][2].key
    assert delivery is not None
    token = hall.world.tokens.mint("trail", delivery, place=hall.place())
    assert "Answer it first" in (await hall.presses_token("ana", token))[0].text


async def test_somebody_right_explains_it_and_the_group_thanks(hall: GoalHall) -> None:
    """In the channel, by their own press; thanks count once a person, and not one's own."""
    await hall.says("ana", "/quiz 1", "general")
    said = await hall.answers("ana", *await hall.right_letters("ana"))
    rests = said[0].sources[0].quote
    await hall.presses("ana", "Explain it to the group")
    told = (await hall.says("ana", f"/say {rests}", "general"))[0]
    assert told.text.startswith("**Ana explains:**")
    assert not told.private
    assert "Yours is the explanation" in (await hall.presses("ana", "Thanks"))[0].text
    await hall.presses("ben", "Thanks")
    assert (await hall.presses("ben", "Thanks"))[0].buttons[0].label == "Thanks (1)"
    assert (await hall.presses("cy", "Thanks"))[0].buttons[0].label == "Thanks (2)"


async def test_a_box_opens_where_there_are_boxes(hall: GoalHall) -> None:
    """Its words come back with what they are about, however long ago it was opened."""
    await hall.says("ana", "/quiz 1")
    missed = (await hall.answers("ana", *await hall.wrong_letters("ana")))[0]
    await hall.presses("ana", "Read on")
    token = hall.button("ana", "Say it")[0].token
    form = await hall.quizzing.study.saying.form(Press("p", hall.learner("ana"), hall.place(), token))
    assert [field.name for field in form.fields] == ["words"]
    hall.restart()
    words = {"words": missed.sources[0].quote}
    submit = Submit("s", hall.learner("ana"), hall.place(), form.token, words)
    verb, ids = hall.world.tokens.read(form.token, hall.place())
    assert (await hall.quizzing.presses[verb](submit, ids))[0].data["holds"]
