"""What a file really is, from its first bytes; its name only decides between kinds of text."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from index.documents.document import Kind, Unreadable

PICTURE = "a picture: there is no text in it to read"
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"BM", PICTURE),
    (b"II*\x00", PICTURE),
    (b"MM\x00*", PICTURE),
    (b"\x00\x00\x01\x00", PICTURE),
    (b"\xd0\xcf\x11\xe0", "an old Office file: save it as .docx or PDF"),
    (b"{\\rtf", "a rich text file: save it as .docx or PDF"),
    (b"\x1f\x8b", "a compressed file: unpack it first"),
    (b"7z\xbc\xaf", "a compressed file: unpack it first"),
    (b"Rar!", "a compressed file: unpack it first"),
    (b"\x7fELF", "a program"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound or video file"),
)
BY_SUFFIX: dict[str, Kind] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdx": "markdown",
    ".qmd": "markdown",
    ".txt": "text",
    ".text": "text",
    ".rst": "rst",
    ".adoc": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".ipynb": "notebook",
    ".csv": "csv",
    ".tsv": "csv",
}
BY_CONTENT_TYPE: dict[str, Kind] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "text/plain": "text",
}
ASCII = bytes(range(128))
MOST_HIGH = 0.4  # of the bytes of a Western text in an old encoding are none of these, at the very most
HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)


def sniff(data: bytes, path: str, content_type: str = "") -> Kind:
    if not data.strip():
        raise Unreadable("the file is empty")
    suffix = PurePosixPath(path).suffix.lower()
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        if b"word/" in data[:4096] or suffix == ".docx":
            return "word"
        raise Unreadable("an archive or Office file of a kind that is not read: save it as .docx or PDF")
    if reason := _binary(data, suffix):
        raise Unreadable(reason)
    if kind := BY_SUFFIX.get(suffix) or BY_CONTENT_TYPE.get(content_type.split(";")[0].strip().lower()):
        return "html" if kind in ("text", "csv") and HTML.match(data[:2048]) else kind
    if HTML.match(data[:2048]):
        return "html"
    if not suffix:
        return "text"
    raise Unreadable(f"files ending in {suffix} are not read")


def decoded(data: bytes) -> str:
    """The text with its own lines: only the marks of the encoding and of Windows line ends are taken away."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        letters = data.translate(None, b" \t\r\n")
        if len(letters.translate(None, ASCII)) > MOST_HIGH * len(letters):
            raise Unreadable(
                "its letters are in an old encoding that does not say which it is: save it as UTF-8"
            ) from None
        text = data.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _binary(data: bytes, suffix: str) -> str | None:
    for signature, reason in SIGNATURES:
        if data.startswith(signature) and (len(signature) > 3 or b"\x00" in data[:64]):
            return reason
    if (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or suffix == ".svg":
        return PICTURE
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "a binary file"
    return None
