"""The files of the stub Slack: a place, the bytes, the end; an upload is ended once, and only whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class SlackUploads:
    """``kept``: every upload with its name, length, bytes and title, as far as it has come."""

    kept: list[dict[str, Any]] = field(default_factory=list)

    def begin(self, body: dict[str, Any], url: str) -> dict[str, Any]:
        """A place for the bytes."""
        name = f"F{len(self.kept) + 1}"
        self.kept.append({"id": name, "name": body["filename"], "length": int(body["length"]), "content": b""})
        return {"file_id": name, "upload_url": f"{url}upload/{name}"}

    def put(self, name: str, content: bytes) -> None:
        """The bytes."""
        next(one for one in self.kept if one["id"] == name)["content"] = content

    def end(self, body: dict[str, Any], next_ts: Callable[[], str], said: list[dict[str, Any]]) -> dict[str, Any]:
        """With a channel there is a message in it, without one nobody sees anything."""
        titles = {file["id"]: file["title"] for file in body["files"]}
        ended = [one for one in self.kept if one["id"] in titles]
        if any("title" in one or len(one["content"]) != one["length"] for one in ended):
            return {"ok": False, "error": "file_not_found"}
        for one in ended:
            one["title"] = titles[one["id"]]
        if channel := body.get("channel_id"):
            share = {"channel": channel, "thread_ts": body.get("thread_ts"), "blocks": body.get("blocks", [])}
            said.append(
                {
                    **share,
                    "ts": next_ts(),
                    "text": "",
                    "files": [{"id": name, "title": titles[name]} for name in titles],
                }
            )
        return {"files": [{"id": name} for name in titles]}
