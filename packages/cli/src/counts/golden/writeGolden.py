# Writes the golden tables: what counts.sql gives for events.csv in DuckDB. Needs `pip install duckdb==2.0.1`.
# Run it after every change of counts.sql.
import hashlib
import os
import pathlib

import duckdb

golden = pathlib.Path(__file__).resolve().parent
sql = (golden / "../../../sql/counts.sql").read_text()
os.chdir(golden)
connection = duckdb.connect()
connection.execute(
    "CREATE VIEW shop_events AS SELECT user_id, item_id, event, CAST(timestamp AS BIGINT) * 1000 AS time_ms FROM 'events.csv'"
)
connection.execute(sql)
(golden / "counts.sql.sha256").write_text(hashlib.sha256(sql.encode()).hexdigest() + "\n")
