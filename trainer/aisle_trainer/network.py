"""The network of packages/model/src/forward.ts and encode.ts, with the same names and shapes of parameters."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from .config import ACTION_TYPES, LIST_POSITION_BUCKETS, TIME_GAP_BUCKETS, Config

# Added to the variance, so that a constant row does not divide by 0.
NORM_EPSILON = 1e-6
# Added under the root of a squared length.
LENGTH_EPSILON = 1e-8
INITIAL_LOGIT_SCALE = 14.0
EMBEDDING_DEVIATION = 0.05


def unit_rows(rows: Tensor) -> Tensor:
    """Scales each row of [n, width] to length 1."""
    return rows * torch.rsqrt(rows.square().sum(-1, keepdim=True) + LENGTH_EPSILON)


def table(rows: int, width: int) -> nn.Parameter:
    """A table of embeddings [rows, width]."""
    return nn.Parameter(EMBEDDING_DEVIATION * torch.randn(rows, width))


def linear(from_width: int, to_width: int) -> nn.Parameter:
    """A linear map [from_width, to_width] whose output has about the variance of its input."""
    return nn.Parameter(torch.randn(from_width, to_width) / math.sqrt(from_width))


class Norm(nn.Module):
    """Layer normalisation over the last axis (Ba et al. 2016, https://arxiv.org/abs/1607.06450)."""

    def __init__(self, width: int) -> None:
        """Scale and bias are [width]."""
        super().__init__()
        self.scale = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x: Tensor) -> Tensor:
        """[..., width] to [..., width]."""
        return functional.layer_norm(x, self.scale.shape, self.scale, self.bias, NORM_EPSILON)


class Layer(nn.Module):
    """Causal self-attention in a sliding window, then a feed-forward network, each after a normalisation."""

    def __init__(self, config: Config, dropout: float) -> None:
        """The attention has `head_count` heads of width / head_count."""
        super().__init__()
        width, inner = config.width, config.feed_forward_width
        self.head_count, self.dropout = config.head_count, dropout
        self.attention_norm = Norm(width)
        self.query = linear(width, width)
        self.key = linear(width, width)
        self.value = linear(width, width)
        self.relative_bias = nn.Parameter(torch.zeros(config.head_count, config.window_length))
        self.attention_output = linear(width, width)
        self.feed_forward_norm = Norm(width)
        self.feed_forward_in = linear(width, inner)
        self.feed_forward_in_bias = nn.Parameter(torch.zeros(inner))
        self.feed_forward_out = linear(inner, width)
        self.feed_forward_out_bias = nn.Parameter(torch.zeros(width))

    def forward(self, x: Tensor) -> Tensor:
        """[batch, length, width] to [batch, length, width]."""
        x = x + functional.dropout(self.attend(self.attention_norm(x)), self.dropout, self.training)
        inner = torch.relu(self.feed_forward_norm(x) @ self.feed_forward_in + self.feed_forward_in_bias)
        outer = inner @ self.feed_forward_out + self.feed_forward_out_bias
        return x + functional.dropout(outer, self.dropout, self.training)

    def attend(self, x: Tensor) -> Tensor:
        """Query q sees key k if 0 <= q - k < window_length. Each head adds a bias for this distance."""
        batch, length, width = x.shape

        def heads(matrix: Tensor) -> Tensor:
            return (x @ matrix).view(batch, length, self.head_count, -1).transpose(1, 2)

        query, key, value = heads(self.query), heads(self.key), heads(self.value)
        window = self.relative_bias.shape[1]
        places = torch.arange(length, device=x.device)
        distance = places[:, None] - places[None, :]
        hidden = (distance < 0) | (distance >= window)
        by_distance = self.relative_bias[:, distance.clamp(0, window - 1)]
        logits = query @ key.transpose(2, 3) / math.sqrt(width // self.head_count) + by_distance
        mixed = logits.masked_fill(hidden, -math.inf).softmax(-1) @ value
        return mixed.transpose(1, 2).reshape(batch, length, width) @ self.attention_output


class Network(nn.Module):
    """A causal transformer over actions, and the queries that score items.

    The loss scales the rows of `item_embedding` to length 1, and so does `released` in fit.py. A logit is then a scaled
    cosine.
    """

    def __init__(self, config: Config, dropout: float = 0.0) -> None:
        """Draws the initial values from torch's generator."""
        super().__init__()
        self.config, self.dropout = config, dropout
        width = config.width
        self.item_embedding = table(config.item_count + 1, width)
        self.item_bias = nn.Parameter(torch.zeros(config.item_count + 1))
        self.event_embedding = table(len(ACTION_TYPES), width)
        self.time_gap_embedding = table(TIME_GAP_BUCKETS, width)
        self.list_position_embedding = table(LIST_POSITION_BUCKETS, width)
        self.input_norm = Norm(width)
        self.layers = nn.ModuleList(Layer(config, dropout) for _ in range(config.layer_count))
        self.final_norm = Norm(width)
        self.log_logit_scale = nn.Parameter(torch.tensor([math.log(INITIAL_LOGIT_SCALE)]))
        if config.target == "next-purchase":
            self.purchase_query = nn.Parameter(torch.zeros(width, width))

    def encode(self, item_vectors: Tensor, features: Tensor) -> Tensor:
        """Hidden states of a batch of histories, padded at the end.

        item_vectors: [batch, length, width], of length 1. features: int64 [3, batch, length] with action types,
        time-gap buckets and list-position buckets. Returns [batch, length, width].
        """
        types, time_gaps, list_positions = features
        embedded = (
            item_vectors
            + functional.embedding(types, self.event_embedding)
            + functional.embedding(time_gaps, self.time_gap_embedding)
            + functional.embedding(list_positions, self.list_position_embedding)
        )
        x = functional.dropout(self.input_norm(embedded), self.dropout, self.training)
        for layer in self.layers:
            x = layer(x)
        normed: Tensor = self.final_norm(x)
        return normed

    def item_query(self, hidden: Tensor) -> Tensor:
        """The query for the next item: the direction of [n, width], times the scale of the logits."""
        return unit_rows(hidden) * self.log_logit_scale.exp()

    def target_query(self, hidden: Tensor) -> Tensor:
        """The query for the config's target, [n, width]."""
        if self.config.target == "next-purchase":
            hidden = hidden + hidden @ self.purchase_query
        return self.item_query(hidden)

    def score_items(self, query: Tensor) -> Tensor:
        """Logits of all items after each history, [n, item_count + 1]. Row 0 is padding."""
        return query @ self.item_embedding.T + self.item_bias
