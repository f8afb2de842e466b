"""Trains epoch by epoch, as packages/model/src/train/fit.ts does, on any number of workers."""

import json
import math
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor

from . import workers
from .batches import Sequences
from .config import Config, Target
from .evaluate import masks_history, ranks_of, repeats
from .export import write_network
from .log import Log, read_items, read_log
from .loss import NegativeSampler, SampledSoftmaxLoss
from .metrics import hit_rate, ndcg
from .network import Network, unit_rows
from .split import Examples, leave_one_out

BETAS, EPSILON = (0.9, 0.98), 1e-9
# The result of an epoch is the mean of its weights and of those of the epochs before it, this many in all.
AVERAGED_EPOCHS = 3


@dataclass(frozen=True)
class Settings:
    """A training. The defaults are those of `aisle train`."""

    # As `read_log` takes it. Every worker must see it, and the folder `out`.
    data: str
    out: str
    target: Target
    # Ids in the order of rows, as `read_items` takes them.
    items: str | None = None
    # A network of `aisle export` or of this trainer, with the same items. Default: random weights.
    start: str | None = None
    epochs: int = 40
    seed: int = 1
    learning_rate: float = 3e-3
    dropout: float = 0.5
    # Actions of a step, over all workers.
    positions: int = 2048
    negatives: int = 1024
    patience_epochs: int = 12


def learning_rate_at(step: int, steps_per_epoch: int, epochs: int, peak: float) -> float:
    """Rises during the first epoch, then falls along half a cosine to a tenth of the peak."""
    if step < steps_per_epoch:
        return peak * (step + 1) / steps_per_epoch
    share = min(1.0, (step - steps_per_epoch) / max(1, steps_per_epoch * (epochs - 1)))
    return peak * (0.1 + 0.45 * (1 + math.cos(math.pi * share)))


def optimizers_of(network: Network) -> list[torch.optim.Optimizer]:
    """Adam for the encoder, and for the items an Adam that changes only the rows of a step."""
    items = [network.item_embedding, network.item_bias]
    others = [value for value in network.parameters() if all(value is not item for item in items)]
    return [torch.optim.SparseAdam(items, betas=BETAS, eps=EPSILON), torch.optim.Adam(others, betas=BETAS, eps=EPSILON)]


def released(network: Network) -> dict[str, Tensor]:
    """A copy of the parameters, as a release has them: item vectors of length 1."""
    values = {name: value.detach().clone() for name, value in network.state_dict().items()}
    values["item_embedding"] = unit_rows(values["item_embedding"])
    return values


