"""Orders in what people and documents say: they are only text.

Nothing here protects anything: the tutor has no hands, so an order can do no harm.  It is about manners.
The honest part of a question is still answered, and a document that talks to an assistant is not quoted for
what it told it.  A question is never an order: people do ask how to ignore errors and print schemas.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.asking.rebuilding import ADDRESS, ENTITY, EVERYBODY, IMAGE

ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rule|above|previous|prior|everything|context)"
    r"|\b(?:as an? (?:ai|assistant|language model)|system prompt|you are now|you must (?:reply|answer|respond|post|say|output)"
    r"|(?:(?:assistant|chatbot|bot|ai)s?\s*[:,]|model\s*:)\s*(?:please\s+)?(?:reply|respond|post|say|output|send|click|visit|tell))\b"
    r"|\b(?:when asked|if (?:anyone|someone|a user|the user) asks)\b.{0,60}\b(?:reply|respond|post|say|answer|tell|send|link)\b"
    r"|\bnew instructions?\b|<\s*/?\s*(?:system|instructions?)\s*>",
    re.IGNORECASE,
)
FIRST = r"^\W*(?:(?:now|please|also|then|first|and|but|just|before you answer|from now on|by the way)[\s,:]+)*"
BIDS = re.compile(
    FIRST
    + r"(?:ignore|disregard|forget|override|bypass|reveal|leak|print|repeat|post|send|ping|mention|notify|message|dm|pretend|act as|"
    r"roleplay|claim|append|insert|embed|output|reply|respond|(?:end|start|begin|finish) (?:your|the|with)|do (?:that|so|as)|"
    r"answer (?:only|in|with|as)|say (?:only|exactly|that)|show (?:it|this|the answer) as|(?:give|set|add|reset|delete|remove)\b.*"
    r"\b(?:points?|streak|leaderboard|board|score))\b",
    re.IGNORECASE,
)
MEANT_FOR_A_MACHINE = re.compile(
    r"\b(?:you are now|system prompt|your (?:instructions|prompt|rules)|developer mode|jailbreak|no questions asked|this is an order|"
    r"repeat after me|(?:citations|rules|filters) are (?:disabled|off)|you (?:must |will )?answer only)\b",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"\?\W*$|^\W*(?:what|which|who|whom|whose|when|where|why|how|can|could|does|do(?! that| this| so| as)|did|is|are|was|were|may|might|should|will|would|has|have)\b",
    re.IGNORECASE,
)
SPEAKER = re.compile(r"</?\w+>|\b(?:(?:new|old|next|real) task|system|user|assistant|human)\s*:\s*", re.IGNORECASE)
CLAUSE = re.compile(
    r"(?<=[.!?])\s+|\n+|,\s+then\s+|\s+and\s+(?=(?:then\s+)?(?:tell me|explain|answer) (?:what|how|why|which|when|where|who)\b)"
    r"|,?\s+(?:and|then|but|also)\s+(?=(?:then\s+|also\s+|please\s+)*(?:ignore|disregard|forget|post|reply|respond|print|output|send|ping|mention|"
    r"repeat|append|reveal|tell everyone)\b)",
    re.IGNORECASE,
)


def honest_part(text: str) -> str:
    """``text`` without the clauses that give orders, without addresses, images and mentions."""
    clauses = [clause.strip() for clause in CLAUSE.split(SPEAKER.sub("", text)) if clause and clause.strip()]
    kept = " ".join(clause for clause in clauses if not _is_an_order(clause))
    kept = EVERYBODY.sub("", ENTITY.sub("", ADDRESS.sub("", IMAGE.sub("", kept))))
    return " ".join(kept.split())


@lru_cache(maxsize=8192)
def gives_orders(text: str) -> bool:
    """Whether a text addresses an assistant instead of a reader: it is then only text, and never quoted."""
    return bool(ORDERS.search(text))


def _is_an_order(clause: str) -> bool:
    if MEANT_FOR_A_MACHINE.search(clause) or gives_orders(clause):
        return True
    acting = any(sign.search(clause) for sign in (IMAGE, ENTITY, EVERYBODY, ADDRESS))
    return not ASKS.search(clause) and (acting or bool(BIDS.search(clause)))
