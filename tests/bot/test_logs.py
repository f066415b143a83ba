"""What is logged, and what never is."""

from __future__ import annotations

import pytest

from bot.logs import without_secrets


@pytest.mark.parametrize(
    "secret",
    ["xoxb-123-456-abcdef", "xapp-1-A0-99-abcdef", "sk-" + "a1" * 16, "redis://user:hunter2@cache:6379/0"],
)
def test_a_token_never_reaches_the_log(secret: str) -> None:
    """Whatever put it into an event, it is blotted out."""
    event = without_secrets(None, "error", {"event": f"refused: {secret}", "count": 3})
    assert "hunter2" not in event["event"]
    assert secret not in event["event"]
    assert event["count"] == 3
