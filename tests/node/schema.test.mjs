// The published schema and the loader, on the same thousand books that were good once.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import Ajv from "ajv/dist/2020.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const read = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));
const valid = new Ajv({ strict: true }).compile(read("schema/price-book.json"));

/** Rules that no schema can state: what is unique, what comes after what, what refers to what. */
const LOADER_ONLY = {
  DUPLICATE_CODE: /\/rates\/\d+\/code$/,
  DUPLICATE_VERSION: /\/version$/,
  UNORDERED_VERSIONS: /\/effectiveFrom$/,
  METHOD_PRICED_TWICE: /\/methods\/\d+$/,
  INVALID_TIERS: /\/tiers\/\d+\/upTo$/,
  INVALID_VALUE: /\/refundable\/\d+$|\/maximum$/,
};

const rich = () => {
  const tiers = [{ upTo: 5, unitPrice: 10 }, { upTo: 20, unitPrice: 8, flatFee: 4 }, { upTo: null, unitPrice: 3 }];
  const rates = [
    { code: "envelope", label: "Creation", per: "envelope", price: { model: "flat", amount: 1 } },
    { code: "electronic", per: "envelope", methods: ["electronic", "dsc"], price: { model: "unit", unitPrice: 10 } },
    { code: "aadhaar", per: "signer", methods: ["aadhaar"], price: { model: "graduated", included: 1, maximum: 90, tiers } },
    { code: "pages", per: "document", price: { model: "volume", minimum: 5, maximum: 500, tiers: structuredClone(tiers) } },
    { code: "storage", per: "megabyte", price: { model: "package", size: 10, price: 2 } },
  ];
  const topUp = { presets: [100, 500], customMinimum: 10, bonuses: [{ purchase: 100, bonus: 3 }, { purchase: 500, bonus: 35 }] };
  const refunds = { on: ["failed", "cancelled"], refundable: ["electronic", "aadhaar"] };
  const version = { version: "1", effectiveFrom: null, chargeOn: "send", rates, refunds, topUp, signupGrant: 100 };
  const later = { ...structuredClone(version), version: "2", effectiveFrom: "2026-03-11T10:30:00Z", chargeOn: "signature" };
  return { $schema: "price-book.json", priceBook: "rich", unit: "credit", versions: [version, later] };
};

