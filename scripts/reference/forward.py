"""Float64 reference of the sequence model's forward pass and scores, written from its description, one position at a time.

    python3 scripts/reference/forward.py

Writes golden vectors for a small model with random parameters. Needs numpy; no part of install or test. The parameters
are multiples of 1/1024, which float32 holds exactly, so that both sides compute from the same numbers.
"""

import json
from pathlib import Path

import numpy as np

GOLDEN_FOLDER = Path(__file__).parents[2] / "packages" / "model" / "src" / "golden"

CONFIG = {
    "architecture": "causal-attention",
    "itemCount": 20,
    "width": 8,
    "layerCount": 2,
    "headCount": 2,
    "feedForwardWidth": 16,
    "windowLength": 5,
    "target": "next-purchase",
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
LIST_POSITION_BUCKETS = 8
NORM_EPSILON = 1e-6
LENGTH_EPSILON = 1e-8
# 9 actions can reach the last position; the history of 12 holds three that cannot.
HISTORY_LENGTHS = [1, 4, 5, 6, 9, 12]
# None: not known.
LIST_INDICES = [None, 0, 1, 2, 6, 7, 61, 62, 63, 5000]
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
        "list_position_embedding": normal([LIST_POSITION_BUCKETS, width], 0.5),
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
    parameters |= norm("final_norm") | {"log_logit_scale": normal([1], 0.3, 0.7)}
    return parameters | {"purchase_query": normal([width, width], 0.4)}


def draw_history(random, length):
    types = ["select_item", "view_item", "add_to_wishlist", "add_to_cart", "remove_from_cart", "purchase"]
    actions, time = [], 1_700_000_000_000
    for _ in range(length):
        time += int(random.choice(GAPS_MS))
        action = {"itemRow": int(random.integers(1, CONFIG["itemCount"] + 1)), "type": str(random.choice(types)), "timestampMs": time}
        list_index = LIST_INDICES[random.integers(len(LIST_INDICES))]
        actions.append(action if list_index is None else action | {"listIndex": list_index})
    return actions


def time_gap_bucket(actions, position):
    """0 for the first action, else 1 + floor(log2(1 + whole seconds since the action before)), at most the last bucket."""
    if position == 0:
        return 0
    gap_ms = actions[position]["timestampMs"] - actions[position - 1]["timestampMs"]
    seconds = max(0, gap_ms // 1000)
    return min(TIME_GAP_BUCKETS - 1, 1 + int(np.floor(np.log2(1 + seconds))))


def list_position_bucket(action):
    """0 where unknown, else 1 + floor(log2(1 + place counted from 0)), at most the last bucket."""
    if "listIndex" not in action:
        return 0
    return min(LIST_POSITION_BUCKETS - 1, 1 + int(np.floor(np.log2(1 + action["listIndex"]))))


def layer_norm(x, parameters, name):
    centred = x - x.mean()
    # Not x.var(), which takes absolute values: loss.py differentiates this with complex numbers.
    normed = centred / np.sqrt((centred**2).mean() + NORM_EPSILON)
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
        weights = np.exp(np.array(logits))
        mixed.append(weights / weights.sum() @ np.array(values))
    return np.concatenate(mixed) @ parameters[f"{at}.attention_output"]


def feed_forward(x, parameters, at):
    inner = x @ parameters[f"{at}.feed_forward_in"] + parameters[f"{at}.feed_forward_in_bias"]
    return (inner * (inner.real > 0)) @ parameters[f"{at}.feed_forward_out"] + parameters[f"{at}.feed_forward_out_bias"]


def forward(actions, parameters):
    """The hidden state after every action of the whole history, none left out: [actions, width]."""
    states = [
        layer_norm(
            parameters["item_embedding"][action["itemRow"]]
            + parameters["event_embedding"][EVENT_TYPES.index(action["type"])]
            + parameters["time_gap_embedding"][time_gap_bucket(actions, position)]
            + parameters["list_position_embedding"][list_position_bucket(action)],
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


def item_query(state, parameters):
    """What a state asks of the items: its direction, at the scale of the logits."""
    # Not np.linalg.norm, which takes absolute values.
    return state / np.sqrt((state**2).sum() + LENGTH_EPSILON) * np.exp(parameters["log_logit_scale"])


def purchase_query(state, parameters):
    """The same for the next purchase, of a changed state."""
    return item_query(state + state @ parameters["purchase_query"], parameters)


def score_items(query, parameters):
    """[itemCount + 1], padding row 0 included."""
    return parameters["item_embedding"] @ query + parameters["item_bias"]


def draw_model():
    random = np.random.default_rng(20)
    return draw_parameters(random), [draw_history(random, length) for length in HISTORY_LENGTHS]


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def main():
    parameters, histories = draw_model()
    lines = []
    for actions in histories:
        hidden = forward(actions, parameters)
        expected = {
            "hidden": [state.tolist() for state in hidden],
            "nextItemScores": score_items(item_query(hidden[-1], parameters), parameters).tolist(),
            "nextPurchaseScores": score_items(purchase_query(hidden[-1], parameters), parameters).tolist(),
        }
        lines.append("  " + compact({"actions": actions} | expected))
    tensors = [f"  {json.dumps(name)}: {compact({'shape': list(x.shape), 'values': x.ravel().tolist()})}" for name, x in parameters.items()]
    parts = [f' "config": {compact(CONFIG)}', ' "parameters": {\n' + ",\n".join(tensors) + "\n }", ' "histories": [\n' + ",\n".join(lines) + "\n ]"]
    (GOLDEN_FOLDER / "forward.json").write_text("{\n" + ",\n".join(parts) + "\n}\n")


if __name__ == "__main__":
    main()
