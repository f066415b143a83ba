"""What is counted while the study hall is open, as Prometheus reads it at ``/metrics``.

The rule that holds here: a number is only for looking at; nothing is ever decided by one, and none
names a person or quotes what was said.  Any part may count; a new number is one line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

REGISTRY = CollectorRegistry()

_STAGES = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60)

ACKS = Counter("studyhall_acks", "turns stored before they were acknowledged", ["platform"], registry=REGISTRY)
DEDUPED = Counter("studyhall_deduped", "deliveries of a turn that was stored before", ["platform"], registry=REGISTRY)
BUSY = Counter("studyhall_busy", "turns turned away because too many wait", registry=REGISTRY)
ANSWERS = Counter("studyhall_answers", "questions by what they came to", ["outcome", "writer"], registry=REGISTRY)
REFUSALS = Counter("studyhall_refusals", "questions refused, by reason", ["reason"], registry=REGISTRY)
THUMBS = Counter("studyhall_thumbs", "what readers thought of an answer", ["thumb"], registry=REGISTRY)
STAGES = Histogram(
    "studyhall_stage_seconds", "how long a stage of an answer took", ["stage"], buckets=_STAGES, registry=REGISTRY
)
TURNS = Histogram(
    "studyhall_turn_seconds", "from a turn being stored to its replies being said", buckets=_STAGES, registry=REGISTRY
)
COST = Counter("studyhall_model_cost", "what the chat model cost, in its currency", registry=REGISTRY)
POSTS = Counter("studyhall_posts", "what messages came to", ["platform", "state"], registry=REGISTRY)
PUSHES = Counter("studyhall_pushes", "scheduled messages by what they came to", ["state"], registry=REGISTRY)
WAITING = Gauge("studyhall_waiting_turns", "turns that wait or run", registry=REGISTRY)
OLDEST = Gauge("studyhall_oldest_turn_seconds", "how long the oldest of them has waited", registry=REGISTRY)
BREAKERS = Gauge("studyhall_breaker_open", "1 while calls to a part are held back", ["part"], registry=REGISTRY)


def count_answer(data: Mapping[str, Any]) -> None:
    """Count an answer by the ``data`` of its reply; a reply that answers no question counts for nothing."""
    if "outcome" not in data:
        return
    ANSWERS.labels(str(data["outcome"]), str(data.get("writer") or "")).inc()
    if data["outcome"] == "refused":
        REFUSALS.labels(str(data.get("reason") or "")).inc()
    for stage, milliseconds in (data.get("timings_ms") or {}).items():
        STAGES.labels(stage).observe(float(milliseconds) / 1000)


def page() -> bytes:
    """Every number, in Prometheus' text format."""
    return generate_latest(REGISTRY)
