"""Ranks all items after the histories of examples."""

import math

import numpy as np
import torch
from torch import Tensor

from .batches import Batch, Sequences
from .log import Log
from .metrics import mid_ranks
from .network import Network
from .split import Examples, Split

# Few enough that scores of 100,000 items fit into memory.
HISTORIES_PER_BATCH = 128
# If shoppers rarely return to an item, rankings exclude the items of the history.
MASK_BELOW_REPEAT_SHARE = 0.01


def last_scores(network: Network, batch: Batch) -> Tensor:
    """Logits of all items after the last action of each history, [batch, item_count + 1]."""
    states = network.encode(network.item_embedding[batch.item_rows], batch.features)
    last = (batch.item_rows > 0).sum(1) - 1
    return network.score_items(network.target_query(states[torch.arange(len(last)), last]))


@torch.no_grad()
def ranks_of(network: Network, sequences: Sequences, log: Log, examples: Examples, mask_history: bool) -> Tensor:
    """Rank of each example's label among all items, [examples]. Ties count as half."""
    network.eval()
    ranks = torch.zeros(len(examples.ends))
    for indices, batch in sequences.example_batches(examples, network.config, HISTORIES_PER_BATCH):
        scores = last_scores(network, batch)
        if mask_history:
            for row, i in enumerate(indices):
                scores[row, log.item_rows[examples.begins[i] : examples.ends[i]]] = -math.inf
        ranks[indices] = mid_ranks(scores, torch.from_numpy(examples.label_rows[indices]))
    return ranks


def repeats(log: Log, split: Split) -> tuple[int, int]:
    """How many training labels occur in the history before them, and how many labels there are."""
    found = labels = 0
    for begin, end in split.training.tolist():
        seen: set[int] = set()
        for at in range(begin, end):
            seen.add(int(log.item_rows[at]))
            label = int(split.label_rows[at])
            labels += label > 0
            found += label in seen
    return found, labels


def masks_history(repeated: float, labels: float) -> bool:
    """Whether rankings exclude the items of the history."""
    return bool(repeated / np.maximum(1, labels) < MASK_BELOW_REPEAT_SHARE)
