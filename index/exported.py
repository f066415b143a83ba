"""The same weights as one ONNX file, made once by the first build and used by everything afterwards.

Pooling and normalising are part of the graph. An export counts only after 32 sentences of every shape came out as from
PyTorch (cosine ≥ 0.9999); then it is moved into place whole, with its own checksum beside it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embedding import Embedder, Model, load_tokenizer, load_transformer
from index.encoding import TransformerEmbedder

if TYPE_CHECKING:
    from index.encoding import Floats, Tokens

GRAPH, CHECKSUM = "model.onnx", "model.onnx.sha256"
CLOSE_ENOUGH = 0.9999
CHECKS = (
    "What is training-serving skew?",
    "drift",
    "",
    "A model is retrained when its inputs no longer look like those it learned from.",
    "ML.PREDICT(MODEL `project.dataset.model`, TABLE input)",
    "¿Cómo se evalúa un modelo?",
    "Größe, naïveté, 漢字, 🙂",
    "1 2 3 4 5 6 7 8 9 10",
)


def folder_of(data: Path, model: Model) -> Path:
    return data / "models" / model.identity


def open_export(data: Path, model: Model) -> Embedder | None:
    """The embedder over a checked export, if there is one."""
    return _open(folder_of(data, model) / GRAPH, model) if is_whole(data, model) else None


def is_whole(data: Path, model: Model) -> bool:
    """Whether there is an export of which no byte has changed."""
    folder = folder_of(data, model)
    try:
        expected = (folder / CHECKSUM).read_text("ascii").strip()
        with (folder / GRAPH).open("rb") as graph:
            actual = hashlib.file_digest(graph, "sha256").hexdigest()
    except OSError:
        return False
    return actual == expected


def export_onnx(data: Path, model: Model, reference: Embedder) -> Embedder:
    """Write the export, hold it against the reference, and only then put it where questions look for it."""
    target = folder_of(data, model)
    building = target.parent / f".export-{os.getpid()}"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)  # as readable as all else: an image is built by one user and served by another
    try:
        _write(building / GRAPH, model)
        made = _open(building / GRAPH, model)
        sentences = [f"{check} {' and so on' * repeat}".strip() for check in CHECKS for repeat in (0, 3, 12, 60)]
        cosines = np.sum(made.encode(sentences) * reference.encode(sentences), axis=1)
        if float(cosines.min()) < CLOSE_ENOUGH:
            raise ValueError(f"the export differs from the model (cosine {float(cosines.min()):.5f})")
        with (building / GRAPH).open("rb") as graph:
            (building / CHECKSUM).write_text(hashlib.file_digest(graph, "sha256").hexdigest(), "ascii")
        shutil.rmtree(target, ignore_errors=True)
        building.replace(target)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return _open(target / GRAPH, model)


def _write(path: Path, model: Model) -> None:
    import torch

    transformer = load_transformer(model)

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            found = self.transformer({"input_ids": input_ids, "attention_mask": attention_mask})
            return torch.nn.functional.normalize(found["sentence_embedding"], dim=1)

    example = torch.ones((2, 7), dtype=torch.int64)
    axes = {0: "texts", 1: "tokens"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer remarks on shapes that are fixed on purpose
        torch.onnx.export(
            Graph().eval(), (example, example), str(path), dynamo=False, opset_version=17,
            input_names=["input_ids", "attention_mask"], output_names=["vectors"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "vectors": {0: "texts"}},
        )  # fmt: skip


def runtime() -> Any:
    """ONNX Runtime, silent: left alone, its builds report to their maker what runs on this machine."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    return onnxruntime


def _open(path: Path, model: Model) -> Embedder:
    onnxruntime = runtime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads leave the core to others
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return TransformerEmbedder(model.name, model.identity, load_tokenizer(model), _OnnxForward(session))


class _OnnxForward:
    def __init__(self, session: Any) -> None:
        self._session = session

    @property
    def dimension(self) -> int:
        return int(self._session.get_outputs()[0].shape[1])

    def __call__(self, ids: Tokens, mask: Tokens) -> Floats:
        vectors: Floats = self._session.run(["vectors"], {"input_ids": ids, "attention_mask": mask})[0]
        return vectors
