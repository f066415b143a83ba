"""What is logged, and what never is."""

from __future__ import annotations

import logging

import pytest

from bot.logs import WithoutSecrets, without_secrets


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


def test_neither_does_one_that_a_library_logs_with_its_traceback() -> None:
    """What slack_sdk or discord.py write through the standard logger passes the same blotting."""
    try:
        raise ConnectionError("no route for xoxb-123-456-abcdef")
    except ConnectionError as error:
        failure = (type(error), error, error.__traceback__)
    record = logging.LogRecord("slack_sdk", logging.ERROR, __file__, 1, "token %s", ("xapp-1-A0-99-abcdef",), failure)
    line = WithoutSecrets("%(message)s").format(record)
    assert "xapp-1" not in line
    assert "xoxb-123" not in line
    assert "no route for ***" in line
