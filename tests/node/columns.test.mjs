// Columns of envelopes: each row costs what the envelope by itself costs, and bad columns are refused by name.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bothKinds } from "./package.mjs";

const { PriceBook, SealquoteError, quoteMany } = (await bothKinds()).module;

const RICH = PriceBook.parse({
  priceBook: "rich", unit: "credit",
  versions: [
    { version: "old", rates: [{ code: "base", per: "envelope", price: { model: "unit", unitPrice: 3 } }, { code: "a", per: "signer", methods: ["a"], price: { model: "flat", amount: 2 } }] },
    {
      version: "new", effectiveFrom: "2026-01-01T00:00:00Z",
      rates: [
        { code: "base", per: "envelope", price: { model: "unit", unitPrice: 1 } },
        { code: "shared", per: "envelope", methods: ["a", "b"], price: { model: "flat", amount: 10 } },
        { code: "ab", per: "signer", methods: ["a", "b"], price: { model: "package", size: 3, price: 7 } },
        { code: "c", per: "signer", methods: ["c"], price: { model: "volume", included: 1, tiers: [{ upTo: 2, unitPrice: 9 }, { upTo: null, unitPrice: 4, flatFee: 1 }] } },
        { code: "page", per: "document", methods: ["c"], price: { model: "unit", unitPrice: 5 } },
        { code: "size", per: "megabyte", price: { model: "graduated", tiers: [{ upTo: 2, unitPrice: 3 }, { upTo: null, unitPrice: 1 }] } },
      ],
    },
  ],
});

/** Counts that look like nothing in particular, the same on every run. */
function column(Kind, rows, number) {
  return Kind.from({ length: rows }, (_, row) => (row * 7 + number * 13 + Math.floor((row * row) / 11)) % 5);
}

/** Each row as an envelope. */
function envelopeOf({ at, signers, documents = 1, megabytes = 0 }, row) {
  const of = (given) => (typeof given === "number" ? given : given[row]);
  const people = Object.entries(signers).flatMap(([key, counts]) => {
    const method = key.includes(",") ? key.split(",") : key;
    return Array.from({ length: counts[row] }, () => ({ method }));
  });
  return { ...(at === undefined ? {} : { at }), signers: people, documents: of(documents), megabytes: of(megabytes) };
}

function sameAsEach(book, columns, rows) {
  const many = book.quoteMany(columns);
  assert.equal(many.rows, rows);
  const sum = { total: 0, minimum: 0 };
  for (let row = 0; row < rows; row++) {
    const { total, minimum, version, digest, priceBook, unit } = book.quote(envelopeOf(columns, row));
    assert.deepEqual([many.total[row], many.minimum[row]], [total, minimum], `row ${row}`);
    assert.deepEqual([many.version, many.digest, many.priceBook, many.unit], [version, digest, priceBook, unit]);
    sum.total += total;
    sum.minimum += minimum;
  }
  assert.deepEqual(many.sum, sum);
}

test("signers of a book whose rates name no methods", () => {
  const price = { model: "unit", unitPrice: 5 };
  const seats = PriceBook.parse({ priceBook: "seats", unit: "credit", versions: [{ version: "1", rates: [{ code: "seat", per: "signer", price }] }] });
  const columns = { signers: { any: Uint8Array.of(0, 1, 7) } };
  sameAsEach(seats, columns, 3);
  assert.deepEqual([...seats.quoteMany(columns).total], [0, 5, 35]);
});

test("methods with commas in their names", () => {
  const rate = (method, unitPrice) => ({ code: method, per: "signer", methods: [method], price: { model: "unit", unitPrice } });
  const versions = [{ version: "1", rates: [rate("a", 1), rate("a,b", 20), rate("b", 300)] }];
  const book = PriceBook.parse({ priceBook: "commas", unit: "credit", versions });
  const totals = (key) => {
    const { total, minimum } = book.quoteMany({ signers: { [key]: Uint8Array.of(1) } });
    return [total[0], minimum[0]];
  };
  assert.deepEqual(totals("a,b"), [20, 20], "one method");
  assert.deepEqual(totals("b,a"), [300, 1], "two methods");
  for (const key of ["a,c", "a,", ""]) {
    assert.throws(() => totals(key), { code: "UNKNOWN_METHOD", path: `/signers/${key}` }, key);
  }
});

test("decided signers, in columns of every kind", () => {
  const rows = 40_000;
  const columns = { signers: { a: column(Uint8Array, rows, 1), b: column(Uint16Array, rows, 2), c: column(Uint32Array, rows, 3) } };
  const many = RICH.quoteMany(columns);
  for (const row of [0, 1, 16_383, 16_384, 32_767, 32_768, rows - 1]) {
    assert.equal(many.total[row], RICH.quote(envelopeOf(columns, row)).total, `row ${row}`);
  }
  assert.equal(many.minimum, many.total);
  sameAsEach(RICH, { signers: { a: column(Uint8Array, 600, 1), c: column(Uint8Array, 600, 2) }, documents: column(Uint16Array, 600, 3), megabytes: 4 }, 600);
  sameAsEach(RICH, { signers: { b: column(Uint8Array, 600, 1) }, documents: 2, megabytes: column(Uint32Array, 600, 3) }, 600);
  sameAsEach(RICH, { at: "2025-12-31T23:59:59Z", signers: { a: column(Uint8Array, 60, 1) } }, 60);
  sameAsEach(PriceBook.builtin("signsecure-staging"), { signers: { aadhaar_esign: column(Uint8Array, 60, 1) } }, 60);
});

