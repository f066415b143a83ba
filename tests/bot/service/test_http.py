"""The pages a process answers about itself."""

from __future__ import annotations

import aiohttp
import pytest

from bot.service.http import FINE, AddressTaken, Pulse, pages, serving


async def nothing_to_sample() -> None: ...


@pytest.mark.parametrize(
    ("needed", "helpful", "status"),
    [
        ({"memory": FINE}, {}, 200),
        ({"memory": FINE}, {"model": "held back"}, 200),
        ({"memory": "cannot be reached"}, {"model": FINE}, 503),
    ],
)
async def test_only_what_is_needed_decides(needed: dict[str, str], helpful: dict[str, str], status: int) -> None:
    """A process without its model is ready; one without its memory is not."""

    async def look() -> tuple[dict[str, str], dict[str, str]]:
        return needed, helpful

    pulse = Pulse()
    async with serving(pages(look, nothing_to_sample, pulse), "127.0.0.1", 0, pulse) as port:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
            async with session.get("/readyz") as ready:
                assert (ready.status, await ready.json()) == (status, {"ready": status == 200, **needed, **helpful})
            async with session.get("/livez") as alive:
                assert alive.status == 200
            async with session.get("/metrics") as numbers:
                assert "studyhall_waiting_turns" in await numbers.text()
        with pytest.raises(AddressTaken, match=str(port)):
            async with serving((), "127.0.0.1", port, Pulse()):
                pass
