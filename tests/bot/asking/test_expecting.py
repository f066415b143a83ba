"""A question for one thing opens with that thing: the figure, the default, the yes or no."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.asking import expecting, framing, intent
from bot.asking.grounding import Checked
from bot.asking.quoting import Material, write
from retrieval.hits import Hit


def said(question: str, hit: Hit) -> str:
    return " ".join(one.text for one in write(intent.read(question), Material((hit,))))


@pytest.mark.parametrize(
    ("question", "text", "first"),
    [
        (
            "What is the memory limit of the archive?",
            "The archive uses version 1.5.1 of the memory. The memory limit of the archive is 840 MB.",
            "The memory limit of the archive is 840 MB.",
        ),
        (
            "What is the default value of VAULT_PATH?",
            'You can configure VAULT_PATH to open the vault. By default, the value of VAULT_PATH is `"^.*$"`.',
            "By default, the value",
        ),
        (
            "Can two vaults be open at the same time?",
            "A vault lets you open drawers in the same room at a time. Only one vault can be open at the same time.",
            "Only one vault can be open",
        ),
        (
            "Does the vault support labels?",
            "Labels make the vault easy to read. The vault doesn't support labels.",
            "The vault doesn't support labels.",
        ),
        (
            "Is a vault larger than 250 MB kept?",
            "The vault must exist before a vault is kept. A vault is limited to 250 MB.",
            "A vault is limited to 250 MB.",
        ),
        (
            "Can remote vaults be opened?",
            "Remote vaults and their doors are described by the vault's owner. You can't open remote vaults.",
            "You can't open remote vaults.",
        ),
        (
            "Which key opens a vault without locking it?",
            "The Alpha key opens the vault and is locking it. The Beta key opens a vault, but it isn't locking anything.",
            "The Beta key opens a vault",
        ),
        (
            "Which key should I use if I have a labelled vault?",
            "If you don't have a labelled vault, you should use the Alpha key. You use the Beta key for a labelled vault.",
            "You use the Beta key",
        ),
        (
            "How long does the vault stay open?",
            "The vault stays open for 3 readers. The vault is left open for 40 minutes.",
            "The vault is left open for 40 minutes.",
        ),
        (
            "Which region keeps the vault?",
            "The region keeps the vault near you. The vault is kept in europe-west4.",
            "The vault is kept in europe-west4.",
        ),
    ],
)
def test_the_sentence_that_decides_opens_the_answer(
    hit_on: Callable[..., Hit], question: str, text: str, first: str
) -> None:
    """A version is no limit, and a sentence that only has the question's words does not go first."""
    assert said(question, hit_on(text)).startswith(first)


def test_a_value_comes_with_what_it_is_of(hit_on: Callable[..., Hit]) -> None:
    """Two sentences on, or below the words that lead in its list."""
    text = "The `VAULT_SIZE` value must be in the range `[1, 4096]`. The default value is `1`."
    answer = said("What is the default VAULT_SIZE?", hit_on(text, heading="Options › VAULT_SIZE"))
    assert answer.endswith("`VAULT_SIZE` value must be in the range `[1, 4096]`. The default value is `1`.")


def test_what_a_sentence_announces_is_said_with_it(hit_on: Callable[..., Hit]) -> None:
    """A colon promises something."""
    text = "Choose a name for the vault that follows this format:\n\n`vault-{number}@archive.example`\n"
    first = text.index(":") + 1
    hit = hit_on(text, sentences=((0, first), (first + 2, len(text) - 1)))
    assert "`vault-{number}@archive.example`" in said("What name format does the vault follow?", hit)


def test_a_value_is_said_with_the_day_of_its_section(hit_on: Callable[..., Hit]) -> None:
    """Two headings up, as in a change log, and not the day of the section before."""
    text = "## 1 May 2026\n\nNothing.\n\n## 8 June 2026\n\n### Release 7\n\nThe vault was given labels by its owner.\n"
    first = text.index("The vault")
    hit = hit_on(text, sentences=((first, len(text) - 1),))
    assert write(intent.read("When was the vault given labels?"), Material((hit,)))[0].label == "8 June 2026"


@pytest.mark.parametrize(
    ("question", "answer", "beside"),
    [
        ("What does the vault cost?", "The vault is emptied every night for a week.", True),
        ("What does the vault cost?", "The vault costs nothing.", False),
        ("How much is the price of 2 vaults?", "It is 2 vaults in all.", True),
        ("How much is the price of 2 vaults?", "It is 40 euros.", False),
        ("What does VAULT_SIZE do?", "`VAULT_PATH` is the place.", True),
        ("What does VAULT_SIZE do?", "`VAULT_SIZE` is how large it is.", False),
    ],
)
def test_an_answer_beside_the_point_is_known(question: str, answer: str, beside: bool) -> None:
    """No amount where a price is asked for, or no word of the option asked for: nothing is answered then."""
    assert framing.beside_the_point(question, Checked(answer)) is beside


@pytest.mark.parametrize(
    ("question", "answer", "left_open"),
    [
        ("Does the vault support labels?", "Labels are short texts.", True),
        ("Does the vault support labels?", "Labels are supported.", False),
        ("Can a vault be larger than 250 MB?", "Vaults have 250 MB in size.", False),
        ("What is the default size?", "The size is chosen when the vault is made.", True),
        ("What is the default size?", "The default size is 10.", False),
        ("max number of vaults", "Vaults are numbered.", True),
        ("max number of vaults", "Up to 10 vaults.", False),
        ("Can you explain labels?", "Labels are short texts.", False),
    ],
)
def test_an_answer_that_decides_nothing_is_known(question: str, answer: str, left_open: bool) -> None:
    """It is then said with care."""
    assert expecting.left_open(question, answer) is left_open