def average(epochs: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """Stochastic weight averaging (Izmailov et al. 2018, https://arxiv.org/abs/1803.05407)."""
    values = {name: torch.stack([epoch[name] for epoch in epochs]).mean(0) for name in epochs[0]}
    values["item_embedding"] = torch.nn.functional.normalize(values["item_embedding"], dim=1)
    return values


class Training:
    """The data and the state of one worker."""

    def __init__(self, settings: Settings) -> None:
        """Joins the other workers, reads this worker's share of the log, and resumes from a checkpoint."""
        torch.manual_seed(settings.seed)
        self.settings = settings
        self.worker, self.workers = workers.join()
        items = read_items(settings.items) if settings.items else None
        self.log: Log = read_log(settings.data, items, self.worker, self.workers)
        self.split = leave_one_out(self.log, settings.target)
        self.config = Config(len(self.log.item_ids), settings.target)
        self.sequences = Sequences(self.log, self.split, self.config)
        counts = workers.reduce(torch.from_numpy(self.sequences.label_counts)).numpy()
        self.sampler = NegativeSampler(counts)
        self.mask_history = masks_history(*workers.total(*repeats(self.log, self.split)))
        self.network = Network(self.config, settings.dropout)
        if settings.start:
            self.network.load_state_dict(load_file(settings.start))
        self.loss = SampledSoftmaxLoss(self.network)
        self.optimizers = optimizers_of(self.network)
        self.state: dict[str, Any] = {
            "settings": asdict(settings) | {"out": ""},
            "epoch": 0,
            "step": 0,
            "recent": [],
            "best": {"epoch": 0, "ndcg": -1.0, "values": {}},
            "history": [],
            "resumed": [],
        }
        self.checkpoint = Path(settings.out) / "checkpoint.pt"
        self.resume()

    def resume(self) -> None:
        """Continues after the last whole epoch of an interrupted run with the same settings."""
        if not self.checkpoint.exists():
            return
        saved = torch.load(self.checkpoint)
        if saved["state"]["settings"] != self.state["settings"]:
            raise ValueError(
                f"{self.checkpoint} is of a training with other settings. Delete it, or choose another out."
            )
        self.state = saved["state"]
        self.network.load_state_dict(saved["network"])
        for optimizer, values in zip(self.optimizers, saved["optimizers"], strict=True):
            optimizer.load_state_dict(values)
        self.state["resumed"].append(self.state["epoch"])

    def write_checkpoint(self) -> None:
        """Replaces the checkpoint as a whole, so that a killed worker leaves the old or the new one."""
        partial = self.checkpoint.with_suffix(".part")
        optimizers = [optimizer.state_dict() for optimizer in self.optimizers]
        torch.save({"state": self.state, "network": self.network.state_dict(), "optimizers": optimizers}, partial)
        os.replace(partial, self.checkpoint)

    def train_epoch(self) -> None:
        """One pass over this worker's sequences. All workers make the same number of steps."""
        settings, state = self.settings, self.state
        random = np.random.default_rng([settings.seed, state["epoch"], self.worker])
        torch.manual_seed(int(random.integers(2**31)))
        batches = self.sequences.batches(settings.positions // self.workers, random)
        steps = int(workers.reduce(torch.tensor(len(batches)), "MIN"))
        started, losses, actions = time.perf_counter(), 0.0, 0
        for parts in batches[:steps]:
            losses += self.step(parts, steps, random)
            actions += int((parts[:, 1] - parts[:, 0]).sum())
        loss_sum, action_sum = workers.total(losses / steps, actions)
        seconds = time.perf_counter() - started
        state["epoch"] += 1
        state["recent"] = [*state["recent"], released(self.network)][-AVERAGED_EPOCHS:]
        values = average(state["recent"])
        metrics = self.evaluate(values, self.split.validation)
        state["history"].append(
            {
                "epoch": state["epoch"],
                "loss": loss_sum / self.workers,
                "eventsPerSecond": action_sum / seconds,
                "validationNdcg": metrics["ndcg@10"],
            }
        )
        if metrics["ndcg@10"] > state["best"]["ndcg"] or metrics["users"] == 0:
            state["best"] = {"epoch": state["epoch"], "ndcg": metrics["ndcg@10"], "values": values}

    def step(self, parts: NDArray[np.int64], steps_per_epoch: int, random: np.random.Generator) -> float:
        """One step of the optimisers on a batch of parts [n, 2] of the log. Returns the loss of this worker."""
        settings, state = self.settings, self.state
        rate = learning_rate_at(state["step"], steps_per_epoch, settings.epochs, settings.learning_rate)
        for optimizer in self.optimizers:
            optimizer.param_groups[0]["lr"] = rate
            optimizer.zero_grad()
        self.network.train()
        loss: Tensor = self.loss(self.sequences.batch(parts), self.sampler.draw(settings.negatives, random))
        loss.backward()
        workers.average_gradients(self.network.parameters())
        for optimizer in self.optimizers:
            optimizer.step()
        state["step"] += 1
        return loss.item()

    def evaluate(self, values: dict[str, Tensor], examples: Examples) -> dict[str, float]:
        """Means over the examples of all workers."""
        network = Network(self.config)
        network.load_state_dict(values)
        ranks = ranks_of(network, self.sequences, self.log, examples, self.mask_history)
        users, gains, hits = workers.total(len(ranks), ndcg(ranks, 10).sum(), hit_rate(ranks, 10).sum())
        return {"users": users, "ndcg@10": gains / max(1.0, users), "hr@10": hits / max(1.0, users)}

    def finish(self) -> None:
        """Evaluates the best epoch on the test examples, and writes the network and the report."""
        best = self.state["best"]
        test = self.evaluate(best["values"], self.split.test)
        if self.worker > 0:
            return
        out = Path(self.settings.out)
        write_network(out, self.config, best["values"], self.log.item_ids, self.settings.seed)
        report = {
            "settings": asdict(self.settings),
            "workers": self.workers,
            "resumedAfterEpochs": self.state["resumed"],
            "epochs": self.state["history"],
            "bestEpoch": best["epoch"],
            "test": test,
        }
        (out / "training.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        self.checkpoint.unlink()


def train(settings: dict[str, Any], report: Callable[[dict[str, Any]], object] | None = None) -> None:
    """Trains, and writes network.safetensors, items.txt and training.json. The same on every worker.

    settings: fields of `Settings`. report: receives the figures of each epoch.
    """
    run = Training(Settings(**settings))
    state, patience = run.state, run.settings.patience_epochs
    Path(run.settings.out).mkdir(parents=True, exist_ok=True)
    while state["epoch"] < run.settings.epochs and state["epoch"] - state["best"]["epoch"] < patience:
        run.train_epoch()
        if run.worker == 0:
            run.write_checkpoint()
        if report:
            report(state["history"][-1])
    run.finish()
