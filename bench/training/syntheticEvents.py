# Writes events of an invented shop as Parquet, or a CSV log. Needs `pip install duckdb==2.0.1`.
# Arguments: number of events, or a CSV of user_id, item_id, event and time_ms; the Parquet file.
import sys

import duckdb

source, out = sys.argv[1:]
connection = duckdb.connect()
connection.execute("SET memory_limit = '3GB'; SET threads = 2; SELECT setseed(0.42)")
if source.isdigit():
    # 100,000 items of 1,000 kinds. A shopper has 20 events on average, at most 2,000, in sessions of ten within 60 days.
    table = f"""
        WITH shoppers AS (
            SELECT 's' || u AS user_id, u % 1000 AS kind, CAST(random() * 86400000.0 * 60 AS BIGINT) AS first_ms,
                CAST(greatest(1, least(2000, 8 * exp(1.35 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())))) AS INT)
                    AS events
            FROM range({int(source)} // 20) AS t(u)
        ),
        events AS (SELECT user_id, kind, first_ms, unnest(range(events)) AS k FROM shoppers)
        SELECT user_id,
            'i' || CAST(CASE WHEN random() < .5 THEN 100 * kind + floor(100 * pow(random(), 2))
                ELSE floor(100000 * pow(random(), 3)) END AS INT) AS item_id,
            CASE WHEN random() < .9 THEN 'view_item' WHEN random() < .6 THEN 'add_to_cart' ELSE 'purchase' END AS event,
            1700000000000 + (first_ms + k * 60000 + CAST(random() * 30000 AS BIGINT) + k // 10 * 86400000)
                % (60 * 86400000::BIGINT) AS time_ms
        FROM events"""
else:
    table = f"""
        SELECT user_id, item_id, event, CAST(time_ms AS BIGINT) AS time_ms
        FROM read_csv('{source}', all_varchar = true)"""
connection.execute(f"COPY ({table}) TO '{out}' (FORMAT parquet)")
