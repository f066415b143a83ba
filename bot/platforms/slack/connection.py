"""Slack as a platform: the tokens of the environment, connected.

Start reading here: ``reception`` is the way in, ``delivery`` the way out, ``inbound`` and ``outbound``
the pure translations between them.  A push to one person has the address ``{"user": id}``.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from aiohttp import web
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation import Address, Place, Reply, Turn
from bot.platforms import Draft, Inlet, NotDelivered, OutcomeUnknown, RateLimited, SkillName
from bot.platforms.slack import calendar, posting, serving, socket_mode
from bot.platforms.slack.delivery import Delivery
from bot.platforms.slack.engagement import Engagement
from bot.platforms.slack.identity import PLATFORM, team_of, tenant
from bot.platforms.slack.installations import Installations, SealedStates, SecretStore
from bot.platforms.slack.manifest import BOT_SCOPES, OPTIONAL_SCOPES
from bot.platforms.slack.options import Options, options
from bot.platforms.slack.outcomes import NO_ADDRESS, OutOfReach, honest
from bot.platforms.slack.people import People
from bot.platforms.slack.reception import Reception
from bot.platforms.slack.workspaces import ManyWorkspaces, OneWorkspace, Workspaces, web_client
from bot.ports import Unavailable

UNINVITED = "I am not in that channel yet, so nothing could come: please invite me there."


class SlackPlatform:
    """See :class:`bot.platforms.Platform`."""

    name = PLATFORM
    resend_safe = False
    """Slack knows no nonce of ours: a post of unknown outcome is looked for, and else left as it is."""

    def __init__(self, chosen: Options, *, picture_waits: Sequence[float] = (0.5, 1.5)) -> None:
        self.options = chosen
        self._picture_waits = picture_waits
        self._people = People()
        self._engagement = Engagement()
        self._workspaces: Workspaces | None = None
        self._oauth: AsyncOAuthSettings | None = None
        self._skills: frozenset[str] = frozenset()
        self._own_user: str | None = None
        self._tell: Callable[[str], None] = lambda home: None
        self._home_told = chosen.bot_token is None
        self._inlet: Inlet | None = None
        self._reception: Reception | None = None
        self._delivery: Delivery | None = None
        if chosen.bot_token and not chosen.many:
            self._serve(OneWorkspace(chosen.bot_token, chosen.api_url))

    def keep(self, store: SecretStore, secrets: Sequence[str]) -> None:
        """Where tokens of many workspaces (sealed with ``secrets``) and threads are remembered."""
        self._engagement.store = store
        chosen = self.options
        if chosen.client_id and chosen.client_secret:
            installations = Installations(store, secrets)
            self._oauth = AsyncOAuthSettings(
                client_id=chosen.client_id,
                client_secret=chosen.client_secret,
                scopes=[*BOT_SCOPES, *OPTIONAL_SCOPES],
                user_scopes=[],
                installation_store=installations,
                state_store=SealedStates(secrets),
            )
            self._serve(ManyWorkspaces(installations, store, chosen.client_id, chosen.client_secret, chosen.api_url))

    def introduce(self, skills: Sequence[SkillName]) -> None:
        """Which skills there are, so that replies call them by commands that exist here."""
        self._skills = frozenset(skill.name for skill in skills)
        if self._delivery is not None:
            self._delivery.skills = self._skills

    def _serve(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces
        self._delivery = Delivery(workspaces, picture_waits=self._picture_waits)
        self._delivery.skills = self._skills

    async def home_tenant(self) -> str | None:
        """The tenant whose token is in the environment, if one is.

        A token Slack does not know raises :class:`ValueError`.
        """
        if self.options.bot_token is None:
            return None
        try:
            me = await honest(web_client(self.options.bot_token, self.options.api_url).auth_test())
        except NotDelivered as refused:
            if refused.final:
                raise ValueError(f"SLACK_BOT_TOKEN is refused by Slack ({refused}).") from refused
            raise
        if isinstance(self._workspaces, ManyWorkspaces):
            self._workspaces.own = {str(me["team_id"]): self.options.bot_token}
        else:
            self._own_user = str(me["user_id"])
        self._home_told = True
        return tenant(str(me["team_id"]))

    def when_home(self, tell: Callable[[str], None]) -> None:
        """``tell`` hears of the tenant whose token is in the environment, be it long after the start."""
        self._tell = tell

    async def _look_for_home(self) -> None:
        """Ask again whose the token is, until Slack has said so once: it may be away while we start."""
        if self._home_told:
            return
        with contextlib.suppress(NotDelivered, OutcomeUnknown, RateLimited):
            if (home := await self.home_tenant()) is not None:
                self._tell(home)

    async def listen(self, inlet: Inlet) -> None:
        """Receive until cancelled: over the socket, or through :meth:`routes` on the process's HTTP server."""
        await self._look_for_home()
        if isinstance(self._workspaces, ManyWorkspaces):
            await self._workspaces.renew()
        reception = self._receive(inlet)
        try:
            if self.options.mode == "http":
                await asyncio.Event().wait()
            assert self.options.app_token is not None
            client = web_client(None, self.options.api_url)
            await socket_mode.listen(reception.app, self.options.app_token, client)
        finally:
            await self.close()

    def routes(self, inlet: Inlet) -> list[web.RouteDef]:
        """What Slack, or a person who installs the app, calls over HTTP."""
        app = self._receive(inlet).app
        events = serving.events(app, self.options.signing_secrets) if self.options.mode == "http" else []
        return [*events, *serving.installation(app)]

    def _receive(self, inlet: Inlet) -> Reception:
        if self._reception is None or self._inlet is not inlet:
            token = None if self.options.many else self.options.bot_token
            self._inlet = inlet
            self._reception = Reception(
                inlet,
                self._connected(),
                self._people,
                self._engagement,
                client=web_client(token, self.options.api_url),
                oauth=self._oauth,
                own_user=lambda: self._own_user,
            )
        return self._reception

    def _connected(self) -> Workspaces:
        if self._workspaces is None:
            raise ValueError("Slack for many workspaces needs a store for their tokens: call keep() first.")
        return self._workspaces

    async def acquaint(self, turn: Turn) -> Turn:
        """``turn`` with what Slack says of its learner: name, zone, admin, guest.

        For the worker, before the tutor sees a turn: the receiving process may not ask Slack anything
        before it has acknowledged.
        """
        with contextlib.suppress(ValueError):  # a token that is refused by now is said by what cannot be posted
            await self._look_for_home()
        team = team_of(turn.place.tenant)
        client = await self._connected().client(team, turn.address.get("enterprise"))
        if client is not None:
            await self._people.look_up(client, team, turn.learner.id)
        return replace(turn, learner=self._people.introduced(team, turn.learner))

    async def deliver(self, place: Place, address: Address, reply: Reply, nonce: str) -> str:
        """Say ``reply`` once; see :mod:`bot.platforms.slack.delivery` for the way it takes."""
        self._connected()
        assert self._delivery is not None
        said = await self._delivery.deliver(place, address, reply, nonce)
        if place.channel and place.thread and not reply.private:
            with contextlib.suppress(Unavailable):
                await self._engagement.begin(team_of(place.tenant), place.channel, place.thread)
        return said

    async def begin(self, place: Place, address: Address, nonce: str) -> Draft | None:
        """A stream in the thread of the question; ``None`` where there is no thread."""
        self._connected()
        assert self._delivery is not None
        return await self._delivery.begin(place, address)

    async def open_thread(self, place: Place, message: str, title: str) -> Place:
        """Any message of Slack's is a thread once something is said under it."""
        return replace(place, thread=message)

    async def pin(self, place: Place, message: str) -> None:
        """Put a message at the top of its channel, once however often.  Raises like :meth:`deliver`."""
        await posting.pin(await self._client(place), place.channel or "", message)

    async def unpin(self, place: Place, message: str) -> None:
        """Take it off again."""
        await posting.unpin(await self._client(place), place.channel or "", message)

    async def kept_out(self, place: Place) -> str:
        """A command works in every channel; a post of its own only where the app was invited."""
        try:
            found = await honest((await self._client(place)).conversations_info(channel=place.channel or ""))
        except OutOfReach as gone:  # a private channel is not there for whoever is not in it
            return UNINVITED if str(gone) != NO_ADDRESS else ""
        except (NotDelivered, OutcomeUnknown, RateLimited):
            return ""
        channel = found.get("channel") or {}
        return UNINVITED if channel.get("is_member") is False or channel.get("is_archived") is True else ""

    async def find_ahead(self, place: Place, at: str) -> str:
        """The name of what Slack is to post there at ``at``.  Raises :class:`NotThere`, and like :meth:`deliver`."""
        return await calendar.find(await self._client(place), place.channel or "", at)

    async def take_back(self, place: Place, name: str) -> None:
        """Have Slack not post what it was handed.  Raises like :meth:`deliver`."""
        await calendar.take_back(await self._client(place), place.channel or "", name)

    async def _client(self, place: Place) -> AsyncWebClient:
        client = await self._connected().client(team_of(place.tenant), None)
        if client is None:
            raise NotDelivered("the app is not installed there", final=True)
        return client

    async def find(self, place: Place, nonce: str) -> str | None:
        """The id of an earlier message with this nonce, where the app may read the history."""
        self._connected()
        assert self._delivery is not None
        return await self._delivery.find(place, nonce)

    async def close(self) -> None:
        """Finish what was put off; every connection is closed with the call or the listener it served."""
        if self._reception is not None:
            await self._reception.settle()


def open_platform(env: Mapping[str, str]) -> SlackPlatform | None:
    """Slack, if its tokens are in ``env``; :class:`ValueError` names in one sentence what is missing."""
    chosen = options(env)
    return SlackPlatform(chosen) if chosen is not None else None
