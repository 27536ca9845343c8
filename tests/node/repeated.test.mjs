// A quote that was asked for before is the same again, and nobody else's: the package keeps answers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bothKinds } from "./package.mjs";

const { PriceBook, SealquoteError, afford, quote } = (await bothKinds()).module;

let books = 0;
/** A book that was never asked for anything. */
const fresh = () => PriceBook.parse({ ...PriceBook.builtin("signsecure").toJSON(), priceBook: `fresh-${books++}` });
const METHODS = PriceBook.builtin("signsecure").methods();
const instant = "2026-03-11T10:30:00Z";

/** An envelope with so many users of each method. */
function envelopeOf(...users) {
  return { signers: users.flatMap((count, method) => Array.from({ length: count }, () => ({ method: METHODS[method] }))) };
}

/** The same to the last key and to the order of keys; a `Date` is read the slow way, which keeps nothing. */
function sameAsSlowly(book, envelope) {
  const slowly = book.quote({ ...envelope, at: new Date(instant) });
  for (const again of [book.quote(envelope), book.quote(envelope)]) {
    assert.deepEqual(again, slowly);
    assert.equal(JSON.stringify(again), JSON.stringify(slowly));
  }
}

test("every tally of up to eight signers, asked for twice", () => {
  const book = fresh();
  for (let electronic = 0; electronic <= 8; electronic++) {
    for (let dsc = 0; electronic + dsc <= 8; dsc++) {
      for (let aadhaar = 0; electronic + dsc + aadhaar <= 8; aadhaar++) {
        sameAsSlowly(book, envelopeOf(electronic, dsc, aadhaar));
      }
    }
  }
});

test("more tallies than answers are kept, there and back", () => {
  const book = fresh();
  const tallies = Array.from({ length: 3_000 }, (_, number) => [number % 20, Math.floor(number / 20) % 15, Math.floor(number / 300)]);
  for (const users of [...tallies, ...tallies.toReversed()]) {
    const [electronic, dsc, aadhaar] = users;
    const { total } = book.quote(envelopeOf(...users));
    assert.equal(total, 1 + (electronic > 0 ? 10 : 0) + (dsc > 0 ? 10 : 0) + 15 * aadhaar);
  }
});

test("as many signers as are counted together, and one more", () => {
  const book = fresh();
  for (const count of [62, 63, 64, 65, 127, 128]) {
    sameAsSlowly(book, envelopeOf(0, 0, count));
    sameAsSlowly(book, envelopeOf(count - 1, 1, 0));
    sameAsSlowly(book, envelopeOf(1, 0, count - 1));
  }
});

test("as many methods as are counted together, and one more", () => {
  for (const count of [1, 2, 4, 5, 6, 32]) {
    const methods = Array.from({ length: count }, (_, number) => `m${number}`);
    const rates = methods.map((method, number) => {
      const price = number % 2 === 0 ? { model: "unit", unitPrice: number + 1 } : { model: "flat", amount: 100 * number };
      return { code: method, per: "signer", methods: [method], price };
    });
    const book = PriceBook.parse({ priceBook: "b", unit: "u", versions: [{ version: "1", effectiveFrom: "2020-01-01T00:00:00Z", rates }] });
    for (const method of methods) {
      sameAsSlowly(book, { signers: [{ method }] });
      sameAsSlowly(book, { signers: [{ method }, { method: methods[0] }, { method: methods.at(-1) }, { method }] });
    }
    sameAsSlowly(book, { signers: methods.map((method) => ({ method })) });
    // Among more flat rates than these a choice is refused.
    if (count <= 6) {
      sameAsSlowly(book, { signers: [{ method: "any" }, { method: methods }] });
    }
  }
});

