"""Float64 reference of the training loss and of its gradient in every parameter, on the model of forward.py.

    python3 scripts/reference/loss.py

The gradient is taken by the complex step (Squire & Trapp 1998): the imaginary part of the loss at p + ih, over h. Unlike
a finite difference it subtracts nothing, so it is exact to rounding, and it knows nothing of backpropagation.
"""

import numpy as np

from forward import CONFIG, GOLDEN_FOLDER, compact, draw_model, forward, item_query, purchase_query, score_items

# Which of forward.py's histories, and the label after each action; 0 where there is none.
SEQUENCES = [(0, [7]), (1, [3, 0, 12, 3]), (3, [0, 0, 20, 1, 0, 9])]
# 3 and 20 are labels as well, 3 is drawn twice.
NEGATIVES = [3, 5, 20, 3, 11, 8]
STEP = 1e-30


def cross_entropy(query, label, parameters):
    """Each negative stands for itemCount / negatives items; one that is the label stands for none."""
    scores = score_items(query, parameters)
    others = sum(np.exp(scores[row]) for row in NEGATIVES if row != label)
    return np.log(np.exp(scores[label]) + CONFIG["itemCount"] / len(NEGATIVES) * others) - scores[label]


def mean_loss(target, parameters, histories):
    losses = []
    for index, labels in SEQUENCES:
        actions = histories[index]
        hidden = forward(actions, parameters)
        for position, label in enumerate(labels):
            if target == "next-item":
                if label > 0:
                    losses.append(cross_entropy(item_query(hidden[position], parameters), label, parameters))
                continue
            if label > 0:
                losses.append(cross_entropy(purchase_query(hidden[position], parameters), label, parameters))
            if position + 1 < len(actions):
                losses.append(cross_entropy(item_query(hidden[position], parameters), actions[position + 1]["itemRow"], parameters))
    return sum(losses) / len(losses)


def gradient(name, target, parameters, histories):
    slopes = np.zeros(parameters[name].shape)
    for index in np.ndindex(slopes.shape):
        moved = parameters[name].astype(complex)
        moved[index] += 1j * STEP
        slopes[index] = mean_loss(target, parameters | {name: moved}, histories).imag / STEP
    return slopes


def main():
    parameters, histories = draw_model()
    target = "next-purchase"
    gradients = [f'  "{name}": {compact(gradient(name, target, parameters, histories).ravel().tolist())}' for name in parameters]
    parts = [
        f' "sequences": {compact([{"history": index, "labelRows": labels} for index, labels in SEQUENCES])}',
        f' "negativeRows": {compact(NEGATIVES)}',
        f' "nextItemLoss": {mean_loss("next-item", parameters, histories)}',
        f' "nextPurchaseLoss": {mean_loss(target, parameters, histories)}',
        ' "nextPurchaseGradients": {\n' + ",\n".join(gradients) + "\n }",
    ]
    (GOLDEN_FOLDER / "loss.json").write_text("{\n" + ",\n".join(parts) + "\n}\n")


main()
