// Sample ledgers in the form of SignSecure's "List Credit Transactions" (SignSecure API reference), and a sample of
// consumption events.
//
//   node samples/generate.mjs [--out FOLDER]      the samples of this folder, the same on every run
//   node samples/generate.mjs --rows N [--wallets M] [--format ndjson] [--seed S] --out FILE

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { consumption, subscriptions } from "./consumption.mjs";
import { withFaults } from "./faults.mjs";
import { history } from "./history.mjs";
import { writeMany } from "./many.mjs";

const LIMIT = 100;

/** The pages of a listing, newest row first. */
function pages(rows) {
  const listed = rows.toReversed();
  const total = listed.length;
  const totalPages = Math.ceil(total / LIMIT);
  return Array.from({ length: totalPages }, (_, number) => {
    const page = number + 1;
    const pageInfo = { page, limit: LIMIT, total, totalPages, hasNext: page < totalPages, hasPrevious: page > 1 };
    return { items: listed.slice(number * LIMIT, page * LIMIT), pageInfo };
  });
}

function writeSamples(folder) {
  mkdirSync(join(folder, "ledger"), { recursive: true });
  for (const page of pages(history({ seed: 1, from: "2025-09-01", envelopes: 95 }))) {
    const path = join(folder, "ledger", `page-${page.pageInfo.page}.json`);
    writeFileSync(path, `${JSON.stringify(page, null, 2)}\n`);
  }
  const rows = withFaults(history({ seed: 12, from: "2026-01-05", envelopes: 36 }));
  writeFileSync(join(folder, "ledger-with-faults.ndjson"), ndjson(rows));
  mkdirSync(join(folder, "consumption"), { recursive: true });
  writeFileSync(join(folder, "consumption", "events.ndjson"), ndjson(consumption({ seed: 2 })));
  writeFileSync(join(folder, "consumption", "subscriptions.json"), `${JSON.stringify(subscriptions, null, 2)}\n`);
}

const ndjson = (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

function count(options, name) {
  const text = options[name];
  if (!/^[1-9][0-9]{0,9}$/.test(text)) {
    throw new Error(`\`--${name} ${text}\` is no count: give a whole number from 1 on`);
  }
  return Number(text);
}

try {
  const { values } = parseArgs({
    options: {
      rows: { type: "string" },
      wallets: { type: "string", default: "1" },
      format: { type: "string", default: "ndjson" },
      seed: { type: "string", default: "1" },
      out: { type: "string" },
    },
  });
  if (values.rows === undefined) {
    writeSamples(values.out ?? fileURLToPath(new URL(".", import.meta.url)));
  } else if (values.out === undefined || values.format !== "ndjson") {
    throw new Error("`--rows` needs `--out FILE`, and writes `--format ndjson` alone");
  } else {
    const [rows, wallets, seed] = ["rows", "wallets", "seed"].map((name) => count(values, name));
    writeMany(values.out, { rows, wallets, seed });
  }
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
