"""Which embedder is used: the checked export where a build has left one, else sentence-transformers itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from index import exported
from index.embedding import PACKAGED, Embedder, Model, own_folder, packaged_folder, resolve, torch_embedder

if TYPE_CHECKING:
    from index.encoding import Floats


def query_embedder(data: Path, given: str | None = None) -> Embedder:
    """The embedder for questions: the checked export when a build has left one, else the slow start through PyTorch.

    The first text opens it, so that whatever asks nothing starts without it; a model that is not there is refused now.
    """

    def opened() -> Embedder:
        model = resolve(given)
        return exported.open_export(data, model) or torch_embedder(model)

    own = own_folder(given)
    if own is None:
        packaged_folder()
    return _OpenedOnce(own.name if own else PACKAGED, opened)


class _OpenedOnce:
    """An embedder that is opened when it is first used, by whichever thread comes first."""

    def __init__(self, name: str, open_embedder: Callable[[], Embedder]) -> None:
        self.name = name
        self._open = open_embedder
        self._opening = Lock()
        self._opened: Embedder | None = None

    @property
    def identity(self) -> str:
        return self._embedder().identity

    @property
    def dimension(self) -> int:
        return self._embedder().dimension

    def encode(self, texts: Sequence[str]) -> Floats:
        return self._embedder().encode(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._embedder().count_tokens(texts)

    def _embedder(self) -> Embedder:
        with self._opening:
            if self._opened is None:
                self._opened = self._open()
            return self._opened


def build_embedder(data: Path, model: Model) -> Embedder:
    """The embedder for a build, which leaves the export behind for questions."""
    opened = exported.open_export(data, model)
    if opened is not None:
        return opened
    reference = torch_embedder(model)
    try:
        return exported.export_onnx(data, model, reference)
    except (ImportError, OSError, ValueError, RuntimeError) as problem:
        logging.getLogger(__name__).warning("the embedder could not be exported, questions start slowly: %s", problem)
        return reference
