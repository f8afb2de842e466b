# Runs the SQL of `aisle counts --dialect spark` in a local Spark session. Needs `pip install pyspark==4.3.0` and Java 17.
# Arguments: Parquet file of events (user_id, item_id, event, time_ms), SQL file. Prints JSON.
import json
import re
import sys
import time

from pyspark.sql import SparkSession

events, sql_file = sys.argv[1:]
spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.driver.memory", "3g")
    .config("spark.sql.shuffle.partitions", "8")
    .config("spark.ui.enabled", "false")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")
spark.read.parquet(events).createOrReplaceTempView("shop_events")
rows = spark.table("shop_events").count()
sql = re.sub(r"--.*", "", open(sql_file).read())
started = time.monotonic()
for statement in sql.split(";"):
    if statement.strip():
        spark.sql(statement)
print(json.dumps({"rows": rows, "seconds": round(time.monotonic() - started, 1)}))
