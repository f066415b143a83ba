"""What a sentence may be made of on its way out: words, emphasis and code; never anything that acts.

A chat client turns some character runs into deeds: links that are fetched for a preview, images, mentions
that ping a whole channel, HTML.  None of them leaves here, wherever the text came from.  Links exist only
as sources, made from the addresses of cited passages; ``[n]`` marks are set by the gate alone.
"""

from __future__ import annotations

import re

from index.markup import INVISIBLE, NAMED_LINK, ROLE, TAG, plain

CODE_SPAN = re.compile(r"(`[^`\n]+`)")
BROKEN_WORD = re.compile("(?<=\\w)[\u2010\u00ad]\n\\s*(?=\\w)")  # as typesetters do
SIGNS = re.compile("`{2,}")  # clients disagree on where a span between longer signs begins; one sign has one reading
DIRECTIVE = re.compile(r"^[ \t]*(?::{3,}(?:\{[\w-]+\})?|\.\. [\w-]+::|:(?= ))[ \t]*", re.MULTILINE)
IMAGE = re.compile(r"!\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])?")
LINK = re.compile(r"\[([^\[\]]*)\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\])")
DEFINITION = re.compile(r"^\s*\[[^\[\]]+\]:\s*\S+.*$", re.MULTILINE)
ENTITY = re.compile(r"<[@#!][^<>]*>|<(?:https?|mailto|tel)[^<>|]*\|([^<>]*)>", re.IGNORECASE)
OPENING = re.compile(r"<(?=[@#!/?a-z])", re.IGNORECASE)
PLACEHOLDER = re.compile(r"<([\w .:-]{1,40})>")
EVERYBODY = re.compile(r"@\s*(?=everyone\b|here\b|channel\b|group\b)", re.IGNORECASE)
ADDRESS = re.compile(
    r"(?P<scheme>[a-z0-9+.-]*)://[^\s<>\"'`]*|\bwww\.[^\s<>\"'`]*|(?:javascript|vbscript|mailto|\btel)\s*:\s*\S*"
    r"|\bdata\s*:\s*[a-z]+/\S*",
    re.IGNORECASE,
)
SCHEME = re.compile(r"(?P<scheme>[a-z0-9+.-]*)://|(?:javascript|vbscript|mailto|\btel)\s*:", re.IGNORECASE)
STORES = ("gs", "s3", "bq", "hdfs")  # addresses that no chat client opens, and that commands are made of
MARK = re.compile(r"\s*\[\d{1,3}\]")
LOOSE_END = re.compile(r" +([,;:)]|[.!?](?:\s|$))")  # what links and marks leave behind
LOOSE_START = re.compile(r"(\() +")
TRAILING = ".,;:!?)”’\"'"


def readable(quote: str) -> str:
    """A quote as a person reads it: no markup but code spans, nothing a client would act on."""
    quote = DIRECTIVE.sub("", BROKEN_WORD.sub("", quote))
    quote = NAMED_LINK.sub(r"\1", ROLE.sub(r"`\1`", quote))
    parts = CODE_SPAN.split(quote)
    if len(parts) == 1:
        return harmless(plain(quote))
    held = {f"\ue000{number}\ue001": part for number, part in enumerate(parts) if number % 2}
    marked = "".join(f"\ue000{number}\ue001" if number % 2 else part for number, part in enumerate(parts))
    text = plain(marked)
    for sign, code in held.items():
        text = text.replace(sign, code)
    return harmless(text)


def harmless(text: str) -> str:
    """``text`` on one line, without links, images, addresses, mentions, tags and marks of its own."""
    text = INVISIBLE.sub("", text)
    before = None
    while before != text:  # taking one thing away can put another together
        before = text
        parts = CODE_SPAN.split(SIGNS.sub("`", text))
        text = "".join(_tame_code(part) if number % 2 else _tame(part) for number, part in enumerate(parts))
        text = LOOSE_END.sub(r"\1", LOOSE_START.sub(r"\1", " ".join(text.split())))
    return text


def harmless_code(text: str) -> str:
    """Code as it stands, but for mentions, and for addresses, which lose the scheme that would make them links."""
    before = None
    while before != text:
        before = text
        text = _tame_code(INVISIBLE.sub("", text))
    return text


def _tame(text: str) -> str:
    text = LINK.sub(r"\1", IMAGE.sub(r"\1", DEFINITION.sub(" ", text)))
    text = ENTITY.sub(lambda found: found[1] or "", text)
    text = ADDRESS.sub(_left_out, TAG.sub(" ", text))
    text = OPENING.sub("", PLACEHOLDER.sub(r"\1", text))
    text = MARK.sub("", EVERYBODY.sub("", text))
    return text.replace("](", "] (").replace("][", "] [").replace("![", "[")


def _tame_code(text: str) -> str:
    text = re.sub(r"<(?=[@#]|!(?:channel|here|everyone|subteam))", "< ", text, flags=re.IGNORECASE)
    return SCHEME.sub(lambda found: found[0] if found["scheme"] in STORES else "", EVERYBODY.sub("", text))


def _left_out(found: re.Match[str]) -> str:
    address = found[0]
    if found["scheme"] in STORES and "://" not in address[5:]:
        return address
    return "(link)" + address[len(address.rstrip(TRAILING)) :]
