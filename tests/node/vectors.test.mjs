import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import { answerBook, answerCredits, answerQuote, differences, failures, HISTORY_KINDS } from "./answers.mjs";
import { bothKinds, root, vectors } from "./package.mjs";

const kinds = await bothKinds();
const quotes = await vectors("quote");
const books = await vectors("book");
/** Asked in `consumption.test.mjs`. */
const CONSUMPTION_KINDS = ["classify", "consumption-detail", "consumption-addons", "reconcile"];
const LEAST = { payer: 25, funds: 20, settle: 100 };

test("the module and the CommonJS build are two files of the package, those for Node", () => {
  assert.match(kinds.module.from, /\/node\/index\.js$/);
  assert.match(kinds.common.from, /\/node\/index\.cjs$/);
});

for (const [kind, sealquote] of Object.entries(kinds)) {
  test(`quote vectors, ${kind}`, () => {
    assert.ok(quotes.length >= 60, `only ${quotes.length}`);
    assert.deepEqual(failures(quotes, (vector) => answerQuote(sealquote, vector)), []);
  });

  test(`book vectors, ${kind}`, () => {
    assert.ok(books.length >= 30, `only ${books.length}`);
    assert.deepEqual(failures(books, (vector) => answerBook(sealquote, vector)), []);
  });

  for (const [about, answerTo] of Object.entries(answerCredits)) {
    test(`${about} vectors, ${kind}`, async () => {
      // Whether a payer may allocate so much is asked of `sealquote/ledger`.
      const asked = (await vectors(about)).filter((vector) => !("allocation" in vector));
      assert.ok(asked.length >= LEAST[about], `only ${asked.length}`);
      assert.deepEqual(failures(asked, (vector) => answerTo(sealquote, vector)), []);
    });
  }
}

/** An instant at which the newest version is in force; naming one keeps an envelope from being packed. */
function inForce(envelope, book) {
  if (typeof envelope !== "object" || envelope === null || Array.isArray(envelope) || "at" in envelope) return envelope;
  return { ...envelope, at: book.versions().at(-1).effectiveFrom ?? "2026-03-11T10:30:00Z" };
}

const slowWays = {
  "with an instant": inForce,
  "with a Date": (envelope, book) => {
    const dated = inForce(envelope, book);
    return dated === envelope ? envelope : { ...dated, at: new Date(dated.at) };
  },
  "of a class": (envelope) =>
    typeof envelope === "object" && envelope !== null && !Array.isArray(envelope)
      ? Object.assign(Object.create({}), envelope)
      : envelope,
  "behind a proxy": (envelope) => (typeof envelope === "object" && envelope !== null ? new Proxy(envelope, {}) : envelope),
};

for (const [way, change] of Object.entries(slowWays)) {
  test(`the same answer to an envelope ${way}`, () => {
    let quoted = 0;
    for (const vector of quotes) {
      const plain = answerQuote(kinds.module, vector);
      const changed = answerQuote(kinds.module, vector, change);
      assert.deepEqual(changed, plain, vector.name);
      quoted += plain.quote === undefined ? 0 : 1;
    }
    assert.ok(quoted > 60, `only ${quoted} were quoted`);
  });
}

test("quotes are plain data", () => {
  const plainAllTheWay = (value) => {
    if (typeof value !== "object" || value === null) return;
    assert.equal(Object.getPrototypeOf(value), Array.isArray(value) ? Array.prototype : Object.prototype);
    Object.values(value).forEach(plainAllTheWay);
  };
  for (const vector of quotes) {
    const { quote } = answerQuote(kinds.module, vector);
    if (quote === undefined) continue;
    plainAllTheWay(quote);
    assert.deepEqual(JSON.parse(JSON.stringify(quote)), quote, vector.name);
    assert.equal(quote.lines.reduce((sum, { amount }) => sum + amount, 0), quote.total, vector.name);
    assert.equal(quote.lines.reduce((sum, { minimum }) => sum + minimum, 0), quote.minimum, vector.name);
    assert.match(quote.digest, /^[0-9a-f]{64}$/);
  }
});

test("a quote is the caller's: changing it changes no later one", () => {
  const { quote } = kinds.module;
  const envelope = { signers: [{ method: "any" }] };
  const first = quote(envelope);
  const kept = structuredClone(first);
  first.total = 0;
  first.lines[0].amount = 99;
  first.lines.length = 1;
  first.marginal.electronic = -1;
  assert.deepEqual(quote(envelope), kept);
});

test("a later quote changes no earlier one", () => {
  const { quote } = kinds.module;
  const earlier = quote({ signers: [] });
  const kept = structuredClone(earlier);
  assert.notDeepEqual(quote({ signers: [{ method: "electronic" }, { method: "aadhaar_esign" }] }).marginal, kept.marginal);
  assert.deepEqual(earlier, kept);
});

test("errors have a message that says what to do", () => {
  for (const vector of [...quotes, ...books]) {
    const { error } = vector.kind === "quote" ? answerQuote(kinds.module, vector) : answerBook(kinds.module, vector);
    if (error === undefined) continue;
    assert.equal(error.name, "SealquoteError", vector.name);
    assert.match(error.message, /^[^A-Z].*[^.]$/su, vector.name);
  }
});

test("books survive their JSON", () => {
  const { PriceBook } = kinds.module;
  for (const vector of books) {
    if (vector.expect.error) continue;
    const book = PriceBook.parse(vector.book ?? vector.text);
    const again = PriceBook.parse(JSON.stringify(book));
    assert.deepEqual(again.toJSON(), book.toJSON(), vector.name);
    assert.deepEqual(again.versions(), book.versions(), vector.name);
    assert.deepEqual(book.toJSON(), vector.book ?? JSON.parse(vector.text), vector.name);
  }
});

test("vectors are as their schema says", async () => {
  const schema = JSON.parse(await readFile(join(root, "tests", "vectors", "schema.json"), "utf8"));
  const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
  // What is done with whole ledgers only the command does.
  const commands = ["simulate", "detect", "proof"];
  const others = [...HISTORY_KINDS, ...Object.keys(answerCredits), ...CONSUMPTION_KINDS, ...commands];
  const further = (await Promise.all(others.map((kind) => vectors(kind)))).flat();
  assert.ok(further.length >= 360, `only ${further.length}`);
  const folders = await readdir(join(root, "tests", "vectors"), { withFileTypes: true });
  const kinds = folders.filter((folder) => folder.isDirectory()).map(({ name }) => name);
  assert.deepEqual(kinds.sort(), ["book", "quote", ...others].sort());
  const invalid = [...quotes, ...books, ...further].flatMap(({ name, ...vector }) =>
    validate(vector) ? [] : [`${name}: ${JSON.stringify(validate.errors)}`],
  );
  assert.deepEqual(invalid, []);
  assert.equal(validate({ ...quotes[0], kind: "quotes" }), false);
});

test("a difference is noticed", () => {
  const got = { quote: { total: 12, exact: true, marginal: { a: 1 } } };
  assert.deepEqual(differences({ quote: { total: 11, exact: true, marginal: { a: 1 } } }, got), ["/quote/total: expected 11, got 12"]);
  assert.deepEqual(differences({ quote: { marginal: {} } }, got), ['/quote/marginal: expected {}, got {"a":1}']);
  assert.equal(differences({ error: { code: "X" } }, got).length, 1);
});