test("what is no part of a tally is not forgotten", () => {
  const book = PriceBook.parse({
    priceBook: "b", unit: "u",
    versions: [{
      version: "1", effectiveFrom: "2020-01-01T00:00:00Z",
      rates: [
        { code: "page", per: "document", price: { model: "unit", unitPrice: 100 } },
        { code: "size", per: "megabyte", price: { model: "unit", unitPrice: 7 } },
        { code: "sign", per: "signer", methods: ["electronic", "paper"], price: { model: "unit", unitPrice: 1 } },
      ],
    }],
  });
  const signers = [{ method: "electronic" }, { role: "cc" }];
  assert.equal(book.quote({ signers }).total, 101);
  assert.equal(book.quote({ signers, documents: 3 }).total, 301);
  assert.equal(book.quote({ signers, documents: 0 }).total, 1);
  assert.equal(book.quote({ signers, megabytes: 2 }).total, 115);
  assert.equal(book.quote({ signers, documents: 1, megabytes: 0 }).total, 101);
  assert.equal(book.quote({ signers: [{ role: "approver", method: "paper" }, ...signers] }).total, 101);
  assert.equal(book.quote({ signers: [{ method: ["electronic"] }] }).total, 101);
  assert.throws(() => book.quote({ signers, documents: null }), { code: "INVALID_TYPE", path: "/documents" });
});

test("counts and instants in any order, each asked for again and again", () => {
  const rates = (price) => [
    { code: "page", per: "document", price: { model: "unit", unitPrice: price } },
    { code: "size", per: "megabyte", price: { model: "package", size: 2, price: 7 } },
    { code: "sign", per: "signer", methods: price > 10 ? ["paper", "electronic"] : ["electronic", "paper"], price: { model: "unit", unitPrice: 1 } },
  ];
  const book = PriceBook.parse({
    priceBook: "b", unit: "u",
    versions: [
      { version: "1", rates: rates(10) },
      { version: "2", effectiveFrom: "2026-03-01T00:00:00Z", rates: rates(1_000) },
    ],
  });
  // No object literal is read the slow way.
  const slowly = (envelope) => book.quote(Object.assign(Object.create(null), envelope));
  const instants = [undefined, "2026-02-28T23:59:59Z", "2026-03-01T00:00:00Z", "2026-03-01T05:29:59+05:30", "2030-01-01T00:00:00Z"];
  const counts = [undefined, 0, 1, 2, 3, 2 ** 40, 1];
  for (let time = 0; time < 3; time++) {
    for (const at of instants) {
      for (const documents of counts) {
        for (const megabytes of counts) {
          const envelope = { at, documents, megabytes, signers: [{ method: "electronic" }, { method: "paper" }, { role: "cc" }] };
          const quote = book.quote(envelope);
          assert.deepEqual(quote, slowly(envelope));
          const price = quote.version === "1" ? 10 : 1_000;
          assert.equal(quote.total, price * (documents ?? 1) + 7 * Math.ceil((megabytes ?? 0) / 2) + 2);
        }
      }
    }
  }
  assert.equal(book.quote({ at: "2026-02-28T23:59:59Z", signers: [] }).version, "1");
  assert.equal(book.quote({ at: "2026-03-01T00:00:00Z", signers: [] }).version, "2");
  for (let time = 0; time < 3; time++) {
    assert.throws(() => book.quote({ at: "2026-02-30T00:00:00Z", signers: [] }), { code: "INVALID_INSTANT", path: "/at" });
  }
});

test("what is read again, and says something else, is not kept under what it said before", () => {
  const book = fresh();
  let reads = 0;
  const liar = { get method() { return METHODS[reads++ % 3]; } };
  // It is asked for while another one is packed, so that it cannot be packed too and is read a second time.
  const asks = { get method() { book.quote({ signers: [liar] }); return "electronic"; } };
  for (let time = 0; time < 12; time++) book.quote({ signers: [asks, { method: "any" }] });
  sameAsSlowly(book, envelopeOf(1, 0, 0));
  sameAsSlowly(book, envelopeOf(0, 1, 0));
  sameAsSlowly(book, envelopeOf(0, 0, 1));
});

