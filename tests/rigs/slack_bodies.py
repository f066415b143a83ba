"""What a call of the Web API carries, in whichever of the two forms the SDK sends it."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web


async def body_of(request: web.Request) -> dict[str, Any]:
    """The arguments of a call, structures opened."""
    if request.content_type == "application/json":
        read: dict[str, Any] = await request.json()
        return read
    found = {**request.query, **await request.post()}
    return {key: _opened(value) for key, value in found.items()}


def _opened(value: Any) -> Any:
    """Structures that arrive as JSON in a form field."""
    return json.loads(value) if isinstance(value, str) and value[:1] in ("{", "[") else value
