// Books of which one version is always in force.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bothKinds } from "./package.mjs";

const { PriceBook, receipt, verifyReceipt, settle } = (await bothKinds()).module;

const rates = (unitPrice) => [
  { code: "envelope", per: "envelope", price: { model: "unit", unitPrice: 1 } },
  { code: "sign", per: "signer", methods: ["electronic"], price: { model: "unit", unitPrice } },
];
const book = PriceBook.parse({
  priceBook: "ours",
  unit: "credit",
  versions: [
    { version: "one", rates: rates(3) },
    { version: "two", effectiveFrom: "2026-07-01T00:00:00Z", rates: rates(4) },
    { version: "three", effectiveFrom: "2026-09-01T00:00:00Z", rates: rates(5) },
  ],
});
const signers = [{ method: "electronic" }, { method: "electronic" }];
// 1 for the envelope, and 2 x 3, 2 x 4 or 2 x 5.
const TOTALS = { one: 7, two: 9, three: 11 };
const INSTANTS = [undefined, "2020-01-01T00:00:00Z", "2026-07-01T00:00:00Z", "2026-08-31T23:59:59Z", "2031-01-01T00:00:00Z"];

for (const [label, total] of Object.entries(TOTALS)) {
  test(`\`${label}\` prices at any instant when it is pinned`, () => {
    const pinned = book.fixedAt(label);
    const { digest } = book.versions().find(({ version }) => version === label);
    assert.deepEqual(pinned.versions(), [{ version: label, effectiveFrom: null, digest }]);
    for (const at of INSTANTS) {
      const envelope = { ...(at && { at }), signers };
      const quote = pinned.quote(envelope);
      assert.deepEqual([quote.total, quote.version, quote.digest], [total, label, digest], at);
      // Twice, since what was asked for before is answered by another way.
      assert.deepEqual(pinned.quote(envelope), quote);
      const { total: totals, version } = pinned.quoteMany({ ...(at && { at }), signers: { electronic: Uint8Array.of(2, 0) } });
      assert.deepEqual([[...totals], version], [[total, 1], label]);
    }
  });
}

test("what is settled under a pinned version is due under it", () => {
  const events = [{ type: "created", at: "2026-10-01T09:00:00Z" }, { type: "sent", at: "2026-10-01T09:01:00Z" }];
  const signed = signers.map((_, place) => ({ type: "signed", at: "2026-10-02T09:00:00Z", signer: String(place + 1) }));
  const due = ({ drafts }) => drafts.reduce((sum, { amount }) => sum + amount, 0);
  const envelope = { id: "e", signers };
  assert.equal(due(settle(envelope, [...events, ...signed], { book })), TOTALS.three);
  assert.equal(due(settle(envelope, [...events, ...signed], { book: book.fixedAt("one") })), TOTALS.one);
});

test("receipts of a pinned version hold by the whole book, and the other way round", () => {
  const envelope = { at: "2026-08-01T00:00:00Z", signers };
  const pinned = book.fixedAt("two");
  assert.equal(receipt(envelope, pinned), receipt(envelope, book));
  assert.deepEqual(verifyReceipt(receipt(envelope, pinned), envelope, book), { valid: true });
  assert.deepEqual(verifyReceipt(receipt(envelope, book), envelope, pinned), { valid: true });
  assert.equal(verifyReceipt(receipt(envelope, book.fixedAt("one")), envelope, pinned).valid, false);
});

test("a pinned book is pinned again, written out and compared as what it is", () => {
  const pinned = book.fixedAt("two");
  assert.equal(pinned.fixedAt("two").quote({ signers }).total, TOTALS.two);
  const written = PriceBook.parse(pinned.toJSON());
  assert.deepEqual(
    written.versions().map(({ version, digest }) => [version, digest]),
    pinned.versions().map(({ version, digest }) => [version, digest]),
  );
  assert.equal(book.fixedAt("one").compare({ signers }, pinned).difference, 2);
  assert.equal(book.quote({ signers }).total, TOTALS.three);
});

test("a version that there is not is refused", () => {
  const refusal = { code: "NO_VERSION", path: "", message: "`ours` has no version `four`; see `versions()`" };
  assert.throws(() => book.fixedAt("four"), refusal);
  assert.throws(() => book.fixedAt("two").fixedAt("one"), { code: "NO_VERSION" });
  assert.throws(() => book.fixedAt(), { code: "NO_VERSION" });
});
