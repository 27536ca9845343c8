import assert from "node:assert/strict";
import { test } from "node:test";
import { bothKinds } from "./package.mjs";

const kinds = await bothKinds();
const { PriceBook, SealquoteError, afford, quote, resolvePayer } = kinds.module;

const staging = PriceBook.builtin("signsecure-staging");
/** 1 + 10 + 2 × 15. */
const price41 = quote({ signers: [{ method: "electronic" }, { method: "aadhaar_esign" }, { method: "aadhaar_esign" }] });

/** A staging quote: 15 to create, 5 for the first Aadhaar signer and 15 for each further one. */
const stagingPrice = (aadhaar) => staging.quote({ signers: Array.from({ length: aadhaar }, () => ({ method: "aadhaar_esign" })) });

test("a balance of exactly the total is enough", () => {
  assert.equal(price41.total, 41);
  assert.deepEqual(afford(price41, { balance: 41 }), {
    sufficient: true, balance: 41, after: 0, shortfall: 0, envelopesAffordable: 1, topUp: null,
  });
});

test("one credit short", () => {
  assert.deepEqual(afford(price41, { balance: 40 }), {
    sufficient: false, balance: 40, after: -1, shortfall: 1, envelopesAffordable: 0,
    topUp: { preset: 500, bonus: 0, custom: 1, combination: null },
  });
});

test("a quote of other rules under the same names has other offers", () => {
  const source = PriceBook.builtin("signsecure").toJSON();
  source.versions[0].topUp.presets = [7, 70];
  const other = PriceBook.parse(source);
  const price = other.quote({ signers: [] });
  assert.equal(afford(price, { balance: 0 }, other).topUp.preset, 7);
  const foreign = (error) => error instanceof SealquoteError && error.code === "NO_VERSION" && error.path === "/digest";
  assert.throws(() => afford(price, { balance: 0 }), foreign);
  assert.throws(() => afford(price41, { balance: 0 }, other), foreign);
});

test("whole envelopes are counted", () => {
  const counts = [[81, 1], [82, 2], [41_000, 1_000], [40_999, 999]];
  for (const [balance, envelopes] of counts) assert.equal(afford(price41, { balance }).envelopesAffordable, envelopes);
});

test("nothing in the wallet, and less than nothing", () => {
  assert.deepEqual(afford(price41, { balance: 0 }), {
    sufficient: false, balance: 0, after: -41, shortfall: 41, envelopesAffordable: 0,
    topUp: { preset: 500, bonus: 0, custom: 41, combination: null },
  });
  assert.deepEqual(afford(price41, { balance: -500 }), {
    sufficient: false, balance: -500, after: -541, shortfall: 541, envelopesAffordable: 0,
    topUp: { preset: 2_000, bonus: 0, custom: 541, combination: null },
  });
});

test("the dearest choice is what has to be covered", () => {
  const open = quote({ signers: [{ method: "any" }] });
  assert.deepEqual([open.minimum, open.total], [11, 16]);
  assert.equal(afford(open, { balance: 15 }).sufficient, false);
  assert.equal(afford(open, { balance: 16 }).sufficient, true);
});

test("the bonus of a purchase counts", () => {
  // 15 + 5 + 5 × 15 = 95; 100 bought are 103.
  const price = stagingPrice(6);
  assert.equal(price.total, 95);
  const topUp = (balance) => afford(price, { balance }).topUp;
  assert.deepEqual(topUp(94), { preset: 100, bonus: 3, custom: 1, combination: null });
  // 103 short: 100 + 3 just covers it, and so does 100 typed in.
  assert.deepEqual(topUp(-8), { preset: 100, bonus: 3, custom: 100, combination: null });
  // 104 short: the preset of 200 (with 10), or 101 typed in (with 3).
  assert.deepEqual(topUp(-9), { preset: 200, bonus: 10, custom: 101, combination: null });
  // 100 short: 100 + 3 covers it; 100 typed in, since 97 would earn no bonus.
  assert.deepEqual(topUp(-5), { preset: 100, bonus: 3, custom: 100, combination: null });
  // 99 short: 99 typed in is less than the 100 that would earn a bonus.
  assert.deepEqual(topUp(-4), { preset: 100, bonus: 3, custom: 99, combination: null });
});

