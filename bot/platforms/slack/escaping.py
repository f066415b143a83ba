"""Text that came from anywhere becomes text that can do nothing.

Slack has no allowed-mentions list: ``<!channel>`` in a message pings whoever is there.  Two sinks are
used, and nothing reaches Slack but through one of them.  Text elements of ``rich_text`` blocks are
literal; they only need :func:`literal`.  Everything Slack parses as mrkdwn goes through
:func:`escaped`.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote, urlsplit

from bot.platforms.slack import limits

# Control characters, lone surrogates, and the marks that reverse or hide what follows them.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_PINGS = re.compile(r"@(?=(?:here|channel|everyone)\b)|<(?=!(?:here|channel|everyone|subteam)|@[UW]|#C)", re.IGNORECASE)
_ENCODED = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_WORD_JOINER = "\u2060"


def literal(text: str) -> str:
    """Without what cannot be seen; what would ping people elsewhere is broken by a sign of no width."""
    seen = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _PINGS.sub(lambda found: found[0] + _WORD_JOINER, seen)


def escaped(text: str) -> str:
    """For fields that Slack parses as mrkdwn: the three characters its entities are made of."""
    return literal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def spoken(text: str) -> str:
    """What a person typed, out of the form in which Slack sends it."""
    return unescape(_ENCODED.sub(_shown, text)).strip()


def said_alone(text: str) -> str:
    """What a message says, without whom it calls and where it points; labels stay."""
    return unescape(_ENCODED.sub(lambda entity: " " if entity[1] else entity[3] or " ", text)).strip()


def _shown(entity: re.Match[str]) -> str:
    sigil, target, label = entity.groups()
    if sigil == "!":
        return f"@{target.partition('^')[0]}"
    if sigil == "@" and not label:
        return ""  # an id of Slack's, which no document knows
    return sigil + (label or target).removeprefix("@" if sigil == "@" else "#" if sigil == "#" else "")


def web_address(url: str | None) -> str | None:
    """``url`` if a link may lead there, in a spelling that cannot end the link early."""
    if not url or _UNSEEN.search(url) or not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return None
    safe = parts.scheme + quote(url[len(parts.scheme) :], safe="%/:?#[]!$&'()*+,;=~")
    return safe if len(safe) <= limits.URL else None
