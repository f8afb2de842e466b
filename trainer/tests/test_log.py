"""Reads one log in every form."""

import gzip
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from aisle_trainer.batches import bucket, features_of
from aisle_trainer.config import ACTION_TYPES
from aisle_trainer.log import Log, read_items, read_log

# Shopper, item, event, milliseconds, place in a list. The second shopper's events are not in time order.
EVENTS = [
    ("u1", "7", "view_item", 1_000, 3),
    ("u2", "b", "purchase", 9_000, None),
    ("u1", "b", "search", 2_000, None),
    ("u2", "7", "view_item", 5_000, None),
    ("u1", "c", "add_to_cart", 4_000, None),
    ("u3", "c", "view_item", 0, 0),
]
NAMES = ("user_id", "item_id", "event", "timestamp", "index")
VIEW, CART, BUY = map(ACTION_TYPES.index, ("view_item", "add_to_cart", "purchase"))


def as_csv() -> bytes:
    rows = [NAMES, *(["" if value is None else value for value in event] for event in EVENTS)]
    return "\n".join(",".join(map(str, row)) for row in rows).encode()


def as_table() -> pa.Table:
    return pa.table(dict(zip(NAMES, zip(*EVENTS, strict=True), strict=True)))


def as_lists() -> pa.Table:
    """One shopper a row."""
    columns = [(name, "list") for name in NAMES[1:]]
    table = as_table().group_by("user_id", use_threads=False).aggregate(columns)
    return table.rename_columns([name.removesuffix("_list") for name in table.column_names])


def shoppers(log: Log) -> list[list[tuple[int, ...]]]:
    columns = [log.item_rows, log.types, log.timestamps_ms, log.list_indices]
    actions = list(zip(*(column.tolist() for column in columns), strict=True))
    return [actions[begin:end] for begin, end in zip(log.offsets[:-1], log.offsets[1:], strict=True)]


class Logs(unittest.TestCase):
    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "log.csv.gz").write_bytes(gzip.compress(as_csv()))
        parquet.write_table(as_table(), self.folder / "rows.parquet")
        (self.folder / "lists").mkdir()
        parquet.write_table(as_lists(), self.folder / "lists" / "part.parquet", row_group_size=1)
        (self.folder / "items.txt").write_text("7\nb\nc\n")

    def read(self, name: str, worker: int = 0, workers: int = 1) -> list[list[tuple[int, ...]]]:
        return shoppers(read_log(str(self.folder / name), read_items(str(self.folder / "items.txt")), worker, workers))

    def test_every_form_gives_the_same_actions(self) -> None:
        expected = [
            [(1, VIEW, 1_000, 3), (3, CART, 4_000, -1)],
            [(1, VIEW, 5_000, -1), (2, BUY, 9_000, -1)],
            [(3, VIEW, 0, 0)],
        ]
        for name in ("log.csv.gz", "rows.parquet", "lists"):
            self.assertEqual(sorted(self.read(name)), sorted(expected), name)

    def test_seconds_are_refused(self) -> None:
        (self.folder / "seconds.csv").write_text("user_id,item_id,event,timestamp\nu,b,purchase,1709287200\n")
        with self.assertRaisesRegex(ValueError, "1709287200, which looks like seconds"):
            self.read("seconds.csv")

    def test_without_items_rows_are_in_order_of_appearance(self) -> None:
        log = read_log(str(self.folder / "log.csv.gz"), None)
        self.assertEqual(log.item_ids, ["7", "b", "c"])
        self.assertEqual(shoppers(log), self.read("log.csv.gz"))

    def test_every_shopper_belongs_to_one_worker(self) -> None:
        for name in ("log.csv.gz", "rows.parquet", "lists"):
            shares = [self.read(name, worker, 2) for worker in range(2)]
            self.assertEqual(sorted(shares[0] + shares[1]), sorted(self.read(name)), name)
            self.assertEqual(sorted(map(len, shares)), [1, 2], name)

    def test_events_of_unknown_items_are_dropped(self) -> None:
        log = read_log(str(self.folder / "rows.parquet"), ["c"])
        self.assertEqual([*log.item_rows], [1, 1])

    def test_an_unknown_event_is_refused(self) -> None:
        (self.folder / "bad.csv").write_bytes(as_csv().replace(b"add_to_cart", b"AddToCart"))
        with self.assertRaisesRegex(ValueError, "found AddToCart"):
            read_log(str(self.folder / "bad.csv"), None)

    def test_a_line_of_text_is_a_shopper_with_purchases(self) -> None:
        (self.folder / "log.txt").write_text("u1 a b\nu2 b\n")
        day = 86_400_000
        log = read_log(str(self.folder / "log.txt"), None)
        self.assertEqual(shoppers(log), [[(1, BUY, 0, -1), (2, BUY, day, -1)], [(2, BUY, 0, -1)]])

    def test_buckets_are_powers_of_two(self) -> None:
        values = np.array([0, 1, 2, 3, 6, 7, 2**22 - 2, 2**22 - 1, 2**40])
        self.assertEqual([*bucket(values, 24)], [1, 2, 2, 3, 3, 4, 22, 23, 23])
        log = read_log(str(self.folder / "log.csv.gz"), None)
        # Gaps of 3 and 4 s; 0 for a shopper's first action, and for an unknown place.
        self.assertEqual(features_of(log)[1:].tolist(), [[0, 3, 0, 3, 0], [3, 0, 0, 0, 1]])


if __name__ == "__main__":
    unittest.main()
