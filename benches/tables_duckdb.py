"""Writes a ledger of lines as CSV and as Parquet, in the order of its rows."""

import sys

import duckdb

ledger, csv, parquet = sys.argv[1:]
database = duckdb.connect()
database.execute("SET preserve_insertion_order = true")
database.execute(
    "CREATE TEMP TABLE ledger AS FROM read_json(?, format = 'newline_delimited')", [ledger]
)
# Paths of ours: a statement that copies takes no parameters.
database.execute(f"COPY ledger TO '{csv}' (FORMAT csv, HEADER)")
database.execute(f"COPY ledger TO '{parquet}' (FORMAT parquet, CODEC 'snappy')")
