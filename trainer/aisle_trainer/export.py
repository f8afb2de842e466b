"""Writes a network in the form that `aisle import` reads."""

import hashlib
import json
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from safetensors.torch import save
from torch import Tensor

from .batches import Sequences
from .config import ACTION_TYPES, Config
from .evaluate import last_scores
from .log import Log
from .network import Network
from .split import Examples, Split

FORMAT, VERSION = "aisle-network", 1
GOLDEN_COUNT, GOLDEN_TOP = 24, 20
GOLDEN_TYPES = ("view_item", "add_to_cart", "purchase")
GOLDEN_GAPS_MS = (0, 999, 3_000, 90_000, 3_600_000, 90 * 86_400_000)
# -1: not known.
GOLDEN_PLACES = (-1, 0, 1, 6, 63, 900)


def random_histories(config: Config, count: int, seed: int) -> list[list[dict[str, int]]]:
    """Histories up to the length that can influence the score. No shopper's history may leave in a public file."""
    random = Random(seed)
    histories = []
    for i in range(count):
        time, actions = 1_700_000_000_000, []
        for _ in range(1 + (config.context_length - 1) * i * i // (count - 1) ** 2):
            time += random.choice(GOLDEN_GAPS_MS)
            kind, place = ACTION_TYPES.index(random.choice(GOLDEN_TYPES)), random.choice(GOLDEN_PLACES)
            action = {"itemRow": random.randint(1, config.item_count), "typeIndex": kind, "timestampMs": time}
            actions.append(action if place < 0 else action | {"listIndex": place})
        histories.append(actions)
    return histories


@torch.no_grad()
def golden_vectors(network: Network, count: int, seed: int) -> list[dict[str, Any]]:
    """Random histories, with the items that the network ranks highest and their logits."""
    network.eval()
    golden = []
    for history in random_histories(network.config, count, seed):
        rows, types, times, places = (
            np.array([action.get(name, -1) for action in history], np.int64)
            for name in ("itemRow", "typeIndex", "timestampMs", "listIndex")
        )
        ends = np.array([len(history)])
        log = Log([], np.array([0, len(history)]), rows, types, times, places)
        none = np.zeros((0, 2), np.int64)
        examples = Examples(ends * 0, ends, ends)
        split = Split(none, examples, examples, np.zeros_like(rows), np.zeros_like(rows))
        sequences = Sequences(log, split, network.config)
        (_, batch), *_ = sequences.example_batches(examples, network.config, 1)
        scores = last_scores(network, batch)[0, 1:]
        best = scores.topk(min(GOLDEN_TOP, len(scores)))
        top = [{"row": row + 1, "score": score} for score, row in zip(*map(Tensor.tolist, best), strict=True)]
        golden.append({"history": history, "top": top})
    return golden


def write_network(
    out: Path,
    config: Config,
    values: dict[str, Tensor],
    item_ids: list[str],
    seed: int,
    golden_count: int = GOLDEN_COUNT,
) -> None:
    """Writes network.safetensors and items.txt.

    The file's metadata has one field, `aisle`: JSON with the config, the hash of items.txt, and golden vectors, by
    which `aisle import` proves that it computes the same scores.
    """
    network = Network(config)
    network.load_state_dict(values)
    items = "".join(f"{item}\n" for item in item_ids).encode()
    description = {
        "format": FORMAT,
        "formatVersion": VERSION,
        "config": config.to_json(),
        "itemsSha256": hashlib.sha256(items).hexdigest(),
        "golden": golden_vectors(network, golden_count, seed),
    }
    text = json.dumps(description, separators=(",", ":"))
    tensors = {name: value.contiguous() for name, value in values.items()}
    (out / "items.txt").write_bytes(items)
    (out / "network.safetensors").write_bytes(save(tensors, {"aisle": text}))
