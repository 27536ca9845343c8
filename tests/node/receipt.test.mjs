// Receipts, comparisons and explanations through the package.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { bothKinds } from "./package.mjs";

const { PriceBook, SealquoteError, explain, quote, receipt, verifyReceipt } = (await bothKinds()).module;

const staging = PriceBook.builtin("signsecure-staging");
const envelope = {
  id: "env_1",
  signers: [{ method: "electronic" }, { method: "any" }, { method: "aadhaar_esign" }, { method: "dsc_usb_token" }, { role: "cc" }],
};

test("a receipt holds for its envelope and its book alone", () => {
  const made = receipt(envelope);
  assert.ok(made.length <= 200 && encodeURIComponent(made) === made, made);
  assert.deepEqual(verifyReceipt(made, envelope), { valid: true });
  assert.deepEqual(verifyReceipt(made, structuredClone(envelope)), { valid: true });
  assert.deepEqual(verifyReceipt(made, { signers: [] }), { valid: false, reason: "other envelope" });
  assert.deepEqual(verifyReceipt(made, envelope, staging), { valid: false, reason: "other book" });
  assert.deepEqual(verifyReceipt(staging.receipt(envelope), envelope, staging), { valid: true });
});

test("what was altered, or never was a receipt, does not hold", () => {
  const made = receipt(envelope);
  const texts = [made.slice(1), made.slice(0, -1), `${made}0`, made.replace(".", ","), "", "sq1.....", "\ud800", null, 17, {}];
  for (const text of texts) {
    assert.deepEqual(verifyReceipt(text, envelope), { valid: false, reason: "altered" }, String(text));
  }
  assert.throws(() => verifyReceipt(made, { signers: [null] }), SealquoteError);
  assert.throws(() => receipt({ signers: [null] }), { code: "INVALID_TYPE", path: "/signers/0" });
});

test("a signed receipt holds for its key alone", () => {
  const key = "0123456789abcdef";
  const made = receipt(envelope, undefined, { key });
  // RFC 2104 over the receipt without its last part, by the platform's own code, cut to 128 bits.
  const [unsigned, signature] = [made.slice(0, made.lastIndexOf(".")), made.slice(made.lastIndexOf(".") + 1)];
  assert.equal(unsigned, receipt(envelope));
  assert.equal(signature, createHmac("sha256", key).update(unsigned).digest("hex").slice(0, 32));
  assert.ok(made.length <= 200);
  assert.deepEqual(verifyReceipt(made, envelope, undefined, { key }), { valid: true });
  assert.deepEqual(verifyReceipt(made, envelope, undefined, { key: new TextEncoder().encode(key) }), { valid: true });
  assert.deepEqual(verifyReceipt(made, envelope), { valid: true });
  const refused = { valid: false, reason: "not signed" };
  assert.deepEqual(verifyReceipt(made, envelope, undefined, { key: `${key}0` }), refused);
  assert.deepEqual(verifyReceipt(unsigned, envelope, undefined, { key }), refused);
  assert.deepEqual(verifyReceipt(made.slice(0, -32) + "0".repeat(32), envelope, undefined, { key }), refused);
  assert.deepEqual(verifyReceipt(made, { signers: [] }, undefined, { key }), { valid: false, reason: "other envelope" });
  assert.deepEqual(verifyReceipt(`${made}0`, envelope, undefined, { key }), { valid: false, reason: "altered" });
  assert.throws(() => receipt(envelope, undefined, { key: "short" }), { code: "INVALID_VALUE", path: "/key" });
  for (const none of [17, undefined, null]) {
    const refused = { code: "INVALID_TYPE", path: "/key", message: "expected a string or a Uint8Array; give the server's key" };
    assert.throws(() => receipt(envelope, undefined, { key: none }), refused);
    assert.throws(() => verifyReceipt(unsigned, envelope, undefined, { key: none }), refused);
  }
});

test("where there is no `node:crypto` a key is refused", () => {
  const { getBuiltinModule } = process;
  process.getBuiltinModule = undefined;
  try {
    assert.throws(() => receipt(envelope, undefined, { key: "0123456789abcdef" }), { code: "NOT_AVAILABLE", path: "/key" });
  } finally {
    process.getBuiltinModule = getBuiltinModule;
  }
});

