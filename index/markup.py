"""Text as a person would say it: what is left of Markdown, reStructuredText, HTML and Hugo when the marks are taken away.

Used for what is embedded and looked up by words, never for what is quoted: quotes stay verbatim. No pattern looks past
the next opening mark of its kind, so that a text of nothing but opening marks takes as long as any other.
"""

from __future__ import annotations

import html
import re

TAG_NAMES = (
    "a|abbr|article|aside|b|big|blockquote|br|button|caption|center|cite|code|col|colgroup|dd|del|details|dfn|div|dl|dt|em|"
    "figcaption|figure|font|footer|form|h[1-6]|header|hr|i|iframe|img|input|ins|kbd|label|li|link|main|mark|meta|nav|ol|"
    "option|p|picture|pre|q|s|samp|section|select|small|source|span|strong|style|sub|summary|sup|svg|table|tbody|td|tfoot|"
    "th|thead|tr|tt|u|ul|var|video|wbr|script|noscript|devsite-[\\w-]+|google-[\\w-]+"
)
TAG = re.compile(rf"</?(?:{TAG_NAMES})(?:\s[^<>]*)?/?>", re.IGNORECASE)
CELL_END = re.compile(r"</(?:td|th)>", re.IGNORECASE)
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
UNSEEN = re.compile(r"<(script|style|template|noscript)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*[;\"']|opacity\s*:\s*0(?:\.0+)?\s*[;\"']"
    r"|aria-hidden\s*=\s*[\"']?true|<\w[^<>]*\shidden(?:\s|>|=)",
    re.IGNORECASE,
)
SHORTCODE = re.compile(r"\{\{[%<](?:(?!\{\{).)*?[%>]\}\}", re.DOTALL)
ATTRIBUTES = re.compile(r"\{:[^{}\n]*\}")
IMAGE = re.compile(r"!\[([^\[\]\n]*)\](?:\([^()\s]*(?:\s+\"[^\"]*\")?\)|\[[^\]\n]*\])?")
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\](?:\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\s*\)|\[[^\]\n]*\])")
AUTOLINK = re.compile(r"<(https?://[^\s<>]+)>")
LINE_MARK = re.compile(
    r"^[ \t]*(?:>[ \t]?)*[ \t]*(?:(?:[-*+•●▪◦○‣–]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?|#{1,6}[ \t]+)?", re.MULTILINE
)
FENCE_LINE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})[^\n]*$", re.MULTILINE)
RULE_LINE = re.compile(r"^[ \t|:+*/=_-]{3,}$", re.MULTILINE)
STRONG = re.compile(r"(\*{1,3}|(?<!\w)_{1,3})(?=\S)((?:(?!\s[*_]\w).){1,400}?)(?<=\S)\1(?!\w)")
TICKS = re.compile(r"`+[ \t]*([^`\n]*?)[ \t]*`+")
ROLE = re.compile(  # of reStructuredText and MyST: {func}`~pkg.mod.name`, :class:`Name <pkg.Name>`
    r"(?::(?:[a-z]+:)+|\{[a-z:]+\})`[~!]?([^`<>]+?)\s*(?:<[^`<>]*>)?`"
)
NAMED_LINK = re.compile(r"`([^`<>]+?)\s+<[^`<>\s]+>`__?")
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]")
DECEPTIVE = re.compile("[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
SPACE = re.compile(r"\s+")


def plain(source: str) -> str:
    """`source` without Markdown, reStructuredText, HTML and shortcode marks, on one line."""
    text = source
    if "`" in text:
        text = NAMED_LINK.sub(r"\1", ROLE.sub(r"\1", text))
    if "{" in text:
        text = ATTRIBUTES.sub(" ", SHORTCODE.sub(" ", text))
    if "<" in text:
        if HIDDEN_STYLE.search(text):
            text = "\n".join(line for line in text.split("\n") if not HIDDEN_STYLE.search(line))
        text = UNSEEN.sub(" ", COMMENT.sub(" ", AUTOLINK.sub(r"\1", text)))
        text = TAG.sub(" ", CELL_END.sub(" | ", text))
    if "[" in text:
        text = LINK.sub(r"\1", IMAGE.sub(r"\1", text))
    text = LINE_MARK.sub("", RULE_LINE.sub("", FENCE_LINE.sub("", text)))
    if "`" in text:
        text = TICKS.sub(r"\1", text)
    if "*" in text or "_" in text:
        text = STRONG.sub(r"\2", STRONG.sub(r"\2", text))
    if "\\" in text:
        text = ESCAPE.sub(r"\1", text)
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = INVISIBLE.sub("", text)
    return SPACE.sub(" ", text).strip(" |")


def without_outer_tags(text: str, first: int, last: int) -> tuple[int, int]:
    """The span narrowed to what stands between its outermost tags, as in the row of an HTML table."""
    tags = [match.span() for match in TAG.finditer(text, first, last)]
    for start, end in tags:
        if text[first:start].strip():
            break
        first = end
    for start, end in reversed(tags):
        if start < first or text[end:last].strip():
            break
        last = start
    inner = text[first:last]
    return first + len(inner) - len(inner.lstrip()), last - (len(inner) - len(inner.rstrip()))


def plain_code(source: str) -> str:
    """Code keeps its signs; only fences, invisible characters and white space go."""
    text = FENCE_LINE.sub("", source)
    return SPACE.sub(" ", INVISIBLE.sub("", text)).strip()
