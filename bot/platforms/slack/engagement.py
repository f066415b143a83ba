"""Which threads the tutor takes part in.

People need not tag it again in a thread where it was addressed; every other thread passes unheard,
not even stored.  Remembered here, and beside the tokens where other processes and the next start
find it.
"""

from __future__ import annotations

from collections import OrderedDict

from bot.platforms.slack.installations import SecretStore
from bot.ports import Unavailable

_REMEMBERED = 20_000
_SECONDS = 30 * 24 * 3600


class Engagement:
    """Threads by workspace, channel and first message."""

    def __init__(self) -> None:
        self._threads: OrderedDict[str, None] = OrderedDict()
        self.store: SecretStore | None = None

    async def begin(self, team: str, channel: str, thread: str) -> None:
        """The tutor was addressed here."""
        key = f"slack/thread/{team}/{channel}/{thread}"
        if self._remember(key) and self.store is not None:
            await self.store.put(key, b"1", seconds=_SECONDS)

    async def includes(self, team: str, channel: str, thread: str) -> bool:
        """Whether the tutor was ever addressed here; ``False`` when that cannot be found out."""
        key = f"slack/thread/{team}/{channel}/{thread}"
        if key in self._threads:
            return True
        try:
            found = self.store is not None and await self.store.get(key) is not None
        except Unavailable:
            return False
        if found:
            self._remember(key)
        return found

    def _remember(self, key: str) -> bool:
        new = key not in self._threads
        self._threads[key] = None
        self._threads.move_to_end(key)
        if len(self._threads) > _REMEMBERED:
            self._threads.popitem(last=False)
        return new