test("no preset covers it", () => {
  const topUp = (balance) => afford(stagingPrice(0), { balance }).topUp;
  // The largest is 5,000 with 1,000 on top: 6,000 is covered, 6,001 is not.
  assert.deepEqual(topUp(15 - 6_000), { preset: 5_000, bonus: 1_000, custom: 5_000, combination: null });
  // 100 more, with 3 on top, is the least that covers the rest.
  assert.deepEqual(topUp(15 - 6_001), { preset: null, bonus: 0, custom: 5_001, combination: [5_000, 100] });
  assert.deepEqual(afford(quote({ signers: [] }), { balance: 1 - 100_001 }).topUp, { preset: null, bonus: 0, custom: 100_001, combination: [100_000, 500] });
});

test("a member's allocation is not topped up by buying", () => {
  const payer = resolvePayer({ workspace: "organization", role: "member" });
  for (const given of [payer, payer.payer, "allocation"]) {
    const { shortfall, topUp } = afford(price41, { balance: 40, payer: given });
    assert.deepEqual([shortfall, topUp], [1, null]);
  }
  const owner = resolvePayer({ workspace: "organization", role: "owner" });
  assert.equal(afford(price41, { balance: 40, payer: owner }).topUp.preset, 500);
});

test("what costs nothing has no number of envelopes", () => {
  const book = PriceBook.parse({
    priceBook: "free", unit: "credit",
    versions: [{ version: "1", rates: [], topUp: { presets: [30, 20], customMinimum: 10 } }],
  });
  const free = book.quote({ signers: [] });
  assert.deepEqual(afford(free, { balance: 0 }, book), {
    sufficient: true, balance: 0, after: 0, shortfall: 0, envelopesAffordable: null, topUp: null,
  });
  // Overdrawn by 5: the smallest of the presets, in whatever order they are, and the least that may be typed in.
  assert.deepEqual(afford(free, { balance: -5 }, book), {
    sufficient: false, balance: -5, after: -5, shortfall: 5, envelopesAffordable: null,
    topUp: { preset: 20, bonus: 0, custom: 10, combination: null },
  });
});

test("a quote finds its built-in book, by itself and after JSON", () => {
  const price = JSON.parse(JSON.stringify(stagingPrice(1)));
  assert.equal(price.total, 20);
  assert.equal(afford(price, { balance: 19 }).topUp.preset, 100);
  assert.deepEqual(afford(price, { balance: 19 }, staging), afford(price, { balance: 19 }));
});

test("the CommonJS build answers alike", () => {
  assert.deepEqual(kinds.common.afford(price41, { balance: 40 }), afford(price41, { balance: 40 }));
  assert.deepEqual(kinds.common.afford(price41, { balance: 40 }, PriceBook.builtin("signsecure")), afford(price41, { balance: 40 }));
});

test("what is no balance, no quote or no book is refused", () => {
  const refusals = [
    [price41, { balance: 0.5 }, "INVALID_NUMBER", "/balance"],
    [price41, { balance: Number.NaN }, "INVALID_NUMBER", "/balance"],
    [price41, { balance: 2 ** 53 }, "AMOUNT_OUT_OF_RANGE", "/balance"],
    [price41, { balance: "40" }, "INVALID_TYPE", "/balance"],
    [price41, { balance: 40n }, "INVALID_TYPE", "/balance"],
    [price41, {}, "MISSING_KEY", "/balance"],
    [price41, null, "INVALID_TYPE", ""],
    [price41, { balance: 1, payer: "somebody" }, "INVALID_VALUE", "/payer"],
    [price41, { balance: 1, currency: "INR" }, "UNKNOWN_KEY", "/currency"],
    [price41, { balance: -(2 ** 53 - 1) }, "AMOUNT_OUT_OF_RANGE", "/balance"],
    [null, { balance: 1 }, "INVALID_TYPE", ""],
    [{}, { balance: 1 }, "INVALID_TYPE", ""],
    [{ ...price41, total: -1 }, { balance: 1 }, "INVALID_NUMBER", "/total"],
    [{ ...price41, total: 0.5 }, { balance: 1 }, "INVALID_NUMBER", "/total"],
    [{ ...price41, version: "1999" }, { balance: 1 }, "NO_VERSION", "/version"],
    [{ ...price41, priceBook: "ours" }, { balance: 1 }, "UNKNOWN_BOOK", ""],
  ];
  for (const [price, funds, code, path] of refusals) {
    assert.throws(() => afford(price, funds), (error) => {
      assert.ok(error instanceof SealquoteError);
      assert.deepEqual([error.code, error.path], [code, path], error.message);
      return true;
    });
  }
  assert.throws(() => afford(price41, { balance: 1 }, {}), { name: "SealquoteError", code: "INVALID_TYPE", path: "/book" });
});
