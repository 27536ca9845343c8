// A statement of many rows: the package, from plain objects, beside the command, from a file of the same rows, and
// the fold alone, over rows that were read and checked before.

import { strictEqual } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { statement } from "../pkg/ledger.js";
import { median, printTable, takeTurns, timed } from "./rounds.mjs";

const ROWS = 1_000_000;
const FEWER_ROWS = 50_000;
const ROUNDS = 9;
const root = fileURLToPath(new URL("..", import.meta.url));

/** As `benches/statement.rs` makes them; through JSON, as rows come from an API. */
function rowsOf(count) {
  let balance = 0;
  let at = 1_704_067_200_000;
  const texts = Array.from({ length: count }, (_, number) => {
    const added = number % 64 === 0;
    const amount = added ? 1_000 : [1, 10, 15][number % 3];
    balance += added ? amount : -amount;
    at += ((number * 7_919) % 40) * 1_000;
    const id = `txn_${String(number).padStart(7, "0")}`;
    const documentId = `doc_${String(Math.floor(number / 4)).padStart(6, "0")}`;
    const createdAt = new Date(at).toISOString().replace(".000Z", "Z");
    const description = `Envelope ${number}`;
    const row = { id, type: added ? "add" : "consume", amount, balanceAfter: balance, reason: "document_signing", description, documentId, signatureMethod: null, source: "api", createdAt };
    return JSON.stringify(row);
  });
  return texts.map((text) => JSON.parse(text));
}

const rows = rowsOf(ROWS);
/** Rows of a class: nothing that the fast way takes. */
const unusual = rows.slice(0, FEWER_ROWS).map((row) => Object.assign(Object.create({}), row));

const folder = mkdtempSync(join(tmpdir(), "statement-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const file = join(folder, "rows.ndjson");
writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
const command = join(root, "target", "release", "sealquote");
const byCommand = () => JSON.parse(execFileSync(command, ["statement", file, "--format", "json"], { encoding: "utf8" }));
strictEqual(byCommand().total.balance, statement(rows).balance);

/** What reading these objects costs at the least: the four fields, and nothing done with them. */
function readOnly() {
  let sum = 0;
  for (const { type, amount, balanceAfter, createdAt } of rows) sum += type.length + amount + balanceAfter + createdAt.length;
  return sum;
}
const native = () => execFileSync("cargo", ["bench", "--quiet", "--bench", "statement", "--", String(ROWS)], { cwd: root, encoding: "utf8" }).trim().split(" ");
strictEqual(Number(native()[1]), statement(rows).balance);

const runs = {
  "the command, from a file": timed(byCommand, ROWS),
  "native fold, of rows in memory": () => Number(native()[0]) / ROWS,
  "reading four fields, in JavaScript": timed(readOnly, ROWS),
  "statement, plain rows": timed(() => statement(rows), ROWS),
  "statement, rows of a class": timed(() => statement(unusual), FEWER_ROWS),
};
await takeTurns(runs, 1);
const measured = await takeTurns(runs, ROUNDS);
const least = median(measured["the command, from a file"]);
process.stdout.write(`${ROWS.toLocaleString("en")} rows of one wallet, ${ROUNDS} rounds in turns\n`);
printTable(["", "a row", "to the command"], Object.entries(measured).map(([name, times]) => [name, `${median(times).toFixed(1)} ns`, `${(median(times) / least).toFixed(2)} ×`]));
