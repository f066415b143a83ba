"""An outcome as a reply: the text, its sources, and what one may do next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from bot.asking.outcomes import Answered, Citation, NotFound, Outcome, to_json
from bot.asking.rebuilding import readable
from bot.conversation import Button, Place, Reply, Source
from bot.ports import MintToken

QUOTED = 280


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of local documents: (folder, template with {path} {anchor} {from} {to})."""

    templates: Sequence[tuple[str, str]] = ()
    folders: Callable[[str], Sequence[str]] = lambda library: ()

    def address(self, citation: Citation) -> str | None:
        """Where a reader can open the citation; ``None`` for a local file nobody gave an address."""
        passage = citation.passage
        if passage.url is not None and urlsplit(passage.url).scheme in {"http", "https"}:
            return passage.url
        for folder, template in self.templates:
            if any(PurePosixPath(root) == PurePosixPath(folder) for root in self.folders(citation.library)):
                first, last = citation.lines
                return template.format_map(
                    {"path": quote(passage.document), "anchor": quote(passage.anchor), "from": first, "to": last}
                )
        return None


def reply_to(
    outcome: Outcome,
    place: Place,
    mint: MintToken,
    links: Links,
    *,
    topic: str | None = None,
    share: str | None = None,
) -> Reply:
    """``topic``: what ``Quiz me on this`` would ask about; ``share``: the id under which it may be shared."""
    match outcome:
        case Answered(text=text, citations=citations):
            sources = tuple(source_of(citation, place, mint, links) for citation in citations)
            return Reply(
                text, sources=sources, buttons=_next(sources, place, mint, topic, share), data=to_json(outcome)
            )
        case NotFound(nearest=nearest, named=named):
            sources = tuple(source_of(citation, place, mint, links) for citation in named)
            owner = (Button("Tell the doc owner", mint("gap", share, place=place)),) if nearest and share else ()
            return Reply(outcome.text, sources=sources, buttons=(*openers(sources), *owner), data=to_json(outcome))
    return Reply(outcome.text, private=True, data=to_json(outcome))


def _next(
    sources: Sequence[Source], place: Place, mint: MintToken, topic: str | None, share: str | None
) -> tuple[Button, ...]:
    quiz = (Button("Quiz me on this", mint("about", topic, place=place)),) if topic else ()
    thumbs = (
        (Button("👍", mint("thumb", "up", share, place=place)), Button("👎", mint("thumb", "down", share, place=place)))
        if share
        else ()
    )
    return (*openers(sources), *quiz, *thumbs)


def openers(sources: Sequence[Source]) -> tuple[Button, ...]:
    """A button for each source that has no address of its own."""
    return tuple(
        Button(f"Show source {source.number}", source.token)
        for source in sources
        if source.url is None and source.token
    )


def source_of(citation: Citation, place: Place, mint: MintToken, links: Links) -> Source:
    """A citation as a line of the table under an answer."""
    passage = citation.passage
    address = links.address(citation)
    first, last = citation.lines
    page = passage.page_at(first)
    where = f"p. {page}" if page is not None else f"line {first}" if first == last else f"lines {first}–{last}"
    return Source(
        number=citation.number,
        title=passage.title,
        heading=passage.heading,
        url=address,
        quote=readable(citation.quote)[:QUOTED],
        where=where,
        as_of=passage.as_of.isoformat() if passage.as_of else None,
        label="" if passage.status == "current" else passage.status,
        token=None if address else mint("show", citation.library, passage.id, place=place),
    )
