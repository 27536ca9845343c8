//! Examples, as the help shows them below everything else.

pub(super) const ALL: &str = "\
Examples:
  sealquote verify ledger/*.json
  sealquote verify ledger.parquet --output report.html
  sealquote explain CHAIN_BREAK

Exit code 0 when nothing is wrong, 1 when something was found, 2 when an input could not be read.";

pub(super) const VERIFY: &str = "\
Examples:
  sealquote verify 'ledger/*.json'
  sealquote verify ledger.csv.gz --column balanceAfter=saldo --activity events.ndjson
  sealquote verify ledger.parquet --format sarif --output findings.sarif
  curl -s https://example.com/ledger.ndjson | sealquote verify - --output report.html";

pub(super) const EXPLAIN: &str = "\
Examples:
  sealquote explain
  sealquote explain CHAIN_BREAK

Exit code 0, or 2 for a code that there is not.";

pub(super) const STATEMENT: &str = "\
Examples:
  sealquote statement 'ledger/*.json'
  sealquote statement ledger.parquet --context organization --format json";

pub(super) const USAGE: &str = "\
Examples:
  sealquote usage 'ledger/*.json' --start 2026-03-01 --end 2026-03-31
  sealquote usage ledger.csv --utc-offset +05:30 --format json";

pub(super) const SIMULATE: &str = "\
Examples:
  sealquote simulate 'ledger/*.json' --book signsecure-staging
  sealquote simulate ledger.csv --book next-year.json --activity events.ndjson
  sealquote simulate ledger.parquet --book next-year.json --format csv --by month";

pub(super) const DETECT: &str = "\
Examples:
  sealquote detect 'ledger/*.json' --book signsecure --book signsecure-staging
  sealquote detect ledger.csv --book prices.json --format json";

pub(super) const ROOT: &str = "\
Examples:
  sealquote root 'ledger/*.json'
  sealquote root ledger.parquet --format json
  sealquote root --postgres postgres://auditor@localhost/billing --query 'SELECT * FROM credit_transactions ORDER BY seq'";

pub(super) const PROVE: &str = "\
Examples:
  sealquote prove ledger.csv --wallet wal_1 --id txn_17 > proof.json
  sealquote prove ledger.csv --wallet wal_1 --size 353 > grown.json";

pub(super) const CHECK_PROOF: &str = "\
Examples:
  sealquote check-proof proof.json --root \"$ROOT\"
  sealquote check-proof grown.json --root \"$ROOT\" --earlier \"$ROOT_OF_MARCH\"";

pub(super) const QUOTE: &str = "\
Examples:
  sealquote quote envelope.json
  echo '{\"signers\":[{\"method\":\"electronic\"}]}' | sealquote quote - --book signsecure-staging

Exit code 0, or 2 when the envelope or the book could not be read.";

pub(super) const SETTLE: &str = "\
Examples:
  sealquote settle history.json
  sealquote settle - --book book.json < history.json

Exit code 0, or 2 when the history or the book could not be read.";

pub(super) const LINT: &str = "\
Examples:
  sealquote lint book.json
  sealquote lint books/*.json --format json";

pub(super) const COMPLETIONS: &str = "\
Examples:
  sealquote completions bash > /usr/share/bash-completion/completions/sealquote
  sealquote completions zsh > ~/.zfunc/_sealquote";

pub(super) const MAN: &str = "\
Examples:
  sealquote man | man -l -
  sealquote man verify > sealquote-verify.1";
