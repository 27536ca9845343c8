// Loading a large price book, how the cost of a quote grows with its signers, and what exact bounds take by price model.

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

const UNDECIDED = 200;
/** A price by its place among those of its model. */
const PRICES = {
  unit: (place) => ({ model: "unit", unitPrice: 5 + place }),
  flat: (place) => ({ model: "flat", amount: 10 + place }),
  graduated: (place) => ({ model: "graduated", tiers: [{ upTo: 10, unitPrice: 9 + place }, { upTo: 50, unitPrice: 7 }, { upTo: null, unitPrice: 4 + place }] }),
  volume: (place) => ({ model: "volume", tiers: [{ upTo: 10, unitPrice: 9 + place }, { upTo: 50, unitPrice: 7 }, { upTo: null, unitPrice: 4 + place }] }),
  package: (place) => ({ model: "package", size: 7 + place, price: 25 + 2 * place }),
};
const MIXTURES = [...Object.keys(PRICES).map((model) => new Array(4).fill(model)), ["unit", "graduated", "volume", "package"], ["graduated", "volume", "package", "package"]];
const LIMITS = { included: 3, minimum: 20, maximum: 400 };

function mixedBook(models, limits) {
  const rates = models.map((model, place) => ({
    code: `rate-${place}`,
    per: model === "flat" ? "envelope" : "signer",
    methods: [`method-${place}`],
    price: { ...PRICES[model](place), ...limits },
  }));
  return PriceBook.parse({ priceBook: "mixed", unit: "credit", versions: [{ version: "1", rates }] });
}

const crowd = { signers: Array.from({ length: UNDECIDED }, () => ({ method: "any" })) };
const boundRuns = Object.fromEntries(
  [{}, LIMITS].flatMap((limits) =>
    MIXTURES.map((models) => {
      const mixed = mixedBook(models, limits);
      const name = new Set(models).size === 1 ? `four ${models[0]}` : models.join(", ");
      return [limits === LIMITS ? `${name}; with free units, a least and a most` : name, timed(() => mixed.quote(crowd), 20)];
    }),
  ),
);
await takeTurns(boundRuns, 3);
const bounded = await takeTurns(boundRuns, ROUNDS);
process.stdout.write(`Both bounds of ${UNDECIDED} undecided signers with four methods, by price model\n`);
printTable(["", "median"], Object.entries(bounded).map(([name, times]) => [name, `${(median(times) * 1_000).toFixed(0)} µs`]));
