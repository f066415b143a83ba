"""The measures, on rankings small enough to count by hand."""

from __future__ import annotations

import pytest

from retrieval.evaluate import auroc, ndcg_at, recall_at, reciprocal_rank

RANKING = ["a", "a", "b", "c", "d"]


def test_recall_counts_each_name_once() -> None:
    """The second place belongs to the second name."""
    assert recall_at(1, RANKING, {"b"}) == 0.0
    assert recall_at(2, RANKING, {"b"}) == 1.0


def test_the_first_right_name_decides_the_reciprocal_rank() -> None:
    """Third place, a third; nowhere, nothing."""
    assert reciprocal_rank(RANKING, {"c", "d"}) == pytest.approx(1 / 3)
    assert reciprocal_rank(RANKING, {"x"}) == 0.0


def test_gain_is_discounted_by_place() -> None:
    """All right names on top is 1, lower is less."""
    assert ndcg_at(3, ["a", "b", "c"], {"a", "b"}) == pytest.approx(1.0)
    assert ndcg_at(3, ["c", "a", "b"], {"a", "b"}) == pytest.approx((0.6309 + 0.5) / (1 + 0.6309), abs=1e-3)


def test_auroc_is_the_share_of_pairs_in_order() -> None:
    """Ties count half."""
    assert auroc([0.9, 0.5, 0.5, 0.1], [True, True, False, False]) == pytest.approx(0.875)
