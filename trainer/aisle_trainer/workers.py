"""The process group of a training. Without one, a single worker has everything."""

import os
from collections.abc import Iterable

import torch
from torch import Tensor, distributed
from torch.nn import Parameter


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


def average_gradients(parameters: Iterable[Parameter]) -> None:
    """Replaces each gradient by its mean over all workers.

    DistributedDataParallel does this for dense gradients, and for sparse ones of `nn.Embedding` only.
    """
    if not distributed.is_initialized():
        return
    gradients = [parameter.grad for parameter in parameters]
    dense = [gradient for gradient in gradients if not gradient.is_sparse]
    # One message for all of them.
    flat = reduce(torch.cat([gradient.flatten() for gradient in dense]))
    for gradient, values in zip(dense, flat.split([gradient.numel() for gradient in dense]), strict=True):
        gradient.copy_(values.view_as(gradient))
    for gradient in gradients:
        if gradient.is_sparse:
            reduce(gradient)
        gradient.div_(distributed.get_world_size())
