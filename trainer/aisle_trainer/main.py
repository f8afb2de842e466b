"""The command `aisle-trainer`: trains on this machine, or on the workers of Ray, torchrun or Spark."""

import argparse
import os
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from .fit import Settings, train


def on_ray(settings: dict[str, Any], workers: int) -> None:
    """Runs `train` on Ray workers. If a worker dies, all start again and resume from the checkpoint."""
    from ray.train import FailureConfig, RunConfig, ScalingConfig, report
    from ray.train.torch import TorchTrainer

    TorchTrainer(
        lambda config: train(config, report),
        train_loop_config=settings,
        scaling_config=ScalingConfig(num_workers=workers),
        run_config=RunConfig(storage_path=settings["out"], name="ray", failure_config=FailureConfig(max_failures=3)),
    ).fit()


def on_spark(settings: dict[str, Any], workers: int) -> None:
    """Runs `train` on the executors of Spark."""
    from pyspark.ml.torch.distributor import TorchDistributor
    from pyspark.sql import SparkSession

    SparkSession.builder.getOrCreate()
    TorchDistributor(num_processes=workers, local_mode=False, use_gpu=False).run(train, settings)


def main() -> None:
    """Parses the settings and trains. Under torchrun, each process is one worker."""
    parser = argparse.ArgumentParser(prog="aisle-trainer", description=main.__doc__)
    parser.add_argument("--on", choices=["here", "ray", "spark"], default="here")
    parser.add_argument("--workers", type=int, default=2, help="of Ray or Spark (2)")
    for field in fields(Settings):
        kind = type(field.default) if isinstance(field.default, int | float) else str
        option = "--" + field.name.replace("_", "-")
        required = field.default is MISSING
        parser.add_argument(option, type=kind, default=None if required else field.default, required=required)
    settings = vars(parser.parse_args())
    # Workers may run in other folders.
    settings |= {
        name: str(Path(settings[name]).resolve()) for name in ("data", "items", "start", "out") if settings[name]
    }
    where, workers = settings.pop("on"), settings.pop("workers")
    if where == "ray":
        on_ray(settings, workers)
    elif where == "spark":
        on_spark(settings, workers)
    else:
        first = os.environ.get("RANK", "0") == "0"
        train(settings, lambda figures: print(figures, flush=True) if first else None)


if __name__ == "__main__":
    main()
