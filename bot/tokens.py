"""Buttons that carry their own meaning: short ids and a keyed tag, so any process can serve them later.

A token is ``verb/id/…/tag``.  The tag is 64 bits of an HMAC over the place (platform, tenant and
channel; not the thread) and the rest, under a key derived by HKDF (RFC 5869) from the installation's
secret.  Of several secrets the first signs and all verify, so that one can be replaced.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.conversation import Place

LONGEST = 90
TAG_BYTES = 8


class Forged(ValueError):
    """The tag does not fit the token and the place it was pressed in."""


def derive(secret: str, purpose: str) -> bytes:
    """A key for one purpose, 32 bytes."""
    return HKDF(SHA256(), 32, salt=None, info=f"studyhall {purpose}".encode()).derive(secret.encode())


@dataclass(frozen=True, slots=True)
class SignedTokens:
    """Mints and reads tokens."""

    keys: Sequence[bytes] = field(repr=False)

    @classmethod
    def of(cls, secrets: Sequence[str]) -> SignedTokens:
        """Tokens under these secrets."""
        return cls([derive(secret, "buttons") for secret in secrets])

    def mint(self, verb: str, *ids: str, place: Place) -> str:
        """A token for this place.  Raises ``ValueError`` for ids that do not fit into a button."""
        body = "/".join((verb, *ids))
        token = f"{body}/{_tag(self.keys[0], place, body)}"
        if len(token) > LONGEST or not token.isascii() or any("/" in part for part in (verb, *ids)):
            raise ValueError(f"{body!r} does not fit into a button")
        return token

    def read(self, token: str, place: Place) -> tuple[str, tuple[str, ...]]:
        """Verb and ids.  Raises :class:`Forged`."""
        body, _, tag = token.rpartition("/")
        if (
            not body
            or not token.isascii()
            or not any(hmac.compare_digest(tag.encode(), _tag(key, place, body).encode()) for key in self.keys)
        ):
            raise Forged("that button was not made here")
        verb, *ids = body.split("/")
        return verb, tuple(ids)


def _tag(key: bytes, place: Place, body: str) -> str:
    signed = "\0".join((place.platform, place.tenant, place.channel or "", body)).encode()
    digest = hmac.new(key, signed, hashlib.sha256).digest()[:TAG_BYTES]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
