"""The process group of a training. Without one, a single worker has everything."""

import os

import torch
from torch import Tensor, distributed


def join() -> tuple[int, int]:
    """Joins the group that Ray, torchrun or Spark started. Returns the number of this worker and of all workers."""
    if not distributed.is_initialized():
        if "WORLD_SIZE" not in os.environ:
            return 0, 1
        # Gloo adds the sparse gradients of item vectors, which NCCL does not.
        distributed.init_process_group("gloo")
    return distributed.get_rank(), distributed.get_world_size()


def reduce(values: Tensor, how: str = "SUM") -> Tensor:
    """The sum (or MIN) over all workers of a tensor that each has."""
    if distributed.is_initialized():
        distributed.all_reduce(values, getattr(distributed.ReduceOp, how))
    return values


def total(*values: float) -> list[float]:
    """The sums over all workers."""
    return reduce(torch.tensor(values, dtype=torch.float64)).tolist()
