"""Who said it and where, from the verified payload only.

A tenant is a workspace.  Its id is unique over all of Slack and survives a move into an Enterprise
organisation, so the organisation is not part of it (it only finds the token of an org-wide install).
People from other organisations in a shared channel belong to their own workspace; the place belongs
to the workspace the app is installed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.conversation import Learner, Place

PLATFORM = "slack"
Payload: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """What ``users.info`` says of somebody."""

    name: str
    tz: str | None = None
    admin: bool = False
    guest: bool = False


Known: TypeAlias = Callable[[str, str], Person | None]
"""(team, user) → the person, if they were looked up before; never waits."""


@dataclass(frozen=True, slots=True)
class Install:
    """The workspace (and organisation, if installed there as a whole) whose token serves a payload."""

    team: str
    enterprise: str | None = None
    bot_user: str | None = None

    @property
    def tenant(self) -> str:
        """The tenant of everything that happens in this workspace."""
        return tenant(self.team)


def tenant(team: str) -> str:
    """The tenant a workspace is."""
    return f"{PLATFORM}:{team}"


def team_of(tenant: str) -> str:
    """The workspace behind a tenant."""
    return tenant.removeprefix(f"{PLATFORM}:")


def install_of(body: Payload, own: str | None = None) -> Install:
    """Which installation of the app received this; ``own`` is the app's user where only one exists."""
    grants = [grant for grant in body.get("authorizations") or () if isinstance(grant, dict)]
    grant = next((grant for grant in grants if grant.get("is_bot")), grants[0] if grants else {})
    bot_user = grant.get("user_id") if grant.get("is_bot", True) else None
    team = (
        part(body, "view").get("app_installed_team_id")
        or _id(body.get("team"))
        or grant.get("team_id")
        or body.get("team_id")
        or part(body, "user").get("team_id")
    )
    enterprise = _id(body.get("enterprise")) or grant.get("enterprise_id") or body.get("enterprise_id")
    org_wide = str(grant.get("is_enterprise_install", body.get("is_enterprise_install"))).lower() == "true"
    return Install(str(team or enterprise or ""), enterprise if org_wide else None, bot_user or own)


def part(body: Payload, name: str) -> Payload:
    """An object inside a payload; empty where it is missing or something else."""
    found = body.get(name)
    return found if isinstance(found, dict) else {}


def _id(found: object) -> str | None:
    return found.get("id") if isinstance(found, dict) else found if isinstance(found, str) else None


def learner(install: Install, user: str, team: str | None, name: str, known: Known, *, shared: bool) -> Learner:
    """``user`` of ``team`` (``None``: of the workspace itself); ``shared``: with other organisations."""
    home = team or install.team
    person = known(install.team, user)
    return Learner(
        PLATFORM,
        tenant(home),
        user,
        person.name if person else name or user,
        tz=person.tz if person else None,
        admin=person.admin if person else False,
        external=(shared and home != install.team) or (person.guest if person else False),
    )


def author(body: Payload, install: Install, known: Known) -> Learner:
    """Who an event of the Events API is about."""
    event = body["event"]
    team = _workspace(body, event.get("user_team") or event.get("source_team") or event.get("team"))
    return learner(install, event["user"], team, "", known, shared=body.get("is_ext_shared_channel") is True)


def actor(body: Payload, install: Install, known: Known) -> Learner:
    """Who pressed, submitted or called; without word on how the channel is shared, strangers are external."""
    user = part(body, "user")
    name = user.get("name") or user.get("username") or body.get("user_name") or ""
    team = _workspace(body, user.get("team_id"))
    return learner(install, user.get("id") or body.get("user_id", ""), team, name, known, shared=True)


def _workspace(body: Payload, team: str | None) -> str | None:
    """``team``, unless Slack names the organisation where it means the workspace in it."""
    return None if team == (_id(body.get("enterprise")) or body.get("enterprise_id")) else team


def place(install: Install, channel: str | None, thread: str | None) -> Place:
    """A private chat has no channel; ``D…`` is one."""
    private = channel is None or channel.startswith("D")
    return Place(PLATFORM, install.tenant, None if private else channel, thread)


def address(install: Install, user: str, channel: str | None, **more: str | None) -> dict[str, str]:
    """How a reply finds its way back; :mod:`bot.platforms.slack.delivery` reads it.

    ``thread``: where the person was.  It differs from the place's for what stands in the channel itself: a
    reply for all begins a thread there, and a whisper in a thread that has no reply yet is shown to nobody.
    """
    found = {"team": install.team, "enterprise": install.enterprise, "user": user, "channel": channel, **more}
    return {key: value for key, value in found.items() if value}