test("a comparison says what is different, and why", () => {
  const { difference, minimumDifference, lines, quotes } = PriceBook.builtin("signsecure").compare(
    { signers: [{ method: "electronic" }, { method: "aadhaar_esign" }, { method: "aadhaar_esign" }] },
    staging,
  );
  // Here 1 + 10 + 30 = 41; there 15 + 0 + (5 + 15) = 35.
  assert.deepEqual(quotes.map(({ total }) => total), [41, 35]);
  assert.deepEqual([difference, minimumDifference], [-6, -6]);
  assert.deepEqual(
    lines.map(({ code, amounts, reasons }) => [code, ...amounts, ...reasons]),
    [
      ["envelope", 1, 15, "price"],
      ["electronic", 10, 0, "price", "due"],
      ["aadhaar", 30, 20, "price", "due"],
    ],
  );
  const same = staging.compare(envelope, staging);
  assert.ok(same.difference === 0 && same.lines.every(({ reasons }) => reasons.length === 0));
  assert.throws(() => staging.compare(envelope, {}), { code: "INVALID_TYPE" });
  assert.throws(() => staging.compare(envelope, { afford() {} }), { code: "INVALID_TYPE", path: "/other" });
  const broken = { unit: "", afford() {}, quote: () => JSON.parse("") };
  assert.throws(() => staging.compare(envelope, broken), { code: "UNREADABLE", path: "/other" });
  const [fax, other] = [{ signers: [{ method: "fax" }] }, bookOf(["fax", ["fax"], { model: "unit", unitPrice: 1 }])];
  const unknown = { code: "UNKNOWN_METHOD", path: "/signers/0/method" };
  assert.throws(() => other.compare(fax, staging), { ...unknown, message: /^by the other book: unknown method `fax`/ });
  assert.throws(() => staging.compare(fax, other), { ...unknown, message: /^unknown method `fax`/ });
});

/** A book of one version with these rates: code, methods, price and what else the rate says. */
function bookOf(...rates) {
  const listed = rates.map(([code, methods, price, more]) => ({ code, per: "signer", methods, price, ...more }));
  return PriceBook.parse({ priceBook: "compared", unit: "credit", versions: [{ version: "1", rates: listed }] });
}

const unit = (unitPrice, more) => ({ model: "unit", unitPrice, ...more });
const told = ({ lines }) => lines.map(({ code, amounts, minimumDifference, reasons }) => [code, ...amounts, minimumDifference, ...reasons]);

test("a comparison of a signer who may still choose tells of rates, not of lines", () => {
  const open = { signers: [{ method: ["a", "b"] }] };
  const ours = bookOf(["a", ["a"], unit(3)], ["b", ["b"], unit(5)]);
  // The dearest is b for 5 here, and a for 9 there; the cheapest is a for 3, and b for 5.
  assert.deepEqual(told(ours.compare(open, bookOf(["a", ["a"], unit(9)], ["b", ["b"], unit(5)]))), [
    ["a", 0, 9, -3, "quantity", "price"],
    ["b", 5, 0, 5, "quantity"],
  ]);
  // Only the cheapest moves: from b for 5 to a third one, for 4.
  const dear = bookOf(["a", ["a"], unit(9)], ["b", ["b"], unit(5)], ["c", ["c"], unit(6)]);
  const cheap = bookOf(["a", ["a"], unit(9)], ["b", ["b"], unit(5)], ["c", ["c"], unit(4)]);
  assert.deepEqual(told(dear.compare({ signers: [{ method: "any" }] }, cheap)), [
    ["a", 9, 9, 0],
    ["b", 0, 0, -5, "quantity"],
    ["c", 0, 0, 4, "quantity", "price"],
  ]);
  // The dearest is b for 5 in both; the cheapest is a for 1 here, and c for 2 there.
  const each = (price) => bookOf(["a", ["a"], price], ["b", ["b"], unit(5)], ["c", ["c"], unit(2)]);
  const any = { signers: [{ method: "any" }] };
  const toThree = (price) => told(each(price).compare(any, each(unit(3))))[0];
  assert.deepEqual(toThree(unit(1)), ["a", 0, 0, -1, "quantity", "price"]);
  // Where another price makes it dearer, the cheapest choice counts three of it here as there: 9 there, here 3, 2 × 2 and 4.
  const two = { signers: [{ method: "a" }, { method: "a" }, { method: "any" }] };
  const dearer = bookOf(["a", ["a"], unit(3)], ["b", ["b"], unit(5)]);
  for (const [price, least] of [[unit(1), 6], [unit(2, { included: 1 }), 5], [unit(1, { minimum: 4 }), 5]]) {
    const [line] = told(bookOf(["a", ["a"], price], ["b", ["b"], unit(5)]).compare(two, dearer));
    assert.equal(line[3], least);
    assert.deepEqual(line.slice(4), ["price"]);
  }
});

