"""Writes three training steps in float64, which the unit tests of packages/model repeat.

python -m tests.write_steps
"""

import json

import numpy as np
import torch

from aisle_trainer.fit import optimizers_of
from aisle_trainer.loss import Negatives, SampledSoftmaxLoss
from tests.test_reference import GOLDEN, golden_log, golden_network, sequences_of

# History of forward.json and the label after each action, negatives, learning rate. Some items are in one step only.
STEPS = [
    ([(0, [7]), (1, [3, 0, 12, 3])], [3, 5, 20, 3], 0.01),
    ([(3, [0, 0, 20, 1, 0, 9])], [11, 8], 0.02),
    ([(1, [0, 4, 0, 0]), (0, [0])], [3, 2, 19, 8], 0.005),
]


def main() -> None:
    """Without dropout, so that both sides compute the same."""
    network, log, steps = golden_network("next-purchase"), golden_log(), []
    loss, optimizers = SampledSoftmaxLoss(network), optimizers_of(network)
    for labelled, rows, rate in STEPS:
        labels = np.zeros_like(log.item_rows)
        parts = [(log.offsets[history], log.offsets[history + 1]) for history, _ in labelled]
        for (begin, end), (_, label_rows) in zip(parts, labelled, strict=True):
            labels[begin:end] = label_rows
        batch = sequences_of(log, network.config, parts, labels).batch(np.array(parts))
        weights = torch.full((len(rows),), np.log(20 / len(rows)), dtype=torch.float64)
        for optimizer in optimizers:
            optimizer.param_groups[0]["lr"] = rate
            optimizer.zero_grad()
        value = loss(batch, Negatives(torch.tensor(rows), weights))
        value.backward()
        for optimizer in optimizers:
            optimizer.step()
        sequences = [{"history": history, "labelRows": label_rows} for history, label_rows in labelled]
        step = {"sequences": sequences, "negativeRows": rows, "learningRate": rate, "loss": value.item()}
        steps.append(json.dumps(step))
    values = {name: [round(x, 9) for x in value.flatten().tolist()] for name, value in network.state_dict().items()}
    lines = [f'"{name}": {json.dumps(numbers)}' for name, numbers in values.items()]
    head, body = ",\n".join(steps), ",\n".join(lines)
    text = f'{{"steps": [\n{head}\n],\n"values": {{\n{body}\n}}}}\n'
    (GOLDEN / "steps.json").write_text(text)


if __name__ == "__main__":
    main()
