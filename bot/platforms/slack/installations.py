"""Tokens of many workspaces, sealed before they leave this process.

The store behind sees opaque bytes under opaque keys.  The first secret seals, all of them open; what
an older secret sealed is sealed anew at a start with both.  Uninstalling deletes at once, and deleting
what is gone is no error, so ``tokens_revoked`` and ``app_uninstalled`` may come in either order.
"""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Sequence
from typing import Any, Protocol

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

_STATE_SECONDS = 600


class SecretStore(Protocol):
    """A small key-value store that lasts.  Every method may raise :class:`bot.ports.Unavailable`."""

    async def get(self, key: str) -> bytes | None: ...

    async def put(self, key: str, value: bytes, *, seconds: int | None = None) -> None:
        """Keep ``value``; for ``seconds`` only, where given."""
        ...

    async def delete(self, key: str) -> None: ...

    async def names(self, prefix: str) -> Sequence[str]:
        """Every key that begins so."""
        ...


def sealer(secrets: Sequence[str], purpose: str) -> MultiFernet:
    """A sealer whose keys are derived from ``secrets`` for one purpose."""
    return MultiFernet([Fernet(_derived(secret, purpose)) for secret in secrets])


def _derived(secret: str, purpose: str) -> bytes:
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"studyhall {purpose}".encode())
    return base64.urlsafe_b64encode(kdf.derive(secret.encode()))


class Installations(AsyncInstallationStore):
    """Bolt's installation store: one bot and the latest installation for each workspace."""

    def __init__(self, store: SecretStore, secrets: Sequence[str]) -> None:
        self._store = store
        self._rotating = len(secrets) > 1
        self._newest = sealer(secrets[:1], "slack installations")
        self._sealer = sealer(secrets, "slack installations")

    @property
    def logger(self) -> logging.Logger:
        return logging.getLogger(__name__)

    async def async_save(self, installation: Installation) -> None:
        whose = _whose(installation.enterprise_id, installation.team_id, installation.is_enterprise_install)
        await self._put(f"slack/installation/{whose}", vars(installation))
        await self.async_save_bot(installation.to_bot())

    async def async_save_bot(self, bot: Bot) -> None:
        await self._put(f"slack/bot/{_whose(bot.enterprise_id, bot.team_id, bot.is_enterprise_install)}", vars(bot))

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        found = await self._get(f"slack/bot/{_whose(enterprise_id, team_id, is_enterprise_install)}")
        return Bot(**found) if found else None

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        found = await self._get(f"slack/installation/{_whose(enterprise_id, team_id, is_enterprise_install)}")
        return Installation(**found) if found and user_id in (None, found["user_id"]) else None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await self._delete("bot", enterprise_id, team_id)
        if team_id is not None:
            await self._store.delete(f"slack/org/{team_id}")  # in which organisation it was: :mod:`.workspaces`

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        found = await self.async_find_installation(enterprise_id=enterprise_id, team_id=team_id)
        if user_id is None or (found is not None and found.user_id == user_id):
            await self._delete("installation", enterprise_id, team_id)

    async def renew(self) -> None:
        """Seal everything with the first secret, so that the others may go.  May raise :class:`bot.ports.Unavailable`."""
        if self._rotating:
            for kind in ("bot", "installation"):
                for key in await self._store.names(f"slack/{kind}/"):
                    await self._get(key)

    async def _delete(self, kind: str, enterprise_id: str | None, team_id: str | None) -> None:
        await self._store.delete(f"slack/{kind}/{_whose(enterprise_id, team_id, team_id is None)}")

    async def _put(self, key: str, value: dict[str, Any]) -> None:
        await self._store.put(key, self._sealer.encrypt(json.dumps(value).encode()))

    async def _get(self, key: str) -> dict[str, Any] | None:
        kept = await self._store.get(key)
        if kept is None:
            return None
        try:
            opened = self._sealer.decrypt(kept)
        except InvalidToken:
            self.logger.warning("an installation was sealed with a secret that is no longer known: install again")
            return None
        try:
            self._newest.decrypt(kept)
        except InvalidToken:
            await self._store.put(key, self._sealer.encrypt(opened))
        found: dict[str, Any] = json.loads(opened)
        return found


def _whose(enterprise: str | None, team: str | None, org_wide: bool | None) -> str:
    """An org-wide installation is the organisation's; any other the workspace's, in or out of one."""
    return str(enterprise if org_wide and enterprise else team)


class SealedStates(AsyncOAuthStateStore):
    """OAuth states that carry their own proof and age, so nothing is kept for installs never finished.

    Bolt binds the state to the installer's browser with a cookie, and Slack lets each code be used once.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        self._sealer = sealer(secrets, "slack oauth state")

    @property
    def logger(self) -> logging.Logger:
        return logging.getLogger(__name__)

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        return self._sealer.encrypt(b"install").decode()

    async def async_consume(self, state: str) -> bool:
        try:
            return self._sealer.decrypt(state.encode(), ttl=_STATE_SECONDS) == b"install"
        except InvalidToken:
            return False
