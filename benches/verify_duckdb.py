"""The checks of a ledger that DuckDB can state: each wallet's chain, each envelope's sum, each id once."""

import os
import sys

import duckdb

COLUMNS = {
    "id": "VARCHAR",
    "type": "VARCHAR",
    "amount": "BIGINT",
    "balanceAfter": "BIGINT",
    "documentId": "VARCHAR",
    "signatureMethod": "VARCHAR",
    "walletId": "VARCHAR",
}

database = duckdb.connect()
database.execute(f"SET threads = {os.cpu_count()}")
columns = ", ".join(f"{name}: '{kind}'" for name, kind in COLUMNS.items())
READERS = {
    "ndjson": f"read_json(?, format = 'newline_delimited', columns = {{{columns}}})",
    "csv": "read_csv(?, header = true)",
    "parquet": "read_parquet(?)",
}
reader = READERS[sys.argv[1].rsplit(".", 1)[-1]]
# The order of a window is the order in the file, which a reader on several threads keeps only when told.
database.execute("SET preserve_insertion_order = true")
database.execute(
    f"""
    CREATE TEMP TABLE ledger AS
    SELECT row_number() OVER () AS place, *,
           CASE WHEN type = 'consume' THEN -amount ELSE amount END AS change
    FROM {reader}
    """,
    [sys.argv[1]],
)
broken = database.execute(
    """
    SELECT count(*) FROM (
        SELECT balanceAfter - change AS before,
               lag(balanceAfter) OVER (PARTITION BY walletId ORDER BY place) AS last
        FROM ledger
    ) WHERE last IS NOT NULL AND before <> last
    """
).fetchone()[0]
# The price of an envelope from what was used: once the base, once each flat method, each Aadhaar signer.
mischarged = database.execute(
    """
    SELECT count(*) FROM (
        SELECT sum(amount) AS charged,
               1 + 10 * max(CASE WHEN signatureMethod = 'electronic' THEN 1 ELSE 0 END)
                 + 10 * max(CASE WHEN signatureMethod = 'dsc_usb_token' THEN 1 ELSE 0 END)
                 + 15 * count(CASE WHEN signatureMethod = 'aadhaar_esign' THEN 1 END) AS due
        FROM ledger WHERE type = 'consume' GROUP BY documentId
    ) WHERE charged <> due
    """
).fetchone()[0]
repeated = database.execute("SELECT count(*) - count(DISTINCT id) FROM ledger").fetchone()[0]
rows = database.execute("SELECT count(*) FROM ledger").fetchone()[0]
print(f"{rows} rows, {broken} broken, {mischarged} mischarged, {repeated} repeated")
sys.exit(0 if broken + mischarged + repeated == 0 else 1)
