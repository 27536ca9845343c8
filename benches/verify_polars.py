"""The checks of a ledger that Polars can state: each wallet's chain, each envelope's sum, each id once."""

import sys

import polars as pl

READERS = {
    "ndjson": lambda path: pl.scan_ndjson(
        path,
        schema={
            "id": pl.String,
            "type": pl.String,
            "amount": pl.Int64,
            "balanceAfter": pl.Int64,
            "documentId": pl.String,
            "signatureMethod": pl.String,
            "walletId": pl.String,
        },
    ),
    "csv": pl.scan_csv,
    "parquet": pl.scan_parquet,
}
COLUMNS = ["id", "type", "amount", "balanceAfter", "documentId", "signatureMethod", "walletId"]

path = sys.argv[1]
ledger = READERS[path.rsplit(".", 1)[-1]](path).select(COLUMNS)
consumed = pl.col("type") == "consume"
change = pl.when(consumed).then(-pl.col("amount")).otherwise(pl.col("amount"))
before = pl.col("balanceAfter") - change
follows = before == pl.col("balanceAfter").shift().over("walletId")
broken = ledger.select((~follows).sum())
# The price of an envelope from what was used: once the base, once each flat method, each Aadhaar signer.
method = pl.col("signatureMethod")
due = (
    1
    + 10 * (method == "electronic").any().cast(pl.Int64)
    + 10 * (method == "dsc_usb_token").any().cast(pl.Int64)
    + 15 * (method == "aadhaar_esign").sum()
)
charges = ledger.filter(consumed).group_by("documentId")
mischarged = charges.agg(pl.col("amount").sum().alias("charged"), due.alias("due"))
mischarged = mischarged.select((pl.col("charged") != pl.col("due")).sum())
repeated = ledger.select(pl.len() - pl.col("id").n_unique())
rows = ledger.select(pl.len())
# Together, so that the file is read once.
answers = pl.collect_all([rows, broken, mischarged, repeated])
rows, broken, mischarged, repeated = (answer.item() or 0 for answer in answers)
print(f"{rows} rows, {broken} broken, {mischarged} mischarged, {repeated} repeated")
sys.exit(0 if broken + mischarged + repeated == 0 else 1)