test("undecided signers", () => {
  sameAsEach(RICH, { signers: { any: column(Uint8Array, 100, 1), "a,c": column(Uint8Array, 100, 2), b: column(Uint8Array, 100, 3) }, documents: 3 }, 100);
});

test("the example of the reference", () => {
  const { total, sum } = quoteMany({ signers: { electronic: Uint8Array.of(1, 0, 2), aadhaar_esign: Uint8Array.of(0, 3, 1) } });
  // 1 + 10; 1 + 3 × 15; 1 + 10 + 15.
  assert.deepEqual([...total], [11, 46, 26]);
  assert.deepEqual(sum, { total: 83, minimum: 83 });
  assert.equal(quoteMany({ signers: {} }).rows, 0);
});

test("columns that are none", () => {
  const one = Uint8Array.of(1);
  const dear = PriceBook.parse({ priceBook: "b", unit: "u", versions: [{ version: "1", rates: [{ code: "s", per: "signer", methods: ["a"], price: { model: "unit", unitPrice: 2 ** 52 } }] }] });
  const rows = new Uint8Array(20_000).fill(1);
  rows[17_000] = 3;
  const cases = [
    [null, "INVALID_TYPE", ""],
    [[], "INVALID_TYPE", ""],
    [{ signers: new Map([["electronic", one]]) }, "INVALID_TYPE", "/signers"],
    [{ signers: [one] }, "INVALID_TYPE", "/signers"],
    [new Map([["signers", { electronic: one }]]), "INVALID_TYPE", ""],
    [{ signers: one }, "INVALID_TYPE", "/signers"],
    [{ signers: { electronic: [1] } }, "INVALID_TYPE", "/signers/electronic"],
    [{ signers: { electronic: new Float64Array(1) } }, "INVALID_TYPE", "/signers/electronic"],
    [{ signers: { electronic: Int8Array.of(-1) } }, "INVALID_TYPE", "/signers/electronic"],
    [{ signers: { fax: one } }, "UNKNOWN_METHOD", "/signers/fax"],
    [{ signers: { "": one } }, "UNKNOWN_METHOD", "/signers/"],
    [{ signers: { electronic: one, aadhaar_esign: new Uint8Array(2) } }, "INVALID_VALUE", "/signers/aadhaar_esign"],
    [{ signers: { electronic: one }, documents: 1.5 }, "INVALID_NUMBER", "/documents"],
    [{ signers: { electronic: one }, megabytes: "1" }, "INVALID_TYPE", "/megabytes"],
    [{ signers: { electronic: one }, documents: new Uint8Array(3) }, "INVALID_VALUE", "/documents"],
    [{ signers: {}, documents: new Uint8Array(3), megabytes: one }, "INVALID_VALUE", "/megabytes"],
    [{ signers: { electronic: one }, pages: one }, "UNKNOWN_KEY", "/pages"],
    [{ signers: { electronic: one }, at: "today" }, "INVALID_INSTANT", "/at"],
    [{ get signers() { throw new Error("no"); } }, "UNREADABLE", "/signers"],
    [{ signers: { any: Uint32Array.of(4_000_000_000) } }, "LIMIT_EXCEEDED", "/0"],
  ];
  for (const [columns, code, path] of cases) {
    assert.throws(() => quoteMany(columns), (error) => error instanceof SealquoteError && error.code === code && error.path === path, `${code} ${path}`);
  }
  const beyond = "with line `s` the total is beyond 2^53 - 1; charge less at once";
  assert.throws(() => dear.quoteMany({ signers: { a: rows } }), { code: "AMOUNT_OUT_OF_RANGE", path: "/17000", message: beyond });
  assert.throws(() => dear.quote({ signers: Array(3).fill({ method: "a" }) }), { code: "AMOUNT_OUT_OF_RANGE", path: "/signers", message: beyond });
  assert.throws(() => dear.quoteMany({ signers: { a: new Uint8Array(3).fill(1) } }), { code: "AMOUNT_OUT_OF_RANGE", path: "" });
  const uneven = { message: "a column of 2 rows after one of 1; give all the same length" };
  assert.throws(() => quoteMany({ signers: { electronic: one, aadhaar_esign: new Uint8Array(2) } }), uneven);
  assert.equal(quoteMany({ signers: { electronic: one } }).total[0], 11);
  assert.equal(quoteMany({ signers: {}, documents: 2, megabytes: one }).rows, 1);
});
