// Pages of a history, as `listTransactions` makes them and the API answers them, handed to `verifyLedger`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bothKinds } from "./package.mjs";

const { SealquoteError, listTransactions, verifyLedger } = (await bothKinds("sealquote/ledger")).module;

const ROWS = Array.from({ length: 6 }, (_, place) => ({
  id: `t${place + 1}`, type: "add", amount: 5, balanceAfter: 5 * (place + 1), createdAt: `2026-03-02T09:0${place + 1}:00Z`,
}));
const body = (page, rows = ROWS) => listTransactions(rows, { page, limit: 2 });
const found = (given) => verifyLedger(given).findings.map(({ code, file, row, id, cause }) => [code, file, row, id, cause]);

/** Expects a typed error with this code and path. */
function refuses(given, code, path) {
  assert.throws(() => verifyLedger(given), (error) => {
    assert.ok(error instanceof SealquoteError, String(error?.stack ?? error));
    assert.deepEqual([error.code, error.path], [code, path], error.message);
    return true;
  });
}

test("all pages of a listing are its rows, in whatever order they are given", () => {
  const all = [1, 2, 3].map((page) => body(page));
  const { summary } = verifyLedger(ROWS);
  for (const order of [[0, 1, 2], [2, 0, 1], [1, 2, 0]]) {
    assert.deepEqual(verifyLedger(order.map((place) => all[place])), { summary, findings: [] });
  }
});

test("pages that were not given are told by what the others say, and where they are given", () => {
  // Newest first: t6 and t5, t4 and t3, t2 and t1.
  assert.deepEqual(found(body(1)), [["CHAIN_BREAK", "", 2, "t5", "missing row"]]);
  assert.deepEqual(found([body(1)]), [["CHAIN_BREAK", "/0", 2, "t5", "missing row"]]);
  assert.deepEqual(found(body(2)), []);
  assert.deepEqual(found([body(2), body(1)]), [["CHAIN_BREAK", "/0", 2, "t3", "missing row"]]);
  assert.deepEqual(found([body(3), body(1)]), [["CHAIN_BREAK", "/1", 2, "t5", "skipped page"]]);
  const [{ message }] = verifyLedger([body(1), body(2)]).findings;
  assert.equal(message, "the listing says that it has 6 rows, and 4 are there: 2 missing, after pages 1 to 2; fetch the other pages too");
});

test("rows that two pages have in common count once", () => {
  const grown = [...ROWS, { ...ROWS[5], id: "t7", balanceAfter: 35, createdAt: "2026-03-02T09:07:00Z" }];
  // t6 and t5 before the row came, and t5 and t4 after it.
  const { summary, findings } = verifyLedger([body(1), body(2, grown), body(3, grown), body(4, grown)]);
  assert.deepEqual(findings.map(({ code, file, row, id }) => [code, file, row, id]), [["PAGE_OVERLAP", "/1", 1, "t5"]]);
  assert.deepEqual([summary.rows, summary.added], [7, 30]);
  assert.deepEqual(found([body(1), body(1), body(2), body(3)]), [["PAGE_OVERLAP", "/1", 1, "t6", "duplicate row"]]);
});

test("rows by themselves are no pages, whatever they hold", () => {
  assert.deepEqual(found([]), []);
  assert.deepEqual(found([ROWS[0], body(1)]), [["BAD_ROW", "", 2, null, null]]);
  assert.deepEqual(found([{ ...ROWS[0], items: "five" }]), []);
  assert.deepEqual(found({ items: ROWS }), []);
  assert.deepEqual(found({ items: [], pageInfo: null }), []);
  assert.deepEqual(found({ items: [null] }), [["BAD_ROW", "", 1, null, null]]);
  for (const pageInfo of [17, "1", [], {}, { page: "1" }, { page: 1.5, hasNext: true }]) assert.deepEqual(found({ items: ROWS, pageInfo }), []);
});

test("what is asked of pages is read once, and not changed", () => {
  const reads = [];
  const watched = (name, value) => new Proxy(value, { get: (target, key) => (reads.push(`${name}.${String(key)}`), target[key]) });
  const given = Object.freeze([watched("one", Object.freeze(body(1))), watched("two", Object.freeze(body(2)))]);
  assert.deepEqual(found(given), found([body(1), body(2)]));
  assert.deepEqual(reads, ["one.items", "one.pageInfo", "two.items", "two.pageInfo"]);
});

test("what no pages of one listing are is refused, with the way to it", () => {
  const boom = () => { throw new Error("boom"); };
  const { items, pageInfo } = body(1);
  refuses({ items: "rows" }, "INVALID_TYPE", "");
  refuses({ get items() { return boom(); } }, "UNREADABLE", "/items");
  refuses({ items, get pageInfo() { return boom(); } }, "UNREADABLE", "/pageInfo");
  refuses([body(2), { items, pageInfo: { page: 1n } }], "INVALID_TYPE", "/1/pageInfo/page");
  refuses([body(2), { items, pageInfo: { get page() { return boom(); } } }], "UNREADABLE", "/1/pageInfo/page");
  refuses([body(2), { items: [items[0], { ...items[1], amount: 1n }], pageInfo }], "INVALID_TYPE", "/1/items/1/amount");
  refuses([{ items, pageInfo }, { items: new Array(999_999), pageInfo }], "LIMIT_EXCEEDED", "");
  refuses({ items: new Array(1_000_001) }, "LIMIT_EXCEEDED", "/items");
  // Two of one number, of which neither is the other once more, and one without any.
  refuses([body(1), body(2), { ...body(3), pageInfo: { page: 2 } }], "INVALID_VALUE", "/2/pageInfo/page");
  refuses([body(1), { items }], "INVALID_VALUE", "/1/pageInfo/page");
  refuses([{ items }, { items }], "INVALID_VALUE", "/0/pageInfo/page");
});
