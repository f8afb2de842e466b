"""Ranking metrics, as in packages/model/src/train/metrics.ts."""

from torch import Tensor


def mid_ranks(scores: Tensor, label_rows: Tensor) -> Tensor:
    """Rank of each label among all items, 1 for the best. Ties count as half.

    scores: [n, item_count + 1], without column 0, which is padding. label_rows: int64 [n], at least 1. Returns [n].
    """
    scores = scores[:, 1:]
    label = scores.gather(1, label_rows[:, None] - 1)
    higher = (scores > label).sum(1)
    ties = (scores == label).sum(1) - 1
    return 1 + higher + ties / 2


def ndcg(ranks: Tensor, cutoff: int) -> Tensor:
    """Gain of each example, which has one relevant item: 1 / log2(1 + rank) within the cut-off."""
    return (ranks <= cutoff) / (1 + ranks).log2()


def hit_rate(ranks: Tensor, cutoff: int) -> Tensor:
    """1 for each example whose label is within the cut-off."""
    return (ranks <= cutoff).double()
