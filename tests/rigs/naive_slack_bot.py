"""What one writes first: a Bolt app that acknowledges at once and answers in memory.

python naive_slack_bot.py API_URL SECONDS_TO_THINK
"""

from __future__ import annotations

import asyncio
import sys

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


async def main(api_url: str, seconds: float) -> None:
    """Serve until killed."""
    app = AsyncApp(client=AsyncWebClient(token="xoxb-1", base_url=api_url), signing_secret="shh")

    @app.event("app_mention")
    async def answer(event, say) -> None:
        await asyncio.sleep(seconds)
        await say("An answer.", thread_ts=event["ts"])

    handler = AsyncSocketModeHandler(app, "xapp-1", web_client=AsyncWebClient(base_url=api_url))
    await handler.start_async()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))
