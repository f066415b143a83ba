"""Lets one coroutine step aside for others, between its own steps.

A turn computes a little, waits for the server, and computes again.  Two that run side by side in one
process therefore both take twice as long, whoever came first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class SteppingAside(Generic[T]):
    """Awaits ``what``, and before each of its steps ``others``, which returns when nobody is to go first.

    What is thrown in at either place, a cancellation or a timeout, reaches ``what``.
    """

    def __init__(self, what: Awaitable[T], others: Callable[[], Awaitable[None]]) -> None:
        self._what = what
        self._others = others

    def __await__(self) -> Generator[Any, Any, T]:
        steps = self._what.__await__()
        thrown: BaseException | None = None
        while True:
            try:
                waits_for = _next(steps, thrown)
            except StopIteration as ended:
                result: T = ended.value
                return result
            thrown = None
            try:
                yield waits_for
                yield from self._others().__await__()
            except BaseException as trouble:
                thrown = trouble


def _next(steps: Generator[Any, Any, T], thrown: BaseException | None) -> Any:
    if thrown is None:
        return steps.send(None)
    return steps.throw(thrown)
