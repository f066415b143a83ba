"""The clients that speak for a workspace: each with its own token, none that tries twice."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from typing import Protocol

from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.platforms.slack.installations import Installations, SecretStore
from bot.platforms.slack.outcomes import honest

SLACK_API = "https://slack.com/api/"
_SECONDS = 15
_ROTATE_MINUTES = 120

log = logging.getLogger(__name__)


def web_client(token: str | None, api_url: str) -> AsyncWebClient:
    """A client whose calls are made once: whether to repeat one is the outbox's decision.

    The SDK opens a connection for each call.  That is kept: a reset on a connection that had idled
    would make an outcome unknown that is not.
    """
    return AsyncWebClient(token=token, base_url=api_url, timeout=_SECONDS, retry_handlers=[])


class Workspaces(Protocol):
    """Whose token to use; ``None`` where the app is not installed."""

    async def client(self, team: str, enterprise: str | None) -> AsyncWebClient | None: ...


class OneWorkspace:
    """The workspace whose bot token is in the environment.  Slack refuses it anywhere else."""

    def __init__(self, token: str, api_url: str) -> None:
        self._client = web_client(token, api_url)

    async def client(self, team: str, enterprise: str | None) -> AsyncWebClient:
        return self._client


class ManyWorkspaces:
    """Every workspace or organisation that installed the app."""

    def __init__(
        self, installations: Installations, store: SecretStore, client_id: str, client_secret: str, api_url: str
    ) -> None:
        self._installations = installations
        self._store = store
        self._api_url = api_url
        self._rotator = AsyncTokenRotator(
            client_id=client_id, client_secret=client_secret, client=web_client(None, api_url)
        )
        self._renewing: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._noted: dict[str, str] = {}
        self.own: dict[str, str] = {}
        """Team → the token of the environment, where there is one beside the installations."""

    async def renew(self) -> None:
        """Seal every installation with the first secret.  May raise :class:`bot.ports.Unavailable`."""
        await self._installations.renew()

    async def note(self, team: str, enterprise: str | None) -> None:
        """Remember that ``team`` is served by an org-wide install, so that a push finds its token."""
        if enterprise and self._noted.get(team) != enterprise:
            await self._store.put(f"slack/org/{team}", enterprise.encode())
            self._noted[team] = enterprise

    async def client(self, team: str, enterprise: str | None) -> AsyncWebClient | None:
        token = await self._token(team, None)
        if token is None:
            noted = enterprise or (await self._store.get(f"slack/org/{team}") or b"").decode()
            token = await self._token(team, noted) if noted else None
        token = token or self.own.get(team)
        return web_client(token, self._api_url) if token else None

    async def _token(self, team: str, enterprise: str | None) -> str | None:
        found = await self._bot(team, enterprise)
        if found is not None and _ends_soon(found):
            async with self._renewing[team]:  # what renews a token is good for once
                found = await self._bot(team, enterprise)
                if found is not None and _ends_soon(found):
                    found = await self._renewed(team, found)
        return str(found.bot_token) if found is not None else None

    async def _bot(self, team: str, enterprise: str | None) -> Bot | None:
        return await self._installations.async_find_bot(
            enterprise_id=enterprise, team_id=team, is_enterprise_install=enterprise is not None
        )

    async def _renewed(self, team: str, bot: Bot) -> Bot:
        """``bot`` with a new token; as it is where Slack gives none just now, for its own is good for a while."""
        try:
            fresh = await honest(
                self._rotator.perform_bot_token_rotation(bot=bot, minutes_before_expiration=_ROTATE_MINUTES)
            )
        except (SlackTokenRotationError, NotDelivered, OutcomeUnknown, RateLimited) as trouble:
            log.warning("the token of workspace %s could not be renewed: %s", team, trouble)
            return bot
        if fresh is None:
            return bot
        await self._installations.async_save_bot(fresh)
        return fresh


def _ends_soon(bot: Bot) -> bool:
    """Whether it is time to renew a token, of those that can be."""
    ends = bot.bot_token_expires_at
    return bool(bot.bot_refresh_token) and ends is not None and ends < time.time() + _ROTATE_MINUTES * 60
