"""Writes the Parquet files of this folder with pyarrow, so that the reader is tested against another writer."""

import datetime as dt
import json
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


VALUE = pa.struct([("string_value", pa.string()), ("int_value", pa.int64()), ("float_value", pa.float64()), ("double_value", pa.float64())])
GA4 = pa.schema(
    [
        ("event_date", pa.string()),
        ("event_timestamp", pa.int64()),
        ("event_name", pa.string()),
        ("event_params", pa.list_(pa.struct([("key", pa.string()), ("value", VALUE)]))),
        ("user_id", pa.string()),
        ("user_pseudo_id", pa.string()),
        (
            "items",
            pa.list_(
                pa.struct([("item_id", pa.string()), ("item_name", pa.string()), ("price", pa.float64()),
                           ("quantity", pa.int64()), ("item_list_index", pa.string())])
            ),
        ),
    ]
)


def ga4_row(event):
    whole = lambda text: None if text is None else int(text)
    params = [
        {**param, "value": {**param["value"], "int_value": whole(param["value"]["int_value"])}}
        for param in event["event_params"]
    ]
    items = [
        {**{name: item[name] for name in ("item_id", "item_name", "price", "item_list_index")},
         "quantity": whole(item["quantity"])}
        for item in event["items"]
    ]
    kept = {name: event[name] for name in ("event_date", "event_name", "user_id", "user_pseudo_id")}
    return {**kept, "event_timestamp": int(event["event_timestamp"]), "event_params": params, "items": items}


def write_ga4():
    lines = (FOLDER / "ga4_events.jsonl").read_text().splitlines()
    table = pa.Table.from_pylist([ga4_row(json.loads(line)) for line in lines], schema=GA4)
    pq.write_table(table, FOLDER / "ga4_events.parquet", row_group_size=100)


write_types()
write_ga4()
