// The entry without WebAssembly: it says what the main entry says, here with WebAssembly taken away.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answerBook, answerCredits, answerQuote, failures } from "./answers.mjs";
import { bothKinds, fresh, vectors } from "./package.mjs";

const main = await bothKinds();
const before = main.module.quote({ signers: [] });
delete globalThis.WebAssembly;
const kinds = await bothKinds("sealquote/js");

const [quotes, books] = [await vectors("quote"), await vectors("book")];
const slowly = (envelope) => (typeof envelope === "object" && envelope !== null ? new Proxy(envelope, {}) : envelope);
const MANY = { signers: Array.from({ length: 10_000 }, (_, number) => ({ method: ["electronic", "aadhaar_esign"][number % 2] })) };
const MANY_TOTAL = 1 + 10 + 5_000 * 15;

test("there is no WebAssembly, and the main entry says what to use instead", async () => {
  assert.equal(before.total, 1);
  assert.equal(typeof WebAssembly, "undefined");
  const { quote } = await fresh("index.js");
  assert.throws(() => quote({ signers: [] }), ({ code, message }) => code === "NOT_COMPILED" && /use `sealquote\/slim`, .* `sealquote\/js`$/.test(message));
});

for (const [kind, sealquote] of Object.entries(kinds)) {
  test(`vectors of the main entry, ${kind}`, async () => {
    assert.ok(quotes.length >= 60 && books.length >= 30);
    assert.deepEqual(failures(quotes, (vector) => answerQuote(sealquote, vector)), []);
    assert.deepEqual(failures(quotes, (vector) => answerQuote(sealquote, vector, slowly)), []);
    assert.deepEqual(failures(books, (vector) => answerBook(sealquote, vector)), []);
    for (const [about, answerTo] of Object.entries(answerCredits)) {
      const asked = (await vectors(about)).filter((vector) => !("allocation" in vector));
      assert.ok(asked.length >= 20, about);
      assert.deepEqual(failures(asked, (vector) => answerTo(sealquote, vector)), []);
    }
  });

  test(`receipts are those of the main entry, ${kind}`, () => {
    for (const { envelope } of quotes.filter(({ expect }) => "quote" in expect)) {
      const told = (entry) => {
        try {
          return entry.receipt(envelope);
        } catch ({ code, path }) {
          return { code, path };
        }
      };
      assert.deepEqual(told(sealquote), told(main.module));
    }
    const receipt = main.module.receipt(MANY);
    assert.deepEqual(sealquote.verifyReceipt(receipt, MANY), { valid: true });
    assert.equal(sealquote.verifyReceipt(receipt, { signers: [] }).valid, false);
  });

  test(`it exports what the main entry does, ${kind}`, () => {
    const names = (entry) => Object.keys(entry).filter((name) => !/^(from|default|module\.exports)$/.test(name));
    assert.deepEqual(names(sealquote).sort(), names(main.module).sort());
  });

  test(`init takes nothing away, ${kind}`, async () => {
    await Promise.all([sealquote.init(), sealquote.init()]);
    assert.equal(sealquote.quote({ signers: [] }).total, 1);
  });
}

test("what was laid down before memory grew is read after it", async () => {
  const { PriceBook, quote, quoteMany } = await fresh("js.js");
  const { quote: other } = main.module;
  const small = { signers: [{ method: "any" }, { method: "electronic" }], documents: 3 };
  const expected = other(small);
  assert.deepEqual(quote(small), expected);
  for (let size = 1; size <= 8; size++) {
    assert.equal(quote(MANY).total, MANY_TOTAL);
    const documents = 1_000 * size;
    assert.deepEqual(quote({ ...small, documents }), other({ ...small, documents }));
    const large = { ...PriceBook.builtin("signsecure").toJSON(), notes: "n".repeat(size << 16) };
    assert.throws(() => PriceBook.parse(large), ({ path }) => path === "/notes");
    assert.deepEqual(quote({ ...small, documents: documents + 1 }).total, expected.total);
  }
  const { total } = quoteMany({ signers: { electronic: new Uint8Array(100_000).fill(1) } });
  assert.ok(total.length === 100_000 && total.every((amount) => amount === 11));
});

test("when memory cannot grow it is told, and the next call has another instance", async () => {
  const { PriceBook, SealquoteError, quote } = await fresh("js.js");
  const expected = quote({ signers: [{ method: "any" }] });
  const large = { priceBook: "b", notes: "n".repeat(900_000) };
  const Buffers = ArrayBuffer;
  let asked = 0;
  globalThis.ArrayBuffer = class {
    constructor() {
      asked++;
      throw new RangeError("Array buffer allocation failed");
    }
  };
  try {
    assert.throws(() => PriceBook.lint(large), (error) => error instanceof SealquoteError && error.code === "INTERNAL" && error.cause instanceof RangeError);
    assert.equal(asked, 1);
    assert.throws(() => quote({ signers: [{ method: "any" }], documents: 2 }), ({ code }) => code === "NOT_COMPILED");
  } finally {
    globalThis.ArrayBuffer = Buffers;
  }
  assert.deepEqual(quote({ signers: [{ method: "any" }], documents: 2 }), expected);
  assert.ok(PriceBook.lint(large).some(({ path }) => path === "/notes"));
});
