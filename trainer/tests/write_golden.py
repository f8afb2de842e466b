"""Writes the small random network that the unit tests of `aisle import` read.

python -m tests.write_golden
"""

from pathlib import Path

import pyarrow as pa
import torch
from pyarrow import parquet

from aisle_trainer.config import Config
from aisle_trainer.export import write_network
from aisle_trainer.fit import released
from aisle_trainer.network import Network

OUT = Path(__file__).parents[2] / "packages" / "cli" / "src" / "network" / "golden"
ITEM_IDS = [f"sku-{row}" for row in range(1, 31)]
SIZES = {"width": 8, "layer_count": 2, "head_count": 2, "feed_forward_width": 16, "window_length": 4}


def main() -> None:
    """Every parameter is random, also those that begin as 0 or 1, so that a missing one shows."""
    torch.manual_seed(4)
    network = Network(Config(len(ITEM_IDS), "next-purchase", **SIZES))
    with torch.no_grad():
        for parameter in network.parameters():
            parameter += 0.3 * torch.randn(parameter.shape)
    OUT.mkdir(parents=True, exist_ok=True)
    parquet.write_table(pa.table({"item_id": ITEM_IDS}), OUT / "items.parquet")
    write_network(OUT, network.config, released(network), ITEM_IDS, seed=1, golden_count=8)


if __name__ == "__main__":
    main()
