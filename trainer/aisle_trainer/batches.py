"""The model's input, as in packages/model/src/featurize.ts and train/batches.ts."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .config import LIST_POSITION_BUCKETS, TIME_GAP_BUCKETS, Config
from .log import Log
from .split import Examples, Split

# This many batches are drawn together and sorted by length. Padding stays small, and the order stays random.
BATCHES_PER_POOL = 24


@dataclass(frozen=True)
class Batch:
    """Histories, padded at the end with row 0. Attention is causal, so no action sees the padding."""

    # int64 [batch, length]
    item_rows: Tensor
    # int64 [3, batch, length]: action types, time-gap buckets, list-position buckets
    features: Tensor
    # int64 [batch, length]: the target after each action, and the item of the next action. 0 for none.
    label_rows: Tensor
    next_rows: Tensor


def bucket(values: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """1 + floor(log2(1 + value)), at most count - 1."""
    # The exponent of frexp is the number of bits: exact, unlike log2.
    _, bits = np.frexp(np.minimum(values, 2**30) + 1)
    return np.minimum(bits, count - 1).astype(np.int64)


def features_of(log: Log) -> NDArray[np.int64]:
    """Action types, time-gap buckets and list-position buckets of all actions: [3, actions]."""
    gaps_ms = np.diff(log.timestamps_ms, prepend=0)
    time_gaps = bucket(np.maximum(gaps_ms // 1000, 0), TIME_GAP_BUCKETS)
    time_gaps[log.offsets[:-1]] = 0
    places = np.where(log.list_indices < 0, 0, bucket(np.maximum(log.list_indices, 0), LIST_POSITION_BUCKETS))
    return np.stack([log.types, time_gaps, places])


class Sequences:
    """The parts of training histories, each of at most `window_length` actions."""

    def __init__(self, log: Log, split: Split, config: Config) -> None:
        """Cuts histories from the end: the latest actions stay together."""
        self.columns = np.stack([log.item_rows, split.label_rows, split.next_rows, *features_of(log)])
        targets = split.label_rows if config.target == "next-item" else split.next_rows
        parts = [
            (max(begin, end - config.window_length), end)
            for begin, last in split.training.tolist()
            for end in range(last, begin, -config.window_length)
        ]
        self.parts = np.array([part for part in parts if targets[slice(*part)].any()], np.int64).reshape(-1, 2)
        trained = np.concatenate([targets[:0], *(targets[begin:end] for begin, end in self.parts)])
        # [item_count + 1], how often each row is a label.
        self.label_counts = np.bincount(trained, minlength=config.item_count + 1).astype(np.float64)
        self.label_counts[0] = 0

    def batches(self, positions: int, random: np.random.Generator) -> list[NDArray[np.int64]]:
        """Random batches of parts of similar length, each [parts, 2] with at most `positions` actions and padding."""
        order = self.parts[random.permutation(len(self.parts))]
        lengths = order[:, 1] - order[:, 0]
        pool_size = max(1, round(positions / max(1.0, lengths.mean()) * BATCHES_PER_POOL))
        batches = []
        for start in range(0, len(order), pool_size):
            pool = np.arange(start, min(len(order), start + pool_size))
            pool = pool[np.argsort(lengths[pool], kind="stable")]
            first = 0
            for i in range(1, len(pool) + 1):
                if i == len(pool) or (i - first + 1) * lengths[pool[i]] > positions:
                    batches.append(order[pool[first:i]])
                    first = i
        return [batches[i] for i in random.permutation(len(batches))]

    def batch(self, parts: NDArray[np.int64]) -> Batch:
        """The tensors of parts [n, 2] of the log, which may be any ranges of one shopper each."""
        begins, ends = parts.T
        places = begins[:, None] + np.arange((ends - begins).max())
        inside = places < ends[:, None]
        padded = np.where(inside, self.columns[:, np.minimum(places, self.columns.shape[1] - 1)], 0)
        item_rows, label_rows, next_rows, *features = torch.from_numpy(padded)
        return Batch(item_rows, torch.stack(features), label_rows, next_rows)

    def example_batches(
        self, examples: Examples, config: Config, size: int
    ) -> Iterator[tuple[NDArray[np.int64], Batch]]:
        """The latest actions of histories, those of similar length together, with their indices."""
        ends = examples.ends
        begins = np.maximum(examples.begins, ends - config.context_length)
        order = np.argsort(ends - begins, kind="stable")
        for start in range(0, len(order), size):
            chosen = order[start : start + size]
            yield chosen, self.batch(np.stack([begins[chosen], ends[chosen]], 1))
