"""Reads event logs: CSV with one event a row, text with one shopper a line, and Parquet in either form."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv, parquet

from .config import ACTION_TYPES

# The gap between events without times: always the same time-gap bucket.
UNTIMED_GAP_MS = 86_400_000
# As seconds, these are the years 1973 to 5138. As milliseconds, they are days of 1970 to 1973.
SECONDS = range(100_000_000, 100_000_000_000)
# Indices into ACTION_TYPES of acts on single items. The model reads no others.
MODELLED = [
    ACTION_TYPES.index(name)
    for name in ("select_item", "view_item", "add_to_wishlist", "add_to_cart", "remove_from_cart", "purchase")
]
SELECT_ITEM, VIEW_ITEM = ACTION_TYPES.index("select_item"), ACTION_TYPES.index("view_item")


@dataclass(frozen=True)
class Log:
    """The actions of shoppers, as columns.

    Those of shopper u are entries offsets[u] to offsets[u + 1] - 1, in time order.
    """

    # Row r of the item embedding belongs to item_ids[r - 1].
    item_ids: list[str]
    # int64 [shoppers + 1]
    offsets: NDArray[np.int64]
    # int64 [actions], 1 to len(item_ids)
    item_rows: NDArray[np.int64]
    # int64 [actions], indices into ACTION_TYPES
    types: NDArray[np.int64]
    # int64 [actions], milliseconds since 1970
    timestamps_ms: NDArray[np.int64]
    # int64 [actions], places in a list from 0, -1 if unknown
    list_indices: NDArray[np.int64]


def read_items(path: str) -> list[str]:
    """Item ids in the order of rows: lines of a text file, or the column item_id of a Parquet file."""
    if path.endswith(".parquet"):
        ids: list[str] = parquet.read_table(path, columns=["item_id"])["item_id"].cast(pa.string()).to_pylist()
        return ids
    return Path(path).read_text(encoding="utf-8").splitlines()


def read_log(path: str, items: list[str] | None, worker: int = 0, workers: int = 1) -> Log:
    """The share of a log that one worker trains on: every shopper belongs to one worker.

    path: .csv, .csv.gz, .txt, .txt.gz, .parquet, or a folder of Parquet files. Parquet with lists has one shopper a
    row, and a worker reads its own row groups only. This needs `items`, because no worker sees all items. Other files
    are read completely. items: ids in the order of rows; events of other items are dropped. Default: those of the log.
    Raises ValueError for an unknown event, or if there are more workers than row groups.
    """
    groups = list_row_groups(path) if items else []
    if groups and len(groups) < workers:
        raise ValueError(f"{path} must have a row group for each of {workers} workers, found {len(groups)}.")
    own = groups[worker::workers]
    table = read_lists(own) if own else read_table(path)
    users = table["user_id"].combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    if items is None:
        encoded = table["item_id"].combine_chunks().dictionary_encode()
        items, rows = encoded.dictionary.to_pylist(), encoded.indices.to_numpy().astype(np.int64) + 1
    else:
        found = pc.index_in(table["item_id"].combine_chunks(), value_set=pa.array(items, pa.string()))
        rows = pc.fill_null(found, -1).to_numpy().astype(np.int64) + 1
    types = table["type"].to_numpy()
    kept = (rows > 0) & np.isin(types, MODELLED)
    if not own:
        kept &= users % workers == worker
    columns = [users, rows, types, table["timestamp_ms"].to_numpy(), table["list_index"].to_numpy()]
    users, rows, types, timestamps, indices = (column[kept].astype(np.int64) for column in columns)
    order = np.lexsort((np.arange(len(users)), timestamps, users))
    order = order[~repeats_click(users[order], rows[order], types[order])]
    _, starts = np.unique(users[order], return_index=True)
    offsets = np.append(starts, len(order)).astype(np.int64)
    return Log(items, offsets, rows[order], types[order], timestamps[order], indices[order])


def repeats_click(users: NDArray[np.int64], rows: NDArray[np.int64], types: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Marks views of an item directly after a click on it: one act, reported twice."""
    repeats = np.zeros(len(users), np.bool_)
    kept = -1
    for at in np.flatnonzero((types == VIEW_ITEM) | (types == SELECT_ITEM)):
        follows = kept >= 0 and types[kept] == SELECT_ITEM and users[kept] == users[at] and rows[kept] == rows[at]
        # No other act lies between.
        repeats[at] = follows and types[at] == VIEW_ITEM and bool(repeats[kept + 1 : at].all())
        if not repeats[at]:
            kept = int(at)
    return repeats


