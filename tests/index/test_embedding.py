"""The embedder: pinned, offline, the same through PyTorch and ONNX, and never imported before it is needed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index import embedders, embedding, exported
from index.embedding import TOKENIZER, WEIGHTS, Model, NoEmbedder, pinned, resolve


def test_the_packaged_model_is_the_published_one() -> None:
    model = resolve()
    assert (model.name, resolve("all-MiniLM-L6-v2")) == ("all-MiniLM-L6-v2", model)


def test_a_model_that_is_not_there_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(NoEmbedder, match=r"model.safetensors and tokenizer.json not found .* STUDYHALL_EMBEDDER"):
        resolve(str(tmp_path))


def test_a_changed_weight_is_refused(tmp_path: Path) -> None:
    (tmp_path / WEIGHTS).write_bytes(b"not the weights")
    shutil.copy(resolve().folder / TOKENIZER, tmp_path / TOKENIZER)
    with pytest.raises(NoEmbedder, match=r"refused: model\.safetensors is not the published file"):
        pinned(tmp_path)


def test_importing_the_package_imports_nothing_heavy() -> None:
    program = (
        "import sys, index.builder, index.editions, index.embedding; "
        "print([name for name in ('torch', 'sentence_transformers', 'transformers', 'onnxruntime', 'faiss', 'bm25s',"
        " 'trafilatura', 'pypdfium2', 'langchain_text_splitters', 'scipy') if name in sys.modules])"
    )
    started = time.monotonic()
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env={"PYTHONPATH": ":".join(sys.path)}
    )
    assert said.stdout.strip() == "[]", said.stderr
    assert time.monotonic() - started < 5


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def model() -> Model:
    return resolve()


@pytest.mark.filterwarnings("ignore")
def test_the_export_gives_the_same_vectors_and_is_then_used(data: Path, model: Model) -> None:
    assert exported.open_export(data, model) is None
    through_torch = embedding.torch_embedder(model)
    assert embedders.build_embedder(data, model)
    opened = exported.open_export(data, model)
    assert opened is not None
    texts = ["What is drift?", "A much longer question about " + "many features " * 80, "ML.PREDICT"]
    assert (through_torch.encode(texts) * opened.encode(texts)).sum(axis=1).min() > 0.9999
    assert opened.dimension == through_torch.dimension == 384
    assert opened.encode([]).shape == (0, 384)
    assert exported.folder_of(data, model).stat().st_mode & 0o777 == data.joinpath("models").stat().st_mode & 0o777


@pytest.mark.filterwarnings("ignore")
def test_a_damaged_export_is_not_used(data: Path, model: Model) -> None:
    graph = exported.folder_of(data, model) / exported.GRAPH
    whole = bytearray(graph.read_bytes())
    whole[1000] ^= 1
    graph.write_bytes(whole)
    assert exported.open_export(data, model) is None


def test_tokens_of_pieces_add_up(model: Model) -> None:
    embedder = embedding.torch_embedder(model)
    one, other, both = embedder.count_tokens(
        ["Training-serving skew", "is a difference.", "Training-serving skew is a difference."]
    )
    assert one + other == both