test("a quote is the caller's to change", () => {
  for (const ask of [quote, (envelope) => PriceBook.builtin("signsecure-staging").quote(envelope)]) {
    const envelope = envelopeOf(1, 1, 7);
    const before = structuredClone(ask(envelope));
    for (let time = 0; time < 3; time++) {
      const mine = ask(envelope);
      assert.deepEqual(mine, before);
      mine.total = mine.minimum = -1;
      mine.exact = "no";
      mine.marginal.electronic = -1;
      delete mine.marginal.aadhaar_esign;
      for (const line of mine.lines) line.amount = line.code = line.unitPrice = -1;
      mine.lines.length = 1;
      mine.lines.push("mine");
      mine.more = true;
    }
    for (const part of [(made) => made, (made) => made.lines, (made) => made.lines[0], (made) => made.marginal]) {
      const [one, other] = [part(ask(envelope)), part(ask(envelope))];
      assert.notEqual(one, other);
      assert.ok(Object.isExtensible(one) && !Object.isFrozen(one));
      assert.equal(Object.getPrototypeOf(one), Array.isArray(one) ? Array.prototype : Object.prototype);
    }
    assert.ok(afford(ask(envelope), { balance: 500 }).sufficient);
  }
});

test("books with the same tallies keep apart", () => {
  const dearer = fresh().toJSON();
  dearer.versions[0].rates[0].price.unitPrice = 1_000;
  const [cheap, dear, staging] = [fresh(), PriceBook.parse(dearer), PriceBook.builtin("signsecure-staging")];
  for (let time = 0; time < 3; time++) {
    assert.equal(cheap.quote(envelopeOf(1, 0, 1)).total, 26);
    assert.equal(dear.quote(envelopeOf(1, 0, 1)).total, 1_025);
    assert.notEqual(staging.quote(envelopeOf(1, 0, 1)).priceBook, "signsecure");
  }
});

test("a sum out of range is refused each time", () => {
  const price = { model: "unit", unitPrice: Number.MAX_SAFE_INTEGER };
  const rates = [{ code: "s", per: "signer", methods: ["electronic"], price }];
  const book = PriceBook.parse({ priceBook: "b", unit: "u", versions: [{ version: "1", rates }] });
  for (let time = 0; time < 3; time++) {
    assert.throws(() => book.quote(envelopeOf(2)), { code: "AMOUNT_OUT_OF_RANGE", path: "/signers" });
  }
});

test("a getter asks for another quote while a new tally is counted", () => {
  const book = fresh();
  const inner = envelopeOf(0, 0, 40);
  const nested = { get method() { assert.equal(book.quote(inner).total, 601); return "electronic"; } };
  for (const last of [{ method: "dsc_usb_token" }, { method: "any" }]) {
    for (let time = 0; time < 3; time++) {
      assert.equal(book.quote({ signers: [{ method: "electronic" }, nested, last] }).total, last.method === "any" ? 26 : 21);
    }
  }
});

test("what a getter said to the first check is what is priced and kept", () => {
  const book = fresh();
  let reads = 0;
  const liar = { get method() { return METHODS[reads++ % 3]; } };
  for (let time = 0; time < 30; time++) book.quote({ signers: [liar, liar] });
  for (const users of [[2, 0, 0], [1, 1, 0], [1, 0, 1], [0, 2, 0], [0, 1, 1], [0, 0, 2]]) {
    sameAsSlowly(book, envelopeOf(...users));
  }
});

test("a book that was parsed last", () => {
  const mine = { signers: [{ method: "electronic" }] };
  const document = { ...PriceBook.builtin("signsecure").toJSON(), priceBook: "mine" };
  const text = JSON.stringify(document);
  const book = PriceBook.parse(text);
  assert.equal(PriceBook.parse(text).quote(mine).total, 11);
  assert.equal(PriceBook.parse(document).id, "mine");
  // What the caller changes is another document, and no mistake in one is a reason to answer with the last.
  document.versions[0].rates[0].price.unitPrice = 5;
  assert.equal(PriceBook.parse(document).quote(mine).total, 15);
  assert.equal(book.quote(mine).total, 11);
  document.unit = 1;
  for (const wrong of [document, JSON.stringify(document), `${text} `.slice(1)]) assert.throws(() => PriceBook.parse(wrong), SealquoteError);
  assert.equal(PriceBook.parse(text).quote(mine).total, 11);
});
