"""Values of the off-policy estimators on the six logs of the small Open Bandit Dataset, for `bench decisions`.

The evaluated policy takes item a with probability (a + 1) / sum, at every position. The model of rewards predicts the
item's clicks in the log, (clicks + 1) / (impressions + 20).

Usage: off_policy.py FOLDER_OF_DATA > bench/decisions/parts/offPolicyReference.json
"""

import csv
import gzip
import json
import sys
from pathlib import Path

import numpy as np


def estimates(folder, name):
    with gzip.open(folder / f"{name}.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    item, click = (np.array([int(row[column]) for row in rows]) for column in ("item_id", "click"))
    propensity = np.array([float(row["propensity_score"]) for row in rows])
    items = item.max() + 1
    target = np.arange(1, items + 1) / np.arange(1, items + 1).sum()
    predicted = (np.bincount(item, click, items) + 1) / (np.bincount(item, minlength=items) + 20)
    weight = target[item] / propensity
    return {
        "ips": (weight * click).mean(),
        "snips": (weight * click).mean() / weight.mean(),
        "dr": (target * predicted).sum() + (weight * (click - predicted[item])).mean(),
    }


if __name__ == "__main__":
    data = Path(sys.argv[1]) / "open-bandit-small"
    names = [f"{policy}-{campaign}" for policy in ("random", "bts") for campaign in ("all", "men", "women")]
    print(json.dumps({name: estimates(data, name) for name in names}, indent=2))
