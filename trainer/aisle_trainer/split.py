"""Leave-one-out and training labels, as in packages/model/src/train/split.ts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .config import ACTION_TYPES, Target
from .log import Log

ADD_TO_CART, REMOVE_FROM_CART, PURCHASE = map(ACTION_TYPES.index, ("add_to_cart", "remove_from_cart", "purchase"))


@dataclass(frozen=True)
class Examples:
    """Histories and the item that came next: entries begins[i] to ends[i] - 1 of the log, and label_rows[i]."""

    # int64 [examples] each
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    label_rows: NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """Each shopper's last decision is the test example, the one before it the validation example."""

    # int64 [histories, 2]: the first entry of the log, and the one after the last.
    training: NDArray[np.int64]
    validation: Examples
    test: Examples
    # int64 [actions]: the target after each action of the training part, and the item of its next action. 0 for none.
    label_rows: NDArray[np.int64]
    next_rows: NDArray[np.int64]


def decisions(log: Log, begin: int, end: int, target: Target) -> list[tuple[int, int]]:
    """The actions that a model predicts, as entry and item row, in time order.

    For `next-purchase`, the decision is the moment when the item goes into the cart of the order that buys it.
    """
    if target == "next-item":
        return [(at, int(log.item_rows[at])) for at in range(begin, end)]
    cart: dict[int, int] = {}
    found: list[tuple[int, int]] = []
    for at in range(begin, end):
        row, kind = int(log.item_rows[at]), log.types[at]
        if kind == ADD_TO_CART:
            cart.setdefault(row, at)
        elif kind == REMOVE_FROM_CART:
            cart.pop(row, None)
        elif kind == PURCHASE:
            found.append((cart.pop(row, at), row))
    return sorted(found, key=lambda decision: decision[0])


def leave_one_out(log: Log, target: Target) -> Split:
    """Splits a log (Kang & McAuley 2018, https://arxiv.org/abs/1808.09781)."""
    label_rows, next_rows = np.zeros_like(log.item_rows), np.zeros_like(log.item_rows)
    training: list[tuple[int, int]] = []
    examples: tuple[list[tuple[int, int, int]], list[tuple[int, int, int]]] = ([], [])
    # The first item of `next-item` is a decision without a history.
    fewest = 3 if target == "next-item" else 2
    for begin, last in zip(log.offsets[:-1].tolist(), log.offsets[1:].tolist(), strict=True):
        found, end = decisions(log, begin, last, target), last
        if len(found) >= fewest:
            end = found[-2][0]
            for part, (at, row) in zip(examples, found[-2:], strict=True):
                if at > begin:
                    part.append((begin, at, row))
        if end - begin < 2:
            continue
        training.append((begin, end))
        next_rows[begin : end - 1] = log.item_rows[begin + 1 : end]
        after = begin
        for at, row in decisions(log, begin, end, target):
            label_rows[after:at] = row
            after = max(after, at)
    columns = [np.array(part, np.int64).reshape(-1, 3).T for part in examples]
    validation, test = (Examples(*column) for column in columns)
    return Split(np.array(training, np.int64).reshape(-1, 2), validation, test, label_rows, next_rows)
