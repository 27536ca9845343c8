"""The consumption of a period by workspace, as DuckDB sums it from the same lines."""

import os
import sys

import duckdb

COLUMNS = {
    "id": "VARCHAR",
    "at": "TIMESTAMP",
    "source": "VARCHAR",
    "workspaceId": "VARCHAR",
    "kind": "VARCHAR",
    "level": "VARCHAR",
    "signers": "BIGINT",
    "mode": "VARCHAR",
    "outcome": "VARCHAR",
    "documents": "BIGINT",
    "bytes": "BIGINT",
}

database = duckdb.connect()
database.execute(f"SET threads = {os.cpu_count()}")
database.execute("SET preserve_insertion_order = false")
columns = ", ".join(f"\"{name}\": '{kind}'" for name, kind in COLUMNS.items())
rows = database.execute(
    f"""
    SELECT kind, level, mode, source, workspaceId,
           sum(coalesce(signers, documents, bytes, 1)) AS value
    FROM read_json(?, format = 'newline_delimited', columns = {{{columns}}})
    WHERE "at" >= '2026-01-01' AND "at" < '2027-01-01'
      AND kind <> 'signature_request.cancelled' AND outcome IS DISTINCT FROM 'abandoned'
    GROUP BY ALL ORDER BY ALL
    """,
    [sys.argv[1]],
).fetchall()
print(f"{len(rows)} rows, {sum(row[5] for row in rows)}")
