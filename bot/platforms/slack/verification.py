"""Whether an HTTP request comes from Slack, decided on its raw bytes before anything is parsed.

This is the only signature check: Bolt's own runs on decoded text, knows one secret (none to rotate
to) and answers a non-numeric timestamp with a 500.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from hashlib import sha256

BODY_BYTES = 1_000_000
WINDOW_SECONDS = 300
_DIGITS = re.compile(r"[0-9]{1,12}", re.ASCII)


def genuine(
    secrets: Sequence[str], body: bytes, timestamps: Sequence[str], signatures: Sequence[str], now: float
) -> bool:
    """Signed by one of ``secrets`` within five minutes of ``now``; each header stands there once."""
    if len(timestamps) != 1 or len(signatures) != 1 or not _DIGITS.fullmatch(timestamps[0]):
        return False
    if abs(now - int(timestamps[0])) > WINDOW_SECONDS:
        return False
    given = signatures[0].encode("utf-8", "replace")
    return any(hmac.compare_digest(signature(secret, body, timestamps[0]).encode(), given) for secret in secrets)


def signature(secret: str, body: bytes, timestamp: str) -> str:
    """What Slack puts into ``X-Slack-Signature``."""
    return "v0=" + hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, sha256).hexdigest()
