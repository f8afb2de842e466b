"""Float64 reference of the sequence model's forward pass and scores, written from its description, one position at a time.

    python3 scripts/reference/forward.py [OUTPUT]

Writes golden vectors for a small model with random parameters. Needs numpy; no part of install or test. The parameters
are multiples of 1/1024, which float32 holds exactly, so that both sides compute from the same numbers.
"""

import json
import sys
from pathlib import Path

import numpy as np

OUTPUT = Path(__file__).parents[2] / "packages" / "model" / "src" / "golden" / "forward.json"

CONFIG = {
    "architecture": "causal-attention",
    "itemCount": 20,
    "width": 8,
    "layerCount": 2,
    "headCount": 2,
    "feedForwardWidth": 16,
    "windowLength": 5,
    "target": "next-item",
}
# The order is that of the model's event embedding; only acts on single items reach the model.
EVENT_TYPES = [
    "view_item_list",
    "select_item",
    "view_item",
    "add_to_wishlist",
    "add_to_cart",
    "remove_from_cart",
    "view_cart",
    "begin_checkout",
    "purchase",
    "search",
]
TIME_GAP_BUCKETS = 24
NORM_EPSILON = 1e-6
# 9 actions can reach the last position; the history of 12 holds three that cannot.
HISTORY_LENGTHS = [1, 4, 5, 6, 9, 12]
GAPS_MS = [0, 999, 1_000, 2_000, 3_000, 45_000, 3_600_000, 86_400_000, 90 * 86_400_000, -5_000]


def draw_parameters(random):
    width, inner, window = CONFIG["width"], CONFIG["feedForwardWidth"], CONFIG["windowLength"]

    def normal(shape, deviation, centre=0.0):
        return np.round((centre + deviation * random.standard_normal(shape)) * 1024) / 1024

    def norm(name):
        # Away from 1 and 0, so that a scale or bias that is left out shows.
        return {f"{name}.scale": normal([width], 0.3, 1.0), f"{name}.bias": normal([width], 0.3)}

    parameters = {
        "item_embedding": normal([CONFIG["itemCount"] + 1, width], 0.8),
        "item_bias": normal([CONFIG["itemCount"] + 1], 0.5),
        "event_embedding": normal([len(EVENT_TYPES), width], 0.5),
        "time_gap_embedding": normal([TIME_GAP_BUCKETS, width], 0.5),
        **norm("input_norm"),
    }
    for layer in range(CONFIG["layerCount"]):
        at = f"layers.{layer}"
        parameters |= {
            **norm(f"{at}.attention_norm"),
            f"{at}.query": normal([width, width], 0.6),
            f"{at}.key": normal([width, width], 0.6),
            f"{at}.value": normal([width, width], 0.4),
            f"{at}.relative_bias": normal([CONFIG["headCount"], window], 1.0),
            f"{at}.attention_output": normal([width, width], 0.4),
            **norm(f"{at}.feed_forward_norm"),
            f"{at}.feed_forward_in": normal([width, inner], 0.4),
            f"{at}.feed_forward_in_bias": normal([inner], 0.3),
            f"{at}.feed_forward_out": normal([inner, width], 0.3),
            f"{at}.feed_forward_out_bias": normal([width], 0.3),
        }
    return parameters | norm("final_norm")


def draw_history(random, length):
    types = ["select_item", "view_item", "add_to_wishlist", "add_to_cart", "remove_from_cart", "purchase"]
    actions, time = [], 1_700_000_000_000
    for _ in range(length):
        time += int(random.choice(GAPS_MS))
        actions.append({"itemRow": int(random.integers(1, CONFIG["itemCount"] + 1)), "type": str(random.choice(types)), "timestampMs": time})
    return actions


def time_gap_bucket(actions, position):
    """0 for the first action, else 1 + floor(log2(1 + whole seconds since the action before)), at most the last bucket."""
    if position == 0:
        return 0
    gap_ms = actions[position]["timestampMs"] - actions[position - 1]["timestampMs"]
    seconds = max(0, gap_ms // 1000)
    return min(TIME_GAP_BUCKETS - 1, 1 + int(np.floor(np.log2(1 + seconds))))


def layer_norm(x, parameters, name):
    normed = (x - x.mean()) / np.sqrt(x.var() + NORM_EPSILON)
    return normed * parameters[f"{name}.scale"] + parameters[f"{name}.bias"]


def attend(query_position, inputs, parameters, at):
    """What one position takes from itself and the windowLength - 1 positions before it, head by head."""
    head_width = CONFIG["width"] // CONFIG["headCount"]
    mixed = []
    for head in range(CONFIG["headCount"]):
        columns = slice(head * head_width, (head + 1) * head_width)
        query = inputs[query_position] @ parameters[f"{at}.query"][:, columns]
        logits, values = [], []
        for distance in range(min(CONFIG["windowLength"], query_position + 1)):
            source = inputs[query_position - distance]
            key = source @ parameters[f"{at}.key"][:, columns]
            logits.append(query @ key / np.sqrt(head_width) + parameters[f"{at}.relative_bias"][head, distance])
            values.append(source @ parameters[f"{at}.value"][:, columns])
        weights = np.exp(np.array(logits) - max(logits))
        mixed.append(weights / weights.sum() @ np.array(values))
    return np.concatenate(mixed) @ parameters[f"{at}.attention_output"]


def feed_forward(x, parameters, at):
    inner = np.maximum(0, x @ parameters[f"{at}.feed_forward_in"] + parameters[f"{at}.feed_forward_in_bias"])
    return inner @ parameters[f"{at}.feed_forward_out"] + parameters[f"{at}.feed_forward_out_bias"]


def forward(actions, parameters):
    """The hidden state after every action of the whole history, none left out: [actions, width]."""
    states = [
        layer_norm(
            parameters["item_embedding"][action["itemRow"]]
            + parameters["event_embedding"][EVENT_TYPES.index(action["type"])]
            + parameters["time_gap_embedding"][time_gap_bucket(actions, position)],
            parameters,
            "input_norm",
        )
        for position, action in enumerate(actions)
    ]
    for layer in range(CONFIG["layerCount"]):
        at = f"layers.{layer}"
        inputs = [layer_norm(x, parameters, f"{at}.attention_norm") for x in states]
        states = [x + attend(position, inputs, parameters, at) for position, x in enumerate(states)]
        states = [x + feed_forward(layer_norm(x, parameters, f"{at}.feed_forward_norm"), parameters, at) for x in states]
    return [layer_norm(x, parameters, "final_norm") for x in states]


def main():
    random = np.random.default_rng(20)
    parameters = draw_parameters(random)
    histories = []
    for length in HISTORY_LENGTHS:
        actions = draw_history(random, length)
        hidden = forward(actions, parameters)
        scores = [hidden[-1] @ parameters["item_embedding"][row] + parameters["item_bias"][row] for row in range(CONFIG["itemCount"] + 1)]
        histories.append({"actions": actions, "hidden": [list(map(float, x)) for x in hidden], "scores": list(map(float, scores))})

    def compact(value):
        return json.dumps(value, separators=(",", ":"))

    tensors = ",\n".join(f"  {json.dumps(name)}: {compact({'shape': list(x.shape), 'values': x.ravel().tolist()})}" for name, x in parameters.items())
    lines = ",\n".join(f"  {compact(history)}" for history in histories)
    output = Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT
    output.write_text(f'{{\n "config": {compact(CONFIG)},\n "parameters": {{\n{tensors}\n }},\n "histories": [\n{lines}\n ]\n}}\n')


main()