/** Numbers that are the same in every run (mulberry32). */
function random(seed) {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Every place in a document: what holds it, and its key there. */
function places(holder, depth = 0) {
  return Object.entries(holder).flatMap(([key, value]) => [
    { holder, key: Array.isArray(holder) ? Number(key) : key, depth },
    ...(typeof value === "object" && value !== null ? places(value, depth + 1) : []),
  ]);
}

const VALUES = [
  null, true, 0, 1, -1, 1.5, 7, 2 ** 53 - 1, 2 ** 53, 1e300, "", "x", "any", "__proto__", "send", "signer", "volume", "failed",
  "aadhaar", "2026-02-30T00:00:00Z", "2025-02-29T12:00:00Z", "2026-04-31T09:00:00+05:30", "2026-13-01T00:00:00Z", "2026-03-11t10:30:60.25+05:30", "2027-01-01", [], {}, [null], [1], ["x"],
  ["a", "a"], ["failed", "failed", "failed"], { upTo: null, unitPrice: 1 }, { model: "flat", amount: 0 }, { purchase: 5, bonus: 0 },
];
const KEYS = ["x", "included", "minimum", "maximum", "size", "amount", "tiers", "flatFee", "label", "methods", "topUp", "toString"];

const MUTATIONS = {
  // As a person does who makes the next row out of the last one.
  copy: ({ holder, key }, pick, all) => {
    const alike = all.filter((place) => place.key === key);
    const from = alike[pick(alike.length)];
    holder[key] = structuredClone(from.holder[from.key]);
  },
  drop: ({ holder, key }) => (Array.isArray(holder) ? holder.splice(key, 1) : delete holder[key]),
  replace: ({ holder, key }, pick) => (holder[key] = structuredClone(VALUES[pick(VALUES.length)])),
  rename: ({ holder, key }, pick) => {
    if (Array.isArray(holder)) return holder.reverse();
    const value = holder[key];
    delete holder[key];
    return (holder[KEYS[pick(KEYS.length)]] = value);
  },
  add: ({ holder }, pick) => {
    const value = structuredClone(VALUES[pick(VALUES.length)]);
    return Array.isArray(holder) ? holder.push(value) : (holder[KEYS[pick(KEYS.length)]] = value);
  },
  repeat: ({ holder, key }) => (Array.isArray(holder) ? holder.push(structuredClone(holder[key])) : (holder[key] = [holder[key]])),
  swap: ({ holder, key }, pick) => {
    const keys = Object.keys(holder);
    const other = keys[pick(keys.length)];
    [holder[key], holder[other]] = [holder[other], holder[key]];
  },
};

function mutants(count) {
  const pick = random(20260311);
  const names = Object.keys(MUTATIONS);
  const sources = [rich, () => read("src/book/builtin/signsecure.json"), () => read("src/book/builtin/signsecure-staging.json")];
  return Array.from({ length: count }, () => {
    const book = sources[pick(2) === 0 ? 0 : pick(sources.length)]();
    const done = Array.from({ length: 1 + (pick(4) === 0) }, () => {
      const all = places(book);
      // Most places are deep in the rates; a version's own keys get their share.
      const near = pick(2) === 0 ? all : all.filter(({ depth }) => depth <= 2);
      const name = names[pick(names.length)];
      if (near.length > 0) MUTATIONS[name](near[pick(near.length)], pick, all);
      return name;
    });
    return { book, done: done.join(" and ") };
  });
}

/** What `sealquote lint` says of each book: a list of errors. */
function lint(books) {
  execFileSync("cargo", ["build", "--quiet", "--package", "sealquote-verifier"], { cwd: root, stdio: "inherit" });
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const folder = mkdtempSync(join(tmpdir(), "sealquote-lint-"));
  try {
    const files = books.map((book, number) => {
      writeFileSync(join(folder, `${number}.json`), JSON.stringify(book));
      return `${number}.json`;
    });
    const command = join(target, "debug", "sealquote");
    const run = spawnSync(command, ["lint", "--format", "json", ...files], { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 });
    assert.ok(run.status === 0 || run.status === 1, run.stderr);
    const findings = JSON.parse(run.stdout);
    const of = new Map(files.map((file) => [file, []]));
    for (const found of findings) if (found.severity === "error") of.get(found.file).push(found);
    return files.map((file) => of.get(file));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const beyondSchema = ({ code, path }) => LOADER_ONLY[code]?.test(path) ?? false;

test("a thousand mutated books: the schema and the loader agree", (t) => {
  const books = mutants(1_000);
  const verdicts = lint(books.map(({ book }) => book));
  const counts = { bothAccept: 0, bothRefuse: 0, loaderAlone: {} };
  const disagreements = [];
  books.forEach(({ book, done }, number) => {
    const errors = verdicts[number];
    const accepted = valid(book);
    const stated = errors.filter((error) => !beyondSchema(error));
    if (accepted && errors.length > 0 && stated.length === 0) {
      for (const { code } of errors) counts.loaderAlone[code] = (counts.loaderAlone[code] ?? 0) + 1;
    } else if (accepted === (errors.length === 0)) {
      counts[accepted ? "bothAccept" : "bothRefuse"] += 1;
    } else {
      const why = accepted ? stated.map(({ code, path }) => `${code} ${path}`) : valid.errors.map((e) => `${e.instancePath} ${e.message}`);
      disagreements.push(`${number} (${done}): the ${accepted ? "loader" : "schema"} alone refuses it: ${why.join("; ")}`);
    }
  });
  assert.deepEqual(disagreements, []);
  // A run that mutates nothing, or everything beyond recognition, proves nothing.
  assert.ok(counts.bothAccept >= 50 && counts.bothRefuse >= 500, JSON.stringify(counts));
  assert.deepEqual(Object.keys(counts.loaderAlone).sort(), Object.keys(LOADER_ONLY).sort());
  t.diagnostic(JSON.stringify(counts));
});

test("good books are good to both", () => {
  const books = [rich(), read("src/book/builtin/signsecure.json"), read("src/book/builtin/signsecure-staging.json")];
  for (const book of books) assert.ok(valid(book), JSON.stringify(valid.errors));
  assert.deepEqual(lint(books), [[], [], []]);
});

const PARTLY_KNOWN = {
  "a last tier that is closed": (book) => (book.versions[0].rates[3].price.tiers[2].upTo = 30),
  "two open tiers": (book) => (book.versions[0].rates[3].price.tiers[0].upTo = null),
  "a second version that has always been in force": (book) => (book.versions[1].effectiveFrom = null),
  "a second version without a beginning": (book) => delete book.versions[1].effectiveFrom,
  "a method twice in one rate": (book) => book.versions[0].rates[2].methods.push("aadhaar"),
  "an instant without a zone": (book) => (book.versions[1].effectiveFrom = "2026-03-11T10:30:00"),
};

for (const [title, spoil] of Object.entries(PARTLY_KNOWN)) {
  test(`the schema refuses ${title}`, () => {
    const book = rich();
    spoil(book);
    assert.equal(valid(book), false);
  });
}
