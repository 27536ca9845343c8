// One quote, with all of its lines: the package beside hand-written JavaScript. The package keeps quotes, so
// that it matters whether one was asked for before: both are measured, each beside the same envelopes.

import { deepStrictEqual } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { quote } from "../pkg/index.js";
import { checkedQuote, handWrittenQuote, listedQuote } from "./hand-written.mjs";
import { median, printTable, takeTurns } from "./rounds.mjs";

const ROUNDS = 41;
const QUOTES = 50_000;
const PROCESSES = 11;
const METHODS = ["electronic", "dsc_usb_token", "aadhaar_esign"];

/** What a person sees who edits: every mix of methods for three signers, some with a role, some with an id. */
const PREVIEW = METHODS.flatMap((first) =>
  METHODS.flatMap((second) =>
    METHODS.map((third, number) => {
      const signers = [{ method: first }, { role: "signer", method: second }, { id: "s-3", method: third }];
      return number === 0 ? { id: `e-${first}-${second}`, signers } : { signers };
    }),
  ),
);

/** Users of three methods, never the same way twice: many times as many as the package keeps answers. */
const STREAM = range(3, 27).flatMap((signers) =>
  range(0, signers).flatMap((electronic) => range(0, signers - electronic).map((dsc) => mixOf(signers, electronic, dsc))),
);

function range(from, to) {
  return Array.from({ length: to - from + 1 }, (_, step) => from + step);
}

function mixOf(signers, electronic, dsc) {
  const method = (number) => METHODS[number < electronic ? 0 : number < electronic + dsc ? 1 : 2];
  return { signers: Array.from({ length: signers }, (_, number) => ({ method: method(number) })) };
}

const SETS = {
  "A quote of three signers whose mix was seen before": PREVIEW,
  [`A quote of 3 to 27 signers, ${STREAM.length} mixes in turn, through the core each time`]: STREAM,
};

/** Where quotes are kept for a while, as a caller would: one that nobody could see need not be made. */
const kept = new Array(1024).fill(null);

/** Microseconds a quote. */
function timed(price, envelopes) {
  const began = performance.now();
  let credits = 0;
  for (let number = 0, at = 0; number < QUOTES; number++, at = at + 1 === envelopes.length ? 0 : at + 1) {
    const quote = price(envelopes[at]);
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
  "hand-written, as lean as it gets": handWrittenQuote,
  "lean, with the same checks": checkedQuote,
  "hand-written, filter, map, reduce": listedQuote,
};

async function warmQuotes() {
  // All sets in each round: no set finds the functions fitted to it alone.
  const runs = {};
  for (const [set, envelopes] of Object.entries(SETS)) {
    for (const envelope of envelopes) {
      deepStrictEqual(quote(envelope), handWrittenQuote(envelope));
      deepStrictEqual(quote(envelope), checkedQuote(envelope));
      deepStrictEqual(quote(envelope), listedQuote(envelope));
    }
    for (const [name, price] of Object.entries(alternatives)) {
      runs[`${set}\0${name}`] = () => timed(price, envelopes);
    }
  }
  await takeTurns(runs, 5);
  const measured = await takeTurns(runs, ROUNDS);
  process.stdout.write(`Warm, Node ${process.versions.node}, ${ROUNDS} rounds of ${QUOTES} quotes, in turns\n\n`);
  for (const set of Object.keys(SETS)) {
    printSet(set, Object.keys(alternatives).map((name) => [name, measured[`${set}\0${name}`]]));
  }
}

function printSet(set, measured) {
  const [, least] = measured.find(([name]) => name === "hand-written, as lean as it gets");
  const rows = measured.map(([name, times]) => [
    name,
    `${median(times).toFixed(3)} µs`,
    `${Math.min(...times).toFixed(3)} µs`,
    `${(median(times) / median(least)).toFixed(2)} ×`,
    `${(Math.min(...times) / Math.min(...least)).toFixed(2)} ×`,
  ]);
  process.stdout.write(`${set}\n`);
  printTable(["", "median", "fastest", "median to lean", "fastest to lean"], rows);
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
    "sealquote, by the condition `node`": [new URL("../pkg/node/index.js", import.meta.url).href, "quote"],
    "sealquote, as elsewhere": [new URL("../pkg/index.js", import.meta.url).href, "quote"],
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
    "the module in it": "../target/package/small/sealquote.wasm",
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
