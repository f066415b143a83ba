"""What is uploaded: pictures, shown inside a message, and files, handed over in a message of their own.

A place for the bytes, the bytes, and the end.  Before the end nobody sees anything, so what breaks there
may be begun again; the end can be made only once for an upload, and shares it.  The message that makes is
known again by a mark: it is looked for before a file is shared, and once more after an answer was lost.
What only one person may see goes to their private chat with the app, for a whisper carries no file.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.conversation import Image, Reply
from bot.platforms import NotDelivered, NotThere, OutcomeUnknown, RateLimited
from bot.platforms.slack import blocks
from bot.platforms.slack.dialect import Paragraph, Span
from bot.platforms.slack.escaping import literal
from bot.platforms.slack.looking import look
from bot.platforms.slack.outcomes import NotAllowed, ServerTrouble, honest
from bot.platforms.slack.posting import Target

NOT_ALLOWED = "I may not send files yet (an admin adds `files:write` and `im:write`), so here is what it says."
REFUSED = "Slack did not take the file, so here is what it says."
ELSEWHERE = "The file is in our private chat."
UNSURE = "The connection broke while I sent the file. If it did not arrive, please ask again."

T = TypeVar("T")

_MARK = "file:"
_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Parcel:
    """Files on their way to ``target``, or to the private chat of ``user`` where they are for one person."""

    reply: Reply
    target: Target
    user: str
    alone: bool
    nonce: str
    since: float

    @property
    def mark(self) -> str:
        """The block id that their message bears."""
        return _MARK + self.nonce


async def show(client: AsyncWebClient, images: Sequence[Image]) -> list[str | None]:
    """The ids of pictures as Slack keeps them; ``None`` for one it did not take, never an error."""
    return [await _shown(client, image) for image in images]


async def _shown(client: AsyncWebClient, image: Image) -> str | None:
    alt = blocks.alternative(image.alt)
    try:
        taken = await _taken(client, image.name, image.png, alt_txt=alt)
        await honest(client.files_completeUploadExternal(files=[{"id": taken, "title": alt}]))
    except (NotDelivered, OutcomeUnknown, RateLimited):
        return None
    return taken


async def hand_over(client: AsyncWebClient, parcel: Parcel) -> Reply:
    """Share the files of a reply; returns what is left to be said, with what became of them in it.

    Raises :class:`NotDelivered` and :class:`RateLimited` where nothing was shared and it may be tried again.
    """
    try:
        target = await _destination(client, parcel)
        sure = await _shared(client, parcel, target)
    except NotAllowed:
        return parcel.reply.spelled_out(NOT_ALLOWED)
    except NotDelivered as refused:
        if not refused.final:
            raise
        return parcel.reply.spelled_out(REFUSED)
    said = parcel.reply.text
    if not sure:
        said = f"{said}\n\n{UNSURE}"
    elif parcel.target.channel not in (target.channel, parcel.user):
        said = f"{said}\n\n{ELSEWHERE}"
    return replace(parcel.reply, text=said, files=())


async def _destination(client: AsyncWebClient, parcel: Parcel) -> Target:
    if not parcel.alone:
        return parcel.target
    if not parcel.user:
        raise NotDelivered("nobody is named to send it to", final=True)
    opened = await _invisible(client.conversations_open(users=parcel.user))
    chat = _told(opened.get("channel") or {}, "id")
    return parcel.target if parcel.target.channel == chat else Target(chat)


async def _shared(client: AsyncWebClient, parcel: Parcel, target: Target) -> bool:
    """Whether the files are certainly there."""
    if await _there(client, parcel, target):
        return True
    uploads: list[dict[str, str | None]] = [
        {"id": await _taken(client, file.name, file.content), "title": literal(file.title)}
        for file in parcel.reply.files
    ]
    try:
        await honest(
            client.files_completeUploadExternal(
                files=uploads,
                channel_id=target.channel,
                thread_ts=target.thread,
                blocks=json.dumps([_words(parcel)]),
            )
        )
    except (OutcomeUnknown, ServerTrouble):
        with contextlib.suppress(RateLimited):
            return await _there(client, parcel, target)
        return False
    return True


async def _there(client: AsyncWebClient, parcel: Parcel, target: Target) -> bool:
    def known(said: Mapping[str, Any]) -> bool:
        return any(block.get("block_id") == parcel.mark for block in said.get("blocks") or ())

    with contextlib.suppress(NotThere):
        return await look(client, target, known, parcel.since) is not None
    return False


def _words(parcel: Parcel) -> blocks.Block:
    titles = [Paragraph((Span(literal(file.title)),)) for file in parcel.reply.files]
    return {**next(blocks.rich_text(titles, {})), "block_id": parcel.mark}


async def _taken(client: AsyncWebClient, name: str, content: bytes, alt_txt: str | None = None) -> str:
    """The id of an upload that nobody sees yet."""
    given = await _invisible(client.files_getUploadURLExternal(filename=name, length=len(content), alt_txt=alt_txt))
    await _invisible(_put(client, _told(given, "upload_url"), content))
    return _told(given, "file_id")


def _told(answer: AsyncSlackResponse | Mapping[str, Any], key: str) -> str:
    """What the next step needs to know.  Raises :class:`NotDelivered` where Slack left it out."""
    if not (told := answer.get(key)):
        raise NotDelivered(f"Slack did not say the {key}", final=True)
    return str(told)


async def _put(client: AsyncWebClient, url: str, content: bytes) -> None:
    limit = aiohttp.ClientTimeout(total=_SECONDS)
    async with (
        aiohttp.ClientSession(timeout=limit) as session,
        session.post(url, data=content, proxy=client.proxy, ssl=client.ssl or True) as answer,
    ):
        if answer.status != 200:
            raise NotDelivered(f"the upload ended with HTTP {answer.status}", final=answer.status < 500)


async def _invisible(call: Awaitable[T]) -> T:
    """A step that nobody sees: when it broke, nothing was shared."""
    try:
        return await honest(call)
    except OutcomeUnknown as broken:
        raise NotDelivered(str(broken), final=False) from broken
