"""Compares the network, the loss and the metrics with the float64 reference in scripts/reference.

The reference takes item rows of any length. Training scales them to length 1, which these tests switch off.
"""

import json
import unittest
from pathlib import Path
from unittest.mock import patch

import numpy as np
import torch
from numpy.typing import NDArray

from aisle_trainer.batches import Sequences
from aisle_trainer.config import ACTION_TYPES, Config, Target
from aisle_trainer.evaluate import last_scores
from aisle_trainer.log import Log, repeats_click
from aisle_trainer.loss import Negatives, NegativeSampler, SampledSoftmaxLoss
from aisle_trainer.metrics import hit_rate, mid_ranks, ndcg
from aisle_trainer.network import Network
from aisle_trainer.split import Examples, Split, decisions, leave_one_out

GOLDEN = Path(__file__).parents[2] / "packages" / "model" / "src" / "golden"
FORWARD = json.loads((GOLDEN / "forward.json").read_text())
LOSS = json.loads((GOLDEN / "loss.json").read_text())
# In float64. The golden files have float64 numbers.
TOLERANCE = 1e-9
SCORES: dict[Target, str] = {"next-item": "nextItemScores", "next-purchase": "nextPurchaseScores"}
LOSSES: dict[Target, str] = {"next-item": "nextItemLoss", "next-purchase": "nextPurchaseLoss"}
VIEW, CART, REMOVE, BUY = map(ACTION_TYPES.index, ("view_item", "add_to_cart", "remove_from_cart", "purchase"))


def golden_network(target: Target) -> Network:
    config = Config(20, target, width=8, layer_count=2, head_count=2, feed_forward_width=16, window_length=5)
    network = Network(config).double().eval()
    values = {
        name: torch.tensor(parameter["values"], dtype=torch.float64).view(parameter["shape"])
        for name, parameter in FORWARD["parameters"].items()
    }
    if target == "next-item":
        del values["purchase_query"]
    network.load_state_dict(values)
    return network


def golden_log() -> Log:
    histories = [history["actions"] for history in FORWARD["histories"]]
    actions = [action for history in histories for action in history]
    offsets = np.cumsum([0, *map(len, histories)])
    types = [ACTION_TYPES.index(action["type"]) for action in actions]
    columns = [[action["itemRow"] for action in actions], types, [action["timestampMs"] for action in actions]]
    places = [action.get("listIndex", -1) for action in actions]
    return Log([], offsets, *map(np.array, [*columns, places]))


def sequences_of(log: Log, config: Config, parts: list[tuple[int, int]], labels: NDArray[np.int64]) -> Sequences:
    nothing = Examples(*np.zeros((3, 0), np.int64))
    nexts = np.zeros_like(log.item_rows)
    for begin, end in parts:
        nexts[begin : end - 1] = log.item_rows[begin + 1 : end]
    return Sequences(log, Split(np.array(parts), nothing, nothing, labels, nexts), config)


