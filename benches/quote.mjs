// One quote of three signers, with all of its lines: the package beside hand-written JavaScript.

import { deepStrictEqual } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { quote } from "../pkg/index.js";
import { handWrittenQuote } from "./hand-written.mjs";
import { median, printTable, takeTurns } from "./rounds.mjs";

const ROUNDS = 41;
const QUOTES = 100_000;
const PROCESSES = 11;
const METHODS = ["electronic", "dsc_usb_token", "aadhaar_esign"];

/** Every mix of methods for three signers; some signers have a role, some envelopes have an id. */
const ENVELOPES = METHODS.flatMap((first) =>
  METHODS.flatMap((second) =>
    METHODS.map((third, number) => {
      const signers = [{ method: first }, { role: "signer", method: second }, { id: "s-3", method: third }];
      return number === 0 ? { id: `e-${first}-${second}`, signers } : { signers };
    }),
  ),
);

/** Where quotes are kept for a while, as a caller would: one that nobody could see need not be made. */
const kept = new Array(1024).fill(null);

/** Microseconds a quote. */
function timed(price) {
  const began = performance.now();
  let credits = 0;
  for (let number = 0, at = 0; number < QUOTES; number++, at = at + 1 === ENVELOPES.length ? 0 : at + 1) {
    const quote = price(ENVELOPES[at]);
    credits += quote.total + quote.lines[quote.lines.length - 1].amount + quote.marginal.electronic;
    kept[number % kept.length] = quote;
  }
  const took = performance.now() - began;
  if (credits === 0) {
    throw new Error("nothing was priced");
  }
  return (took * 1000) / QUOTES;
}

const alternatives = {
  "sealquote: quote(envelope)": quote,
  "hand-written JavaScript": handWrittenQuote,
  "hand-written, through JSON text": (envelope) =>
    JSON.parse(JSON.stringify(handWrittenQuote(JSON.parse(JSON.stringify(envelope))))),
};

async function warmQuotes() {
  for (const envelope of ENVELOPES) {
    deepStrictEqual(quote(envelope), handWrittenQuote(envelope));
  }
  const runs = Object.entries(alternatives).map(([name, price]) => [name, () => timed(price)]);
  await takeTurns(Object.fromEntries(runs), 5);
  const measured = await takeTurns(Object.fromEntries(runs), ROUNDS);
  const least = median(measured["hand-written JavaScript"]);
  const rows = Object.entries(measured).map(([name, times]) => [
    name,
    `${median(times).toFixed(3)} µs`,
    `${Math.min(...times).toFixed(3)} µs`,
    `${(median(times) / least).toFixed(2)} ×`,
  ]);
  process.stdout.write(
    `A quote of three signers, warm (Node ${process.versions.node}, ${ROUNDS} rounds of ${QUOTES} quotes, in turns)\n`,
  );
  printTable(["", "median", "fastest", "to hand-written"], rows);
}

/** Milliseconds from before the import until there is a quote, in a Node process of its own. */
function firstQuote(entry, name) {
  const script = `
    const began = performance.now();
    const { ${name}: quote } = await import(${JSON.stringify(entry)});
    const imported = performance.now();
    quote({ signers: [{ method: "electronic" }, { method: "dsc_usb_token" }, { method: "aadhaar_esign" }] });
    console.log(JSON.stringify([imported - began, performance.now() - imported]));`;
  return JSON.parse(execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" }));
}

async function firstQuotes() {
  const entries = {
    "sealquote": [new URL("../pkg/index.js", import.meta.url).href, "quote"],
    "hand-written JavaScript": [new URL("hand-written.mjs", import.meta.url).href, "handWrittenQuote"],
  };
  const runs = Object.entries(entries).map(([label, [entry, name]]) => [label, () => firstQuote(entry, name)]);
  const measured = await takeTurns(Object.fromEntries(runs), PROCESSES);
  const rows = Object.entries(measured).map(([label, times]) => [
    label,
    `${median(times.map(([imported]) => imported)).toFixed(1)} ms`,
    `${median(times.map(([, quoted]) => quoted)).toFixed(1)} ms`,
    `${median(times.map(([imported, quoted]) => imported + quoted)).toFixed(1)} ms`,
  ]);
  process.stdout.write(`The first quote of a process (median of ${PROCESSES})\n`);
  printTable(["", "import", "first quote", "together"], rows);
}

function sizes() {
  const files = {
    "pkg/index.js": "../pkg/index.js",
    "the module in it": "../target/package/sealquote.wasm",
  };
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  const rows = Object.entries(files).map(([name, path]) => {
    const bytes = readFileSync(fileURLToPath(new URL(path, import.meta.url)));
    return [name, kilobytes(bytes.length), kilobytes(gzipSync(bytes, { level: 9 }).length)];
  });
  process.stdout.write("Sizes\n");
  printTable(["", "as it is", "gzip"], rows);
}

await warmQuotes();
await firstQuotes();
sizes();
