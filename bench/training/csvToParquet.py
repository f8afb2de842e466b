"""Writes the Parquet file of a CSV log: python3 csvToParquet.py LOG.csv LOG.parquet"""

import sys

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

source, target = sys.argv[1:]
with pa.csv.open_csv(source) as reader, pa.parquet.ParquetWriter(target, reader.schema) as writer:
    for batch in reader:
        writer.write_batch(batch)