class Reference(unittest.TestCase):
    def test_hidden_states_are_those_of_the_reference(self) -> None:
        network, log = golden_network("next-purchase"), golden_log()
        for i, history in enumerate(FORWARD["histories"]):
            part = (log.offsets[i], log.offsets[i + 1])
            sequences = sequences_of(log, network.config, [part], np.zeros_like(log.item_rows))
            batch = sequences.batch(np.array([part]))
            hidden = network.encode(network.item_embedding[batch.item_rows], batch.features)[0]
            np.testing.assert_allclose(hidden.detach(), history["hidden"], rtol=0, atol=TOLERANCE)

    def test_scores_are_those_of_the_reference(self) -> None:
        for target, field in SCORES.items():
            network, log = golden_network(target), golden_log()
            nothing = np.zeros_like(log.item_rows)
            examples = Examples(log.offsets[:-1], log.offsets[1:], log.offsets[1:])
            sequences = sequences_of(log, network.config, [(0, 1)], nothing)
            # One history, and two together, which are padded to one length.
            for size in (1, 2):
                for indices, batch in sequences.example_batches(examples, network.config, size):
                    scores = last_scores(network, batch).detach()
                    expected = [FORWARD["histories"][i][field] for i in indices]
                    np.testing.assert_allclose(scores, expected, rtol=0, atol=TOLERANCE)

    @patch("aisle_trainer.loss.unit_rows", lambda rows: rows)
    def test_loss_and_gradients_are_those_of_the_reference(self) -> None:
        log = golden_log()
        labels = np.zeros_like(log.item_rows)
        parts = []
        for sequence in LOSS["sequences"]:
            begin, end = log.offsets[sequence["history"] : sequence["history"] + 2]
            labels[begin:end] = sequence["labelRows"]
            parts.append((begin, end))
        rows = torch.tensor(LOSS["negativeRows"])
        negatives = Negatives(rows, torch.full((len(rows),), np.log(20 / len(rows)), dtype=torch.float64))
        for target, field in LOSSES.items():
            network = golden_network(target)
            batch = sequences_of(log, network.config, parts, labels).batch(np.array(parts))
            loss = SampledSoftmaxLoss(network)(batch, negatives)
            self.assertAlmostEqual(loss.item(), LOSS[field], delta=TOLERANCE)
        loss.backward()
        for name, parameter in network.named_parameters():
            gradient = parameter.grad.to_dense() if parameter.grad.is_sparse else parameter.grad
            expected = LOSS["nextPurchaseGradients"][name]
            np.testing.assert_allclose(gradient.flatten(), expected, rtol=0, atol=TOLERANCE, err_msg=name)

    def test_metrics_are_those_worked_by_hand(self) -> None:
        scores = torch.tensor([[9.0, 1, 4, 3, 3], [0, 2, 2, 2, 1]])
        # Two higher and no tie; none higher and two ties, which count as half.
        ranks = mid_ranks(scores, torch.tensor([3, 1]))
        self.assertEqual(ranks.tolist(), [2.5, 2.0])
        self.assertEqual(hit_rate(ranks, 2).tolist(), [0, 1])
        np.testing.assert_allclose(ndcg(ranks, 2), [0, 1 / np.log2(3)], rtol=1e-6)

    def test_decisions_are_cart_actions_of_bought_items(self) -> None:
        acts = [(1, VIEW), (2, CART), (1, CART), (2, REMOVE), (3, BUY), (1, BUY), (2, BUY)]
        rows, types = (np.array(column) for column in zip(*acts, strict=True))
        log = Log([], np.array([0, 7]), rows, types, np.arange(7), np.full(7, -1))
        self.assertEqual(decisions(log, 0, 7, "next-purchase"), [(2, 1), (4, 3), (6, 2)])
        split = leave_one_out(log, "next-purchase")
        self.assertEqual(split.training.tolist(), [[0, 4]])
        self.assertEqual([[*part] for part in (split.validation.ends, split.test.label_rows)], [[4], [2]])
        # In the training part, item 1 is in the cart and was not bought.
        self.assertEqual([*split.label_rows], [0] * 7)
        self.assertEqual([*split.next_rows], [2, 1, 2, 0, 0, 0, 0])

    def test_a_view_after_a_click_on_the_item_is_dropped(self) -> None:
        select = ACTION_TYPES.index("select_item")
        acts = [(0, 1, select), (0, 1, VIEW), (0, 1, VIEW), (0, 1, CART), (0, 1, VIEW), (0, 2, select), (1, 2, VIEW)]
        users, rows, types = (np.array(column) for column in zip(*acts, strict=True))
        self.assertEqual([*repeats_click(users, rows, types)], [False, True, True, False, False, False, False])

    def test_negatives_are_weighed_by_their_chance(self) -> None:
        sampler = NegativeSampler(np.array([0, 3.0, 1, 0]))
        drawn = sampler.draw(30_000, np.random.default_rng(1))
        # Half by frequency and half uniformly: 3/8 + 1/6, 1/8 + 1/6, 1/6.
        chances = np.array([13, 7, 4]) / 24
        shares = np.bincount(drawn.rows, minlength=4)[1:] / 30_000
        np.testing.assert_allclose(shares, chances, atol=0.01)
        np.testing.assert_allclose(drawn.log_weights, -np.log(30_000 * chances[drawn.rows - 1]), rtol=1e-5)


if __name__ == "__main__":
    unittest.main()
