# Runs counts.sql in DuckDB with 3 GB of memory. Needs `pip install duckdb==2.0.1`.
# Arguments: Parquet file of events (user_id, item_id, event, time_ms), SQL file. Prints JSON.
import json
import resource
import sys
import tempfile
import time

import duckdb

events, sql_file = sys.argv[1:]
with tempfile.TemporaryDirectory() as spill:
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '3GB'; SET threads = 2; SET temp_directory = '{spill}'")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(f"CREATE VIEW shop_events AS SELECT * FROM '{events}'")
    rows = connection.execute("SELECT COUNT(*) FROM shop_events").fetchone()[0]
    started = time.monotonic()
    connection.execute(open(sql_file).read())
    seconds = round(time.monotonic() - started, 1)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"rows": rows, "seconds": seconds, "peakMemoryBytes": peak}))
