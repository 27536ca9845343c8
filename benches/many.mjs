// Many envelopes at once: the package beside the same loop compiled for this machine, and beside one quote each.

import { strictEqual } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { quote, quoteMany } from "../pkg/index.js";
import { median, printTable, takeTurns, timed } from "./rounds.mjs";

const ROWS = 1_000_000;
const ROUNDS = 15;
const ONE_BY_ONE = 20_000;
const METHODS = ["electronic", "dsc_usb_token", "aadhaar_esign"];
const root = fileURLToPath(new URL("..", import.meta.url));

const counts = (Kind, number) => Kind.from({ length: ROWS }, (_, row) => (row * 7 + number * 13 + Math.floor((row * row) / 11)) % 4);
const columns = (Kind) => ({ signers: Object.fromEntries(METHODS.map((method, number) => [method, counts(Kind, number)])) });
const [bytes, words] = [columns(Uint8Array), columns(Uint32Array)];

function oneByOne() {
  for (let row = 0; row < ONE_BY_ONE; row++) {
    quote({ signers: METHODS.flatMap((method) => Array.from({ length: bytes.signers[method][row] }, () => ({ method }))) });
  }
}

const native = () => execFileSync("cargo", ["bench", "--quiet", "--bench", "many", "--", String(ROWS)], { cwd: root, encoding: "utf8" }).trim().split(" ");
strictEqual(Number(native()[1]), quoteMany(bytes).sum.total);

const runs = {
  "native loop": () => Number(native()[0]) / ROWS,
  "quoteMany, columns of Uint8Array": timed(() => quoteMany(bytes), ROWS),
  "quoteMany, columns of Uint32Array": timed(() => quoteMany(words), ROWS),
  "quote, one by one": timed(oneByOne, ONE_BY_ONE),
};
await takeTurns(runs, 3);
const measured = await takeTurns(runs, ROUNDS);
const least = median(measured["native loop"]);
process.stdout.write(`${ROWS.toLocaleString("en")} envelopes with three methods, ${ROUNDS} rounds in turns\n`);
printTable(["", "an envelope", "to native"], Object.entries(measured).map(([name, times]) => [name, `${median(times).toFixed(2)} ns`, `${(median(times) / least).toFixed(2)} ×`]));
