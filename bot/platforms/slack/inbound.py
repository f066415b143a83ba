"""Verified payloads become turns: one table of what is heard, and nothing asked of the world.

What is not in the table is acknowledged and forgotten: other people's messages, edits, bots.  Every
turn comes with the keys under which it counts once, however often and by whichever event it arrives.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import uuid4

from bot.conversation import Command, Message, Open, Place, Press, Submit, Turn
from bot.platforms.slack.blocks import ACTION_PREFIX
from bot.platforms.slack.escaping import said_alone, spoken
from bot.platforms.slack.forms import origin, submitted
from bot.platforms.slack.identity import (
    Install,
    Known,
    Payload,
    actor,
    address,
    author,
    install_of,
    part,
    place,
    team_of,
)

SPOKEN_CHARS = 4_001  # one more than a question may have: who writes more is told so, not answered for the beginning
SHORTCUTS = {"explain_this": "ask", "quiz_us_on_this": "quiz"}
_LEADING_MENTION = re.compile(r"^\s*<@[^>]+>\s*")
_BY_PEOPLE = {None, "file_share", "me_message", "thread_broadcast"}
_OPENED = {
    "app_home_opened": None,
    "assistant_thread_started": "messages",
    "member_joined_channel": "joined",
    "app_uninstalled": "left",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """A turn, the keys that make it count once, and what only the receiving process needs.

    ``trigger`` opens a form within three seconds.  ``unasked``: nobody addressed the tutor, so the
    turn counts only in a thread it takes part in.
    """

    turn: Turn
    dedupe: tuple[str, ...]
    install: Install
    trigger: str | None = None
    unasked: bool = False


def heard(body: Payload, skills: Collection[str], known: Known, own: str | None = None) -> Heard | None:
    """What a payload says to the tutor; ``None`` if it says nothing."""
    install = install_of(body, own)
    if isinstance(body.get("event"), dict):
        return _event(body, install, skills, known)
    match body.get("type"):
        case "block_actions":
            return _press(body, install, known)
        case "view_submission":
            return _submit(body, install, known)
        case "message_action":
            return _shortcut(body, install, known)
        case None if body.get("command"):
            return _slash(body, install, skills, known)
    return None


def _event(body: Payload, install: Install, skills: Collection[str], known: Known) -> Heard | None:
    match body["event"].get("type"):
        case "app_mention" | "message":
            return _message(body, install, skills, known)
        case kind if kind in _OPENED:
            return _opened(body, install, known)
    return None


def _message(body: Payload, install: Install, skills: Collection[str], known: Known) -> Heard | None:
    event = body["event"]
    user, channel, ts = event.get("user"), event.get("channel"), event.get("ts")
    if not (user and channel and ts) or event.get("bot_id") or event.get("subtype") not in _BY_PEOPLE:
        return None
    if user in (install.bot_user, "USLACKBOT"):
        return None
    mention, text = f"<@{install.bot_user}>", str(event.get("text") or "")
    private = channel.startswith("D") or event.get("channel_type") == "im"
    addressed = private or event["type"] == "app_mention" or mention in text
    if event["type"] == "app_mention" and mention not in text:
        text = _LEADING_MENTION.sub("", text)  # whoever is mentioned, it is us
    thread = event.get("thread_ts")
    if not addressed and not thread:
        return None
    said = spoken(text.replace(mention, " "))[:SPOKEN_CHARS]
    where = place(install, None if private else channel, thread if private else thread or ts)
    who = author(body, install, known)
    to = address(install, user, channel, thread=thread, ts=ts, home=team_of(who.tenant))
    name, _, argument = said.removeprefix("/").partition(" ")
    # What is answered where other organisations read along holds only what their people may read.
    reader = replace(who, external=True) if body.get("is_ext_shared_channel") is True else who
    turn: Turn = Message(f"{install.team}-{channel}-{ts}", reader, where, said, addressed, to)
    if addressed and said.startswith("/") and name.lower() in skills:
        turn = Command(turn.id, who, where, name.lower(), argument.strip(), to)
    unasked = not addressed and event.get("parent_user_id") != install.bot_user
    return Heard(turn, (_event_key(body), f"message:{install.team}:{channel}:{ts}"), install, unasked=unasked)


def _opened(body: Payload, install: Install, known: Known) -> Heard | None:
    event = body["event"]
    view = _OPENED[event["type"]] or event.get("tab", "home")
    started = part(event, "assistant_thread")
    user = event.get("user") or started.get("user_id") or (view == "left" and install.bot_user)
    channel = event.get("channel") or started.get("channel_id")
    if view == "joined":
        if user != install.bot_user:
            return None
        user = event.get("inviter") or user
    if not user:
        return None
    who = author({**body, "event": {**event, "user": user}}, install, known)
    where = place(install, channel if view == "joined" else None, started.get("thread_ts"))
    to = address(install, user, channel, view=view, thread=where.thread)
    key = _event_key(body)
    return Heard(Open(key, who, where, view, to), (key,), install)


def _event_key(body: Payload) -> str:
    event = body["event"]
    return f"event:{body.get('event_id') or _once(event.get('event_ts') and (event['event_ts'], event.get('user')))}"


def _once(*candidates: object) -> object:
    """The first that is given; where nothing tells two deliveries apart, each counts for itself."""
    return next(filter(None, candidates), None) or uuid4().hex


def _press(body: Payload, install: Install, known: Known) -> Heard | None:
    action: Payload = next((one for one in body.get("actions") or () if isinstance(one, dict)), {})
    if not str(action.get("action_id", "")).startswith(ACTION_PREFIX):
        return None
    token = str(action.get("value") or action["action_id"].removeprefix(ACTION_PREFIX))
    container, message = part(body, "container"), part(body, "message")
    channel = part(body, "channel").get("id") or container.get("channel_id")
    ts = container.get("message_ts") or message.get("ts")
    fleeting = bool(container.get("is_ephemeral"))
    within = container.get("thread_ts") or message.get("thread_ts")
    thread = within or (None if fleeting or channel is None or channel.startswith("D") else ts)
    who = actor(body, install, known)
    to = address(
        install,
        who.id,
        channel,
        thread=within if within != ts else None,
        message=ts,
        ephemeral="yes" if fleeting else None,
        response_url=body.get("response_url"),
        surface=part(body, "view").get("type"),
    )
    pressed = _once(body.get("trigger_id"), action.get("action_ts"))
    key = ":".join(("press", install.team, who.id, str(pressed), str(action.get("action_ts")), token))
    turn = Press(key, who, place(install, channel, thread), token, to)
    return Heard(turn, (key,), install, body.get("trigger_id"))


def _submit(body: Payload, install: Install, known: Known) -> Heard | None:
    view = part(body, "view")
    if not str(view.get("callback_id", "")).startswith(ACTION_PREFIX):
        return None
    who = actor(body, install, known)
    opened = origin(view)
    channel, thread = opened.get("channel"), opened.get("thread")
    to = address(install, who.id, channel, thread=thread)
    key = f"submit:{install.team}:{view.get('id')}:{_once(view.get('hash'), body.get('trigger_id'))}"
    token = view["callback_id"].removeprefix(ACTION_PREFIX)
    turn = Submit(key, who, place(install, channel, thread), token, submitted(view), to)
    return Heard(turn, (key,), install)


def _shortcut(body: Payload, install: Install, known: Known) -> Heard | None:
    skill = SHORTCUTS.get(body.get("callback_id", ""))
    if skill is None:
        return None
    message, channel = part(body, "message"), part(body, "channel").get("id")
    who = actor(body, install, known)
    within = message.get("thread_ts")
    where = place(install, channel, None if str(channel).startswith("D") else within or message.get("ts"))
    to = address(install, who.id, channel, thread=within, response_url=body.get("response_url"))
    key = f"shortcut:{install.team}:{who.id}:{_once(body.get('trigger_id'), body.get('action_ts'))}"
    # The message was written to other people: whom it calls and where it points is no part of what it is about.
    turn = Command(key, who, where, skill, said_alone(str(message.get("text") or ""))[:SPOKEN_CHARS], to)
    return Heard(turn, (key,), install, body.get("trigger_id"))


def _slash(body: Payload, install: Install, skills: Collection[str], known: Known) -> Heard:
    who = actor(body, install, known)
    channel = body.get("channel_id")
    name, argument = _skill(body["command"].lstrip("/").lower(), spoken(body.get("text") or ""), skills)
    where: Place = place(install, channel, None)
    to = address(install, who.id, channel, response_url=body.get("response_url"))
    called = _once(body.get("trigger_id"), body.get("response_url"))
    key = f"command:{install.team}:{who.id}:{called}:{body['command']} {body.get('text') or ''}"[:300]
    turn = Command(key, who, where, name, argument[:SPOKEN_CHARS], to)
    return Heard(turn, (key,), install, body.get("trigger_id"))


def _skill(command: str, text: str, skills: Collection[str]) -> tuple[str, str]:
    """``/quiz iam`` and ``/study quiz iam`` are the same; ``/study`` with a question asks it."""
    if command in skills:
        return command, text
    first, _, rest = text.partition(" ")
    name = first.removeprefix("/").lower()
    if name in skills:
        return name, rest.strip()
    return ("ask", text) if text else ("help", "")
