"""Two processes average their gradients."""

import os
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import multiprocessing
from torch.nn import Parameter, functional

from aisle_trainer import workers


def average(rank: int, out: str) -> None:
    os.environ |= {"RANK": str(rank), "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "29611"}
    workers.join()
    table, bias, matrix = (Parameter(torch.zeros(shape)) for shape in ((6, 2), (6,), (2, 2)))
    # Each worker uses other rows; both use row 2.
    rows = torch.tensor([[1, 2], [2, 5]][rank])
    loss = functional.embedding(rows, table, sparse=True).sum() + bias.gather(0, rows, sparse_grad=True).sum()
    ((rank + 1) * (loss + 10 * matrix.sum())).backward()
    workers.average_gradients([table, bias, matrix])
    torch.save([table.grad.to_dense(), bias.grad.to_dense(), matrix.grad], Path(out) / f"{rank}.pt")


class Workers(unittest.TestCase):
    def test_every_worker_has_the_mean_gradient(self) -> None:
        with TemporaryDirectory() as out:
            multiprocessing.spawn(average, (out,), nprocs=2)
            for rank in range(2):
                table, bias, matrix = torch.load(Path(out) / f"{rank}.pt")
                self.assertEqual(bias.tolist(), [0, 0.5, 1.5, 0, 0, 1])
                self.assertEqual(table.tolist(), [[value] * 2 for value in bias.tolist()])
                self.assertEqual(matrix.tolist(), [[15, 15], [15, 15]])


if __name__ == "__main__":
    unittest.main()
