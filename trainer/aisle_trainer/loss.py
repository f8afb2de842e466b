"""The training loss of packages/model/src/train/loss.ts."""

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from .batches import Batch
from .network import Network, unit_rows

# Share of the negatives that are drawn by their frequency as labels. The others are drawn uniformly.
POPULAR_SHARE = 0.5


@dataclass(frozen=True)
class Negatives:
    """Items that compete with the label, drawn with replacement."""

    # int64 [negatives], embedding rows.
    rows: Tensor
    # float32 [negatives], -log of the expected number of draws of the row (the logQ correction).
    log_weights: Tensor


class NegativeSampler:
    """Mixed negative sampling (Yang et al. 2020, https://doi.org/10.1145/3366424.3386195)."""

    def __init__(self, label_counts: NDArray[np.float64]) -> None:
        """label_counts: [item_count + 1], how often each row is a label."""
        self.item_count = len(label_counts) - 1
        total = label_counts.sum()
        self.popular_share = POPULAR_SHARE if total > 0 else 0.0
        self.cumulative = np.cumsum(label_counts)
        popular = self.popular_share * label_counts / max(1.0, total)
        self.chance = popular + (1 - self.popular_share) / self.item_count

    def draw(self, count: int, random: np.random.Generator) -> Negatives:
        """`count` rows with their weights."""
        at = random.random(count) * self.cumulative[-1]
        popular = np.searchsorted(self.cumulative, at, side="right")
        uniform = random.integers(1, self.item_count + 1, count)
        rows = np.where(random.random(count) < self.popular_share, popular, uniform)
        weights = -np.log(count * self.chance[rows])
        return Negatives(torch.from_numpy(rows), torch.from_numpy(weights).float())


class SampledSoftmaxLoss(nn.Module):
    """A sampled softmax (Jean et al. 2015, https://arxiv.org/abs/1412.2007).

    For `next-purchase`, the next item is a second task: purchases are few, and the encoder learns most from the items
    that shoppers view next.
    """

    def __init__(self, network: Network) -> None:
        """The loss has no parameters but those of the network."""
        super().__init__()
        self.network = network

    def forward(self, batch: Batch, negatives: Negatives) -> Tensor:
        """Mean cross-entropy of the labels of a batch, each against all negatives."""
        network = self.network
        # Each row once, so that a step reads and changes only the vectors of its items.
        used = torch.cat(
            [batch.item_rows.flatten(), batch.label_rows.flatten(), batch.next_rows.flatten(), negatives.rows]
        )
        rows, places = torch.unique(used, return_inverse=True)
        vectors = unit_rows(functional.embedding(rows, network.item_embedding, sparse=True))
        biases = network.item_bias.gather(0, rows, sparse_grad=True)
        size = batch.item_rows.numel()
        items, labels, nexts, negative = places.split([size, size, size, len(negatives.rows)])

        states = network.encode(vectors[items].view(*batch.item_rows.shape, -1), batch.features).flatten(0, 1)
        # The query of every labelled action, with the place of its label in `rows`.
        labelled = batch.label_rows.flatten() > 0
        queries, targets = [network.target_query(states[labelled])], [labels[labelled]]
        if network.config.target == "next-purchase":
            followed = batch.next_rows.flatten() > 0
            queries.append(network.item_query(states[followed]))
            targets.append(nexts[followed])
        query, target = torch.cat(queries), torch.cat(targets)

        label_logits = (query * vectors[target]).sum(-1, keepdim=True) + biases[target][:, None]
        others = query @ vectors[negative].T + biases[negative] + negatives.log_weights
        # A negative that is the label does not compete with it.
        others = others.masked_fill(target[:, None] == negative[None, :], -math.inf)
        logits = torch.cat([label_logits, others], 1)
        return functional.cross_entropy(logits, torch.zeros(len(logits), dtype=torch.int64, device=logits.device))
