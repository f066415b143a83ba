"""Words as a person reads them in a chat."""

from __future__ import annotations

from bot.quizzing.wording import legible


def test_a_table_is_a_list() -> None:
    """No chat shows tables; whatever else stands around them stays as it is."""
    text = (
        "Before\n\n| Model | Why |\n| --- | :-: |\n| Trees | needs `a \\| b` |\n| **Boosted** | exact |\n\nAfter | none"
    )
    assert legible(text).split("\n") == [
        "Before",
        "",
        "*Model · Why*",
        "- **Trees** · needs `a \\| b`",
        "- **Boosted** · exact",
        "",
        "After | none",
    ]


def test_two_tables_have_two_heads() -> None:
    """The head of a table is its first row, wherever it stands."""
    table = "| A | B |\n|---|---|\n| 1 | 2 |"
    assert legible(f"{table}\n\n{table}").count("*A · B*") == 2
