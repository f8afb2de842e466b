"""Trains on two Ray workers, kills one in the middle of an epoch, and compares with a run that nobody disturbs.

    python -m proofs.ray_resume LOG TARGET OUT [EPOCHS]

Writes OUT/ray.json. Both runs must end with the same network.
"""

import json
import os
import signal
import sys
from pathlib import Path
from threading import Timer
from typing import Any

import ray
import ray.train
from ray.train import FailureConfig, RunConfig, ScalingConfig
from ray.train.torch import TorchTrainer

from aisle_trainer.fit import train

WORKERS = 2
KILLED_AFTER_EPOCH = 2
# An epoch takes longer.
SECONDS_INTO_EPOCH = 1.0


def train_and_kill(settings: dict[str, Any]) -> None:
    """Trains. The second worker is killed once, in the middle of the third epoch, if `kill` names a file."""
    mark = Path(settings.pop("kill") or os.devnull)

    def report(figures: dict[str, Any]) -> None:
        ray.train.report(figures)
        last = ray.train.get_context().get_world_rank() == WORKERS - 1
        if last and figures["epoch"] == KILLED_AFTER_EPOCH and not mark.exists():
            mark.touch()
            Timer(SECONDS_INTO_EPOCH, os.kill, [os.getpid(), signal.SIGKILL]).start()

    train(settings, report)


def run(settings: dict[str, Any], kill: Path | None) -> dict[str, Any]:
    """Trains on a local cluster. Returns training.json."""
    out = Path(settings["out"])
    TorchTrainer(
        train_and_kill,
        train_loop_config=settings | {"kill": kill and str(kill)},
        scaling_config=ScalingConfig(num_workers=WORKERS, resources_per_worker={"CPU": 1}),
        run_config=RunConfig(storage_path=str(out), name="ray", failure_config=FailureConfig(max_failures=1)),
    ).fit()
    report: dict[str, Any] = json.loads((out / "training.json").read_text())
    return report


def main() -> None:
    """Runs both trainings and writes the comparison."""
    log, target, folder = sys.argv[1:4]
    out = Path(folder).resolve()
    settings = {"data": str(Path(log).resolve()), "target": target, "epochs": int(sys.argv[4]) if sys.argv[4:] else 4}
    ray.init(num_cpus=WORKERS + 1, include_dashboard=False)
    killed = run(settings | {"out": str(out / "killed")}, out / "killed-once")
    whole = run(settings | {"out": str(out / "whole")}, None)
    networks = [(out / name / "network.safetensors").read_bytes() for name in ("killed", "whole")]
    losses = [[epoch["loss"] for epoch in report["epochs"]] for report in (killed, whole)]
    figures = {
        "workers": killed["workers"],
        "ndcg@10": killed["test"]["ndcg@10"],
        "resumed": len(killed["resumedAfterEpochs"]),
        "resumedAfterEpochs": killed["resumedAfterEpochs"],
        "identical": networks[0] == networks[1] and losses[0] == losses[1],
        "epochs": len(killed["epochs"]),
    }
    (out / "ray.json").write_text(json.dumps(figures, indent=1) + "\n")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