test("a comparison says that a price differs, whatever it is made of, and not that it is written otherwise", () => {
  const two = { signers: [{ method: "a" }, { method: "a" }] };
  const tiers = (last) => [{ upTo: 1, unitPrice: 3 }, { upTo: null, unitPrice: last, flatFee: 0 }];
  const ours = bookOf(["a", ["a"], { model: "graduated", tiers: tiers(2) }, { label: "A" }]);
  const compared = (price, more) => ours.compare(two, bookOf(["a", ["a"], price, more]));
  assert.deepEqual(told(compared({ model: "graduated", tiers: tiers(1) })), [["a", 5, 4, -1, "price"]]);
  assert.deepEqual(told(compared({ model: "volume", tiers: tiers(2) })), [["a", 5, 4, -1, "price"]]);
  assert.deepEqual(told(compared({ model: "graduated", tiers: tiers(2), maximum: 5 })), [["a", 5, 5, 0, "price"]]);
  const otherwise = { tiers: [{ unitPrice: 3, upTo: 1 }, { unitPrice: 2, upTo: null }], minimum: 0, included: 0, model: "graduated" };
  assert.deepEqual(told(compared(otherwise)), [["a", 5, 5, 0]]);
  const { lines } = compared(unit(1), { code: "b", label: "B" });
  assert.deepEqual(lines.map(({ code, label, reasons }) => [code, label, ...reasons]), [["a", "A", "removed"], ["b", "B", "added"]]);
});

test("an explanation has a sentence for each line and one for the total, in three languages", () => {
  const exact = quote({ signers: [{ method: "aadhaar_esign" }, { method: "aadhaar_esign" }] });
  assert.deepEqual(explain(exact), [
    "Envelope creation: 1 credit, due when the envelope is created.",
    "Aadhaar eSign: 2 × 15 = 30 credits, due as signers sign.",
    "In total exactly 31 credits.",
  ]);
  assert.deepEqual(explain(exact, "fr"), [
    "Envelope creation\u00a0: 1 crédit, dû à la création de l’enveloppe.",
    "Aadhaar eSign\u00a0: 2 × 15 = 30 crédits, dus à mesure que les signataires signent.",
    "Au total exactement 31 crédits.",
  ]);
  assert.equal(explain(exact, "hi-IN").at(-1), "कुल ठीक 31 क्रेडिट।");
  assert.equal(explain(exact, "de").at(-1), "In total exactly 31 credits.");
  const open = quote({ signers: [{ method: ["electronic", "aadhaar_esign"] }] });
  assert.deepEqual(explain(open).slice(1), [
    "Electronic signature: 0 to 10 credits, due as signers sign.",
    "Aadhaar eSign: 0 to 15 credits, due as signers sign.",
    "In total at least 11 credits and at most 16 credits, until every method is decided.",
  ]);
  assert.equal(explain(open, "fr")[1], "Electronic signature\u00a0: de 0 à 10 crédits, dus à mesure que les signataires signent.");
  const range = { ...open, lines: [{ ...open.lines[1], amount: 0, minimum: 1 }] };
  assert.equal(explain(range)[0], "Electronic signature: 0 to 1 credits, due as signers sign.");
  assert.equal(explain(range, "fr")[0], "Electronic signature\u00a0: de 0 à 1 crédit, dû à mesure que les signataires signent.");
  assert.equal(explain(staging.quote({ signers: [{ method: "electronic" }] }), "fr")[1], "Electronic signature\u00a0: 0 crédit, dû à l’envoi.");
});
