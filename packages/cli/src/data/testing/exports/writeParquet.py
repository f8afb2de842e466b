"""Writes the Parquet files of this folder with pyarrow, so that the reader is tested against another writer."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = Path(__file__).parent
UTC = dt.timezone.utc

TYPES = pa.schema(
    [
        ("id", pa.int64()),
        ("name", pa.string()),
        ("price", pa.float64()),
        ("cost", pa.decimal128(9, 2)),
        ("day", pa.date32()),
        ("time", pa.timestamp("us", tz="UTC")),
        ("tags", pa.list_(pa.string())),
        ("items", pa.list_(pa.struct([("item_id", pa.string()), ("quantity", pa.int64())]))),
    ]
)
ROWS = [
    dict(id=1, name="größe", price=9.5, cost=None, day=dt.date(2024, 3, 1),
         time=dt.datetime(2024, 3, 1, 12, 0, 0, 123456, UTC), tags=["a", "b"],
         items=[dict(item_id="x", quantity=2), dict(item_id="y", quantity=None)]),
    dict(id=9007199254740993, name="", price=0.0, cost=None, day=None, time=None, tags=[], items=[]),
    dict(id=None, name=None, price=None, cost=None, day=None, time=None, tags=None, items=None),
    dict(id=-9007199254740993, name="d", price=-1.25, cost=None, day=None, time=None, tags=[None], items=[None]),
    dict(id=9007199254740991, name="e", price=1e21, cost=12.34, day=None, time=None, tags=["c"],
         items=[dict(item_id=None, quantity=9007199254740993)]),
]


def write_types():
    from decimal import Decimal

    rows = [{**row, "cost": Decimal("12.34") if row["cost"] else None} for row in ROWS]
    table = pa.Table.from_pylist(rows, schema=TYPES)
    for codec in ["snappy", "gzip", "brotli", "zstd"]:
        # Two rows to a row group: three row groups.
        pq.write_table(table, FOLDER / f"types.{codec}.parquet", compression=codec, row_group_size=2)
    pq.write_table(table.slice(0, 0), FOLDER / "types.empty.parquet")


write_types()