def list_row_groups(path: str) -> list[tuple[str, int]]:
    """The row groups of Parquet files with one shopper a row, as file and number. Empty for other files."""
    if path.endswith((".csv", ".csv.gz", ".txt", ".txt.gz")):
        return []
    dataset = parquet.ParquetDataset(path)
    if not pa.types.is_list(dataset.schema.field("item_id").type):
        return []
    return [(file, group) for file in dataset.files for group in range(parquet.ParquetFile(file).num_row_groups)]


def read_lists(groups: list[tuple[str, int]]) -> pa.Table:
    """The events of some row groups with one shopper a row."""
    table = pa.concat_tables(parquet.ParquetFile(file).read_row_group(group) for file, group in groups)
    flat = {"user_id": table["user_id"].take(pc.list_parent_indices(table["item_id"]))}
    flat |= {field.name: pc.list_flatten(table[field.name]) for field in table.schema if pa.types.is_list(field.type)}
    return with_types(pa.table(flat))


def read_table(path: str) -> pa.Table:
    """All events, with the columns user_id, item_id, type, timestamp_ms and list_index."""
    name = path.removesuffix(".gz")
    if name.endswith(".txt"):
        return read_sequences(path)
    if name.endswith(".csv"):
        text = csv.ConvertOptions(column_types={"user_id": pa.string(), "item_id": pa.string()})
        return with_types(csv.read_csv(path, convert_options=text))
    if groups := list_row_groups(path):
        return read_lists(groups)
    return with_types(parquet.read_table(path))


def with_types(table: pa.Table) -> pa.Table:
    """Checks and converts the columns of an event log."""
    names = pc.unique(table["event"]).to_pylist()
    if unknown := sorted({str(name) for name in names} - set(ACTION_TYPES)):
        raise ValueError(f"event must be one of {', '.join(ACTION_TYPES)}, found {', '.join(unknown[:5])}.")
    time = table["timestamp"]
    if pa.types.is_timestamp(time.type):
        time = time.cast(pa.timestamp("ms"), safe=False)
    time = time.cast(pa.int64())
    latest = pc.max(time).as_py()
    if latest in SECONDS:
        raise ValueError(f"timestamp must be in milliseconds since 1970, found {latest}, which looks like seconds.")
    unknown_place = pa.nulls(len(table), pa.int64())
    place = table["index"].cast(pa.int64()) if "index" in table.column_names else unknown_place
    columns = {
        "user_id": table["user_id"].cast(pa.string()),
        "item_id": table["item_id"].cast(pa.string()),
        "type": pc.index_in(table["event"], value_set=pa.array(ACTION_TYPES)),
        "timestamp_ms": time,
        "list_index": pc.fill_null(place, -1),
    }
    return pa.table(columns)


def read_sequences(path: str) -> pa.Table:
    """Lines of a shopper and items in time order, read as purchases one day apart."""
    with pa.input_stream(path) as stream:
        lines = [line.split() for line in stream.read().decode().splitlines()]
    lengths = np.array([len(line) - 1 for line in lines])
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    total = int(lengths.sum())
    return pa.table(
        {
            "user_id": pa.array([line[0] for line in lines]).take(pa.array(np.repeat(np.arange(len(lines)), lengths))),
            "item_id": pa.array([item for line in lines for item in line[1:]]),
            "type": np.full(total, ACTION_TYPES.index("purchase")),
            "timestamp_ms": (np.arange(total) - starts) * UNTIMED_GAP_MS,
            "list_index": np.full(total, -1),
        }
    )
