"""A question for one thing opens with that thing: the figure, the default, the yes or no."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.asking import expecting, intent
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
