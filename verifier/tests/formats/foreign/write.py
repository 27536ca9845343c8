"""Writes the sample ledger with faults as other programs do: pyarrow and DuckDB.

Run it in the folder of this file, in a Python that has both:
    pip install pyarrow duckdb && python write.py
"""

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.feather
import pyarrow.json
import pyarrow.parquet

LEDGER = "../../../../samples/ledger-with-faults.ndjson"

rows = pyarrow.json.read_json(LEDGER)
instants = pc.cast(rows["createdAt"], pa.timestamp("us", tz="UTC"))
typed = rows.set_column(rows.schema.get_field_index("createdAt"), "createdAt", instants)
for name in ("type", "signatureMethod", "source"):
    place = typed.schema.get_field_index(name)
    typed = typed.set_column(place, name, typed[name].dictionary_encode())

# Dictionaries, a second version of pages, and the codecs that these programs choose by themselves.
pyarrow.parquet.write_table(typed, "pyarrow.parquet", data_page_version="2.0")
pyarrow.feather.write_feather(typed, "pyarrow.feather")
with pa.OSFile("pyarrow.arrows", "wb") as file, pa.ipc.new_stream(file, typed.schema) as stream:
    stream.write_table(typed, max_chunksize=40)
pyarrow.csv.write_csv(rows, "pyarrow.csv")

database = duckdb.connect()
database.execute(f"CREATE TABLE ledger AS FROM read_json('{LEDGER}', format = 'newline_delimited')")
database.execute("COPY ledger TO 'duckdb.parquet' (FORMAT parquet, CODEC 'zstd')")
database.execute("COPY ledger TO 'duckdb.csv' (DELIMITER ';')")
