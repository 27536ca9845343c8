// Loading a large price book, and how the cost of a quote grows with its signers.

import { performance } from "node:perf_hooks";
import { PriceBook, quote } from "../pkg/index.js";
import { median, printTable, takeTurns } from "./rounds.mjs";

const ROUNDS = 21;
const VERSIONS = 100;
const RATES = 50;
const SIGNERS = [10, 100, 1_000, 10_000];
const METHODS = ["electronic", "dsc_usb_token", "aadhaar_esign"];

const MODELS = [
  { model: "unit", unitPrice: 3 },
  { model: "graduated", tiers: [{ upTo: 10, unitPrice: 5 }, { upTo: 100, unitPrice: 4 }, { upTo: null, unitPrice: 3 }] },
  { model: "package", size: 10, price: 25 },
];

function largeBook() {
  const rates = (version) =>
    Array.from({ length: RATES }, (_, number) => ({
      code: `rate-${number}`,
      label: `Rate ${number} of version ${version}`,
      per: ["envelope", "document", "megabyte"][number % 3],
      price: MODELS[number % MODELS.length],
    }));
  const versions = Array.from({ length: VERSIONS }, (_, number) => ({
    version: `v${number}`,
    effectiveFrom: number === 0 ? null : new Date(Date.UTC(2020, 0, number)).toISOString(),
    rates: rates(number),
  }));
  return { priceBook: "large", unit: "credit", versions };
}

const book = largeBook();
const text = JSON.stringify(book);
let number = 0;
/** The same but for its id: a book that was parsed last is not parsed again. */
const other = () => `large-${number++ % 10}`;
const loads = {
  "JSON.parse alone": () => JSON.parse(text),
  "PriceBook.parse(text), another each time": () => PriceBook.parse(text.replace("large", other())),
  "PriceBook.parse(object), another each time": () => PriceBook.parse({ ...book, priceBook: other() }),
  "PriceBook.parse(text), the same again": () => PriceBook.parse(text),
  "PriceBook.parse(object), the same again": () => PriceBook.parse(book),
};

const timed = (work, times) => () => {
  const began = performance.now();
  for (let time = 0; time < times; time++) work();
  return (performance.now() - began) / times;
};

const loadRuns = Object.fromEntries(Object.entries(loads).map(([name, load]) => [name, timed(load, 4)]));
await takeTurns(loadRuns, 3);
const loaded = await takeTurns(loadRuns, ROUNDS);
process.stdout.write(`Loading a book of ${VERSIONS} versions with ${RATES} rates each (${(text.length / 1e6).toFixed(2)} MB), ${ROUNDS} rounds in turns\n`);
printTable(["", "median"], Object.entries(loaded).map(([name, times]) => [name, `${median(times).toFixed(2)} ms`]));

const envelopes = SIGNERS.map((count) => ({
  signers: Array.from({ length: count }, (_, number) => ({ method: METHODS[number % METHODS.length] })),
}));
const growthRuns = Object.fromEntries(envelopes.map((envelope, place) => [SIGNERS[place], timed(() => quote(envelope), 200_000 / SIGNERS[place])]));
await takeTurns(growthRuns, 3);
const grown = await takeTurns(growthRuns, ROUNDS);
process.stdout.write("A quote by its number of signers\n");
const rows = SIGNERS.map((count) => {
  const microseconds = median(grown[count]) * 1_000;
  return [count.toLocaleString("en"), `${microseconds.toFixed(2)} µs`, `${((microseconds * 1_000) / count).toFixed(1)} ns`];
});
printTable(["signers", "median", "for each signer"], rows);
