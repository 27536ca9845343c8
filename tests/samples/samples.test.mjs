// The samples are what the generator makes, have the form of the API, and hold what they say they hold.

import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const samples = fileURLToPath(new URL("../../samples", import.meta.url));
const command = fileURLToPath(new URL("../../target/release/sealquote", import.meta.url));
const generator = join(samples, "generate.mjs");
const pages = readdirSync(join(samples, "ledger")).sort();
const faulty = join(samples, "ledger-with-faults.ndjson");

// SignSecure API reference, List Credit Transactions.
const ROW_KEYS = [
  "id",
  "type",
  "amount",
  "balanceAfter",
  "reason",
  "description",
  "documentId",
  "signatureMethod",
  "source",
  "createdAt",
];
const PAGE_KEYS = ["page", "limit", "total", "totalPages", "hasNext", "hasPrevious"];

const FAULTS = [
  { code: "OVERCHARGED", row: 34, expected: 10, recorded: 12, cause: null },
  { code: "DOUBLE_FLAT", row: 67, expected: 0, recorded: 10, cause: null },
  { code: "CHAIN_BREAK", row: 100, expected: 72, recorded: 57, cause: "missing row" },
];

let folder;
before(() => (folder = mkdtempSync(join(tmpdir(), "sealquote-samples-"))));
after(() => rmSync(folder, { recursive: true, force: true }));

const generate = (...args) => execFileSync(process.execPath, [generator, ...args]);
const readPage = (name) => JSON.parse(readFileSync(join(samples, "ledger", name), "utf8"));

function verify(...files) {
  const { status, stdout } = spawnSync(command, ["verify", "--format", "json", ...files], { encoding: "utf8" });
  return { status, report: JSON.parse(stdout) };
}

test("the generator makes the same bytes again", () => {
  generate("--out", folder);
  deepStrictEqual(readdirSync(join(folder, "ledger")).sort(), pages);
  const consumption = ["events.ndjson", "subscriptions.json"].map((name) => join("consumption", name));
  for (const name of [...pages.map((page) => join("ledger", page)), "ledger-with-faults.ndjson", ...consumption]) {
    strictEqual(readFileSync(join(folder, name), "utf8"), readFileSync(join(samples, name), "utf8"), name);
  }
});

test("pages have the form of the API", () => {
  const total = pages.reduce((sum, name) => sum + readPage(name).items.length, 0);
  pages.forEach((name, number) => {
    const page = readPage(name);
    deepStrictEqual(Object.keys(page), ["items", "pageInfo"]);
    deepStrictEqual(Object.keys(page.pageInfo), PAGE_KEYS);
    for (const row of page.items) {
      deepStrictEqual(Object.keys(row), ROW_KEYS);
    }
    deepStrictEqual(page.pageInfo, {
      page: number + 1,
      limit: 100,
      total,
      totalPages: pages.length,
      hasNext: number + 1 < pages.length,
      hasPrevious: number > 0,
    });
  });
});

test("a year of three workspaces has every kind of event, and loads at once", () => {
  const text = readFileSync(join(samples, "consumption", "events.ndjson"), "utf8");
  strictEqual(text.length < 600_000, true, `${text.length} bytes`);
  const events = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  const names = (key) => [...new Set(events.map((event) => event[key]))].sort();
  deepStrictEqual(names("workspaceId"), ["finance", "people", "sales"]);
  deepStrictEqual(names("source"), ["api", "app", "connector"]);
  deepStrictEqual(names("kind"), [
    "document.archived",
    "identification.attempted",
    "seal.created",
    "signature_request.cancelled",
    "signature_request.sent",
  ]);
  deepStrictEqual([events[0].at.slice(0, 10), events.at(-1).at.slice(0, 10)], ["2025-10-01", "2026-09-30"]);
  strictEqual(new Set(names("id")).size, events.length);
});

test("many rows of many wallets are the same for the same seed", () => {
  const [one, other] = ["one.ndjson", "other.ndjson"].map((name) => join(folder, name));
  for (const path of [one, other]) {
    generate("--rows", "5000", "--wallets", "40", "--format", "ndjson", "--seed", "7", "--out", path);
  }
  const text = readFileSync(one, "utf8");
  strictEqual(text, readFileSync(other, "utf8"));
  const rows = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  strictEqual(rows.length, 5000);
  strictEqual(new Set(rows.map(({ walletId }) => walletId)).size, 40);
  deepStrictEqual(Object.keys(rows[0]), [...ROW_KEYS, "walletId"]);
});

const checked = { skip: existsSync(command) ? false : "build the command first: cargo build --release -p sealquote-verifier" };

test("nothing is wrong with the pages", checked, () => {
  const { status, report } = verify(...pages.map((name) => join(samples, "ledger", name)));
  deepStrictEqual(report.findings, []);
  strictEqual(report.summary.opening, 0);
  strictEqual(status, 0);
});

test("nothing is wrong with many rows", checked, () => {
  const path = join(folder, "many.ndjson");
  generate("--rows", "20000", "--wallets", "300", "--format", "ndjson", "--out", path);
  const { status, report } = verify(path);
  deepStrictEqual(report.findings, []);
  strictEqual(report.summary.wallets, 300);
  strictEqual(status, 0);
});

test("exactly the three faults are named, with their rows", checked, () => {
  const { status, report } = verify(faulty);
  const named = report.findings.map(({ code, row, expected, recorded, cause }) => ({ code, row, expected, recorded, cause }));
  deepStrictEqual(named, FAULTS);
  strictEqual(status, 1);
});
