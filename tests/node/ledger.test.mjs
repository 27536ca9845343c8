// The entry `sealquote/ledger`: the vectors of histories, whatever else may be handed over, and plain answers.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { answerHistory, differences, failures, HISTORY_KINDS } from "./answers.mjs";
import { bothKinds, root, vectors } from "./package.mjs";

const mains = await bothKinds();
const ledgers = await bothKinds("sealquote/ledger");
const { SealquoteError, apiError, statement, toCsv, usage, verifyLedger, ...others } = ledgers.module;
const { allocationOverview, checkAllocation, listTransactions, runOut } = others;
const { PriceBook } = mains.module;

const LEAST = { statement: 20, usage: 20, "run-out": 15, allocation: 10, listing: 50, "api-error": 12, csv: 6, ledger: 50, audit: 15, pages: 14 };
const all = {};
for (const kind of HISTORY_KINDS) all[kind] = await vectors(kind);

const ROWS = [
  { id: "t1", type: "add", amount: 500, balanceAfter: 500, createdAt: "2026-03-01T09:00:00Z" },
  { id: "t2", type: "consume", amount: 1, balanceAfter: 499, documentId: "a", createdAt: "2026-03-02T09:00:00Z" },
  { id: "t3", type: "consume", amount: 10, balanceAfter: 489, documentId: "a", signatureMethod: "electronic", createdAt: "2026-03-02T09:01:00.5Z" },
];
const META = { requestId: "req_1", timestamp: "2026-03-11T10:30:00Z" };
const golden = () => [statement(ROWS), statement(ROWS.map((row) => Object.create(null, Object.getOwnPropertyDescriptors(row)))), verifyLedger(ROWS)];
const before = golden();
afterEach(() => assert.deepEqual(golden(), before));

test("the vectors are all there", () => {
  for (const kind of HISTORY_KINDS) assert.ok(all[kind].length >= LEAST[kind], `${kind}: ${all[kind].length}`);
  assert.equal(before[0].balance, 489);
  assert.deepEqual(before[1], before[0]);
  assert.deepEqual(before[2].findings, []);
});

for (const [kind, ledger] of Object.entries(ledgers)) {
  for (const name of HISTORY_KINDS) {
    test(`vectors of kind ${name}, ${kind}`, () => {
      assert.deepEqual(failures(all[name], (vector) => answerHistory(ledger, vector, mains[kind])), []);
    });
  }
}

test("who may allocate how much", async () => {
  const asked = (await vectors("payer")).filter((vector) => "allocation" in vector);
  assert.ok(asked.length >= 5, `only ${asked.length}`);
  for (const [kind, { resolvePayer, SealquoteError }] of Object.entries(mains)) {
    for (const { name, context, allocation, expect } of asked) {
      const payer = resolvePayer(context);
      const check = () => ledgers[kind].checkAllocation(payer, allocation);
      if (expect.error === undefined) {
        assert.equal(check(), undefined, name);
      } else {
        assert.throws(check, ({ code, path, constructor }) => {
          assert.deepEqual({ code, path, constructor }, { ...expect.error, constructor: SealquoteError }, name);
          return true;
        });
      }
    }
  }
  const owner = mains.module.resolvePayer({ workspace: "organization", role: "owner" });
  const few = { credits: 1, wallet: 2 };
  refuses(() => checkAllocation(owner, { ...few, credits: 0.5 }), "INVALID_NUMBER", "/credits");
  refuses(() => checkAllocation(owner, { ...few, wallet: 2 ** 53 }), "AMOUNT_OUT_OF_RANGE", "/wallet");
  refuses(() => checkAllocation(owner, { ...few, member: "asha" }), "UNKNOWN_KEY", "/member");
  for (const none of ["x".repeat(100_000), [], 1]) refuses(() => checkAllocation(owner, none), "INVALID_TYPE", "");
  for (const none of ["x", [], 1]) refuses(() => apiError("UNAUTHORIZED", undefined, none), "INVALID_TYPE", "");
  refuses(() => checkAllocation(owner), "MISSING_KEY", "/credits");
  refuses(() => checkAllocation(undefined, few), "INVALID_TYPE", "/payer");
  refuses(() => checkAllocation({ ...owner, mayAllocate: "yes" }, few), "INVALID_TYPE", "/payer/mayAllocate");
  refuses(() => checkAllocation({ get mayAllocate() { return boom(); } }, few), "UNREADABLE", "/payer/mayAllocate");
});

const bare = (row) => (typeof row === "object" && row !== null ? Object.assign(Object.create(null), row) : row);
const dated = (row) => (typeof row?.createdAt === "string" && !Number.isNaN(Date.parse(row.createdAt)) ? { ...row, createdAt: new Date(row.createdAt) } : row);
const ways = {
  "without a prototype": (rows) => (Array.isArray(rows) ? rows.map(bare) : rows),
  "behind proxies": (rows) => (Array.isArray(rows) ? new Proxy(rows.map((row) => (typeof row === "object" && row !== null ? new Proxy(row, {}) : row)), {}) : rows),
  "frozen": (rows) => (Array.isArray(rows) ? Object.freeze(rows.map((row) => Object.freeze(structuredClone(row)))) : rows),
};
for (const [way, change] of Object.entries(ways)) {
  test(`the same answers to rows ${way}`, () => {
    for (const vector of Object.values(all).flat()) {
      const plain = answerHistory(ledgers.module, vector, mains.module);
      assert.deepEqual(answerHistory(ledgers.module, vector, mains.module, change), plain, vector.name);
    }
  });
}

test("a Date is an instant", () => {
  assert.deepEqual(statement(ROWS.map(dated)), before[0]);
  assert.deepEqual(verifyLedger(ROWS.map(dated)), before[2]);
  assert.deepEqual(runOut(ROWS, new Date("2026-03-31T00:00:00Z")), runOut(ROWS, "2026-03-31T00:00:00Z"));
  assert.deepEqual(runOut(ROWS, { at: new Date("2026-03-31T00:00:00Z") }), runOut(ROWS, "2026-03-31T00:00:00Z"));
  assert.equal(runOut(ROWS, "2026-03-31T00:00:00Z").daysLeft, 1_289); // 489 credits at 11 in 29 days: 489 × 29 / 11
});

test("answers have the keys of the API, in its order, and are plain data", () => {
  const plainAllTheWay = (value) => {
    if (typeof value !== "object" || value === null) return;
    assert.equal(Object.getPrototypeOf(value), Array.isArray(value) ? Array.prototype : Object.prototype);
    Object.values(value).forEach(plainAllTheWay);
  };
  let bodies = 0;
  for (const vector of Object.values(all).flat()) {
    const answer = answerHistory(ledgers.module, vector, mains.module);
    plainAllTheWay(answer);
    assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer, vector.name);
    for (const key of ["body", "items", "pageInfo", "statement"]) {
      if (vector.expect[key] === undefined) continue;
      bodies++;
      assert.equal(JSON.stringify(answer[key]), JSON.stringify(vector.expect[key]), vector.name);
    }
  }
  assert.ok(bodies > 60, `${bodies}`);
});

test("an input is read and never changed", () => {
  for (const vector of Object.values(all).flat()) {
    const { name, ...kept } = structuredClone(vector);
    answerHistory(ledgers.module, vector, mains.module);
    assert.deepEqual(vector, { name, ...kept }, name);
  }
});

test("an error is the same class in every entry", () => {
  for (const kind of ["module", "common"]) {
    const { SealquoteError } = mains[kind];
    assert.equal(ledgers[kind].SealquoteError, SealquoteError);
    assert.throws(() => ledgers[kind].statement(null), SealquoteError);
    assert.throws(() => ledgers[kind].listTransactions([], 17), SealquoteError);
    assert.throws(() => mains[kind].quote(null), ledgers[kind].SealquoteError);
  }
});

/** Expects a typed error with this code and path. */
function refuses(work, code, path) {
  assert.throws(work, (error) => {
    assert.ok(error instanceof SealquoteError, String(error?.stack ?? error));
    assert.equal(error.name, "SealquoteError");
    assert.deepEqual([error.code, error.path], [code, path], error.message);
    assert.ok(error.message.length > 0);
    assert.deepEqual(Object.keys(error).sort(), code === "VALIDATION_ERROR" ? ["code", "details", "path"] : ["code", "path"]);
    return true;
  });
}

const overRows = {
  statement: (rows) => statement(rows),
  usage: (rows) => usage(rows),
  runOut: (rows) => runOut(rows, "2026-03-31T00:00:00Z"),
  listTransactions: (rows) => listTransactions(rows),
  toCsv: (rows) => toCsv(rows),
};
const boom = () => {
  throw new Error("boom");
};
const cycle = [];
cycle.push({ ...ROWS[0], self: cycle });
const { proxy: revoked, revoke } = Proxy.revocable([], {});
revoke();
const withRow = (row) => [ROWS[0], row];
const badRows = [
  ["nothing", undefined, "INVALID_TYPE", ""],
  ["null", null, "INVALID_TYPE", ""],
  ["17", 17, "INVALID_TYPE", ""],
  ["NaN", Number.NaN, "INVALID_TYPE", ""],
  ["a text", "rows", "INVALID_TYPE", ""],
  ["a symbol", Symbol("s"), "INVALID_TYPE", ""],
  ["a Map", new Map(), "INVALID_TYPE", ""],
  ["an iterator", [][Symbol.iterator](), "INVALID_TYPE", ""],
  ["a listing without rows", { items: 17 }, "INVALID_TYPE", ""],
  ["a revoked proxy", revoked, "UNREADABLE", ""],
  ["a cycle", cycle, "TOO_DEEP", ""],
  ["a length beyond", new Array(1_000_001), "LIMIT_EXCEEDED", ""],
  ["a lying length", new Proxy([], { get: (rows, key) => (key === "length" ? 2 ** 32 : rows[key]) }), "LIMIT_EXCEEDED", ""],
  ["a length that is none", new Proxy([], { get: (rows, key) => (key === "length" ? Symbol("s") : rows[key]) }), "UNREADABLE", ""],
  ["a proxy that throws", new Proxy([], { get: boom }), "UNREADABLE", ""],
];
const readable = [
  ["a getter that throws", withRow(Object.defineProperty({ ...ROWS[1] }, "amount", { get: boom, enumerable: true })), "UNREADABLE", "/1/amount"],
  ["half a character", withRow({ ...ROWS[1], description: "\ud800" }), "INVALID_VALUE", "/1/description"],
  ["half a character in what says nothing", withRow({ ...ROWS[1], x: "\udc00" }), "INVALID_VALUE", "/1/x"],
  ["a BigInt", withRow({ ...ROWS[1], amount: 1n }), "INVALID_TYPE", "/1/amount"],
  ["a function", withRow({ ...ROWS[1], x: boom }), "INVALID_TYPE", "/1/x"],
];
const unlike = [
  ["a hole", [ROWS[0], , ROWS[1]], "INVALID_TYPE", "/1"], // eslint-disable-line no-sparse-arrays
  ["a row that is a number", withRow(17), "INVALID_TYPE", "/1"],
  ["a row that is a list", withRow([]), "INVALID_TYPE", "/1"],
  ["a row without a type", withRow({ ...ROWS[1], type: undefined }), "MISSING_KEY", "/1/type"],
  ["a row of another type", withRow({ ...ROWS[1], type: "gift" }), "INVALID_VALUE", "/1/type"],
  ["an amount as text", withRow({ ...ROWS[1], amount: "1" }), "INVALID_TYPE", "/1/amount"],
  ["no amount", withRow({ ...ROWS[1], amount: Number.NaN }), "INVALID_NUMBER", "/1/amount"],
  ["half a credit", withRow({ ...ROWS[1], amount: 0.5 }), "INVALID_NUMBER", "/1/amount"],
  ["too much", withRow({ ...ROWS[1], amount: 2 ** 53 }), "AMOUNT_OUT_OF_RANGE", "/1/amount"],
  ["an empty id", withRow({ ...ROWS[1], id: "" }), "INVALID_VALUE", "/1/id"],
  ["30 February", withRow({ ...ROWS[1], createdAt: "2026-02-30T09:00:00Z" }), "INVALID_INSTANT", "/1/createdAt"],
  ["hour 24", withRow({ ...ROWS[1], createdAt: "2026-03-02T24:00:00Z" }), "INVALID_INSTANT", "/1/createdAt"],
  ["letters in an instant", withRow({ ...ROWS[1], createdAt: "2026-03-0:T09:00:00Z" }), "INVALID_INSTANT", "/1/createdAt"],
  ["no instant", withRow({ ...ROWS[1], createdAt: new Date(Number.NaN) }), "INVALID_INSTANT", "/1/createdAt"],
];
for (const [name, rows, code, path] of [...badRows, ...readable]) {
  test(`${name} for rows`, () => {
    for (const ask of [...Object.values(overRows), (rows) => verifyLedger(rows)]) refuses(() => ask(rows), code, path);
  });
}
for (const [name, rows, code, path] of unlike) {
  test(`${name}, which is an error or a finding`, () => {
    for (const ask of Object.values(overRows)) refuses(() => ask(rows), code, path);
    const { summary, findings } = verifyLedger(rows);
    assert.deepEqual([summary.rows, findings[0].code, findings[0].row], [rows.length, "BAD_ROW", 2]);
  });
}

test("times of a day that was met before", () => {
  const at = (time) => [{ ...ROWS[1], createdAt: "2026-03-02T09:00:00Z" }, { ...ROWS[2], createdAt: `2026-03-02${time}` }];
  const none = ["T24:00:00Z", "T10:60:00Z", "T10:00:61Z", "T1::00:00Z", "T10:0/:00Z", "T10:00:0 Z", " 10:00:00Z", "T10-00:00Z", "T10:00-00Z", "T10:00:00.0:0Z", "T10:00:00,000Z", "T10:00:00.00 Z", "T10:00:000"];
  for (const time of none) refuses(() => statement(at(time)), "INVALID_INSTANT", "/1/createdAt");
  // The second row is newer, unless it is of the minute before.
  for (const time of ["T09:00:01Z", "T09:00:00.001Z", "T23:59:60Z", "T09:00:00.0001Z", "t09:00:01z", "T14:30:01+05:30"]) assert.equal(statement(at(time)).balance, 489, time);
  for (const time of ["T08:59:59.999Z", "T08:59:60Z", "T08:59:59.9999Z", "T14:29:59+05:30"]) assert.equal(statement(at(time)).balance, 499, time);
});

test("what no verification looks at", () => {
  const rows = withRow({ ...ROWS[1], reason: 1 });
  for (const ask of Object.values(overRows)) refuses(() => ask(rows), "INVALID_TYPE", "/1/reason");
  assert.deepEqual(verifyLedger(rows).findings, []);
});

test("a row far down is named by its number", () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({ ...ROWS[0], id: `t${index}` }));
  many[9_000] = { ...ROWS[0], amount: -0.5 };
  for (const ask of Object.values(overRows)) refuses(() => ask(many), "INVALID_NUMBER", "/9000/amount");
  assert.equal(verifyLedger(many).findings.find(({ code }) => code === "BAD_ROW").row, 9_001);
  many[9_000] = Object.defineProperty({ ...ROWS[0] }, "id", { get: boom, enumerable: true });
  for (const ask of Object.values(overRows)) refuses(() => ask(many), "UNREADABLE", "/9000/id");
  many[9_000] = { ...ROWS[0], walletId: "other" };
  refuses(() => statement(many), "INVALID_VALUE", "/9000/walletId");
});

test("what is asked about rows", () => {
  // Pages are only verified.
  for (const ask of Object.values(overRows)) refuses(() => ask({ items: ROWS }), "INVALID_TYPE", "");
  for (const value of [null, 17, Number.NaN, "x", [], new Map()]) {
    refuses(() => statement(ROWS, value), "INVALID_TYPE", "");
    refuses(() => usage(ROWS, value), "INVALID_TYPE", "");
    refuses(() => listTransactions(ROWS, value), value instanceof Map ? "INVALID_TYPE" : "VALIDATION_ERROR", "");
    refuses(() => allocationOverview(value), "INVALID_TYPE", "");
    if (value !== "x") refuses(() => runOut(ROWS, value), "INVALID_TYPE", "");
  }
  refuses(() => runOut(ROWS, "x"), "INVALID_INSTANT", "/at");
  refuses(() => runOut(ROWS), "MISSING_KEY", "/at");
  refuses(() => runOut(ROWS, new Date(Number.NaN)), "INVALID_INSTANT", "/at");
  refuses(() => runOut(ROWS, { get at() { return boom(); } }), "UNREADABLE", "/at");
  refuses(() => statement(ROWS, { context: "\ud800" }), "INVALID_VALUE", "/context");
  refuses(() => statement(ROWS, { contxt: "personal" }), "UNKNOWN_KEY", "/contxt");
  refuses(() => usage(ROWS, { startDate: "2026-03-02", endDate: "2026-03-01" }), "INVALID_VALUE", "/endDate");
  refuses(() => allocationOverview({ balance: 1, members: [{ member: "a", allocated: 2 ** 53, used: 0 }] }), "AMOUNT_OUT_OF_RANGE", "/members/0/allocated");
  for (const page of [0, -1, 1.5, Number.NaN, 2 ** 53, 1e300, Number.POSITIVE_INFINITY, "1e3", {}]) {
    refuses(() => listTransactions(ROWS, { page }), "VALIDATION_ERROR", "/page");
  }
  assert.deepEqual(listTransactions(ROWS, { page: Number.MAX_SAFE_INTEGER, limit: 100 }).items, []);
});

test("what is known besides the rows", () => {
  const created = { envelope: { id: "a", signers: [] }, events: [{ type: "created", at: new Date("2026-03-02T09:00:00Z") }] };
  const { findings } = verifyLedger(ROWS.slice(0, 1), { activity: [created] });
  assert.deepEqual(findings.map(({ code, file, row, id, expected, recorded }) => [code, file, row, id, expected, recorded]), [["UNCHARGED", "activity", 1, "a", 1, 0]]);
  refuses(() => verifyLedger(ROWS, { activity: [created, created] }), "DUPLICATE_ID", "/activity/1/envelope/id");
  refuses(() => verifyLedger(ROWS, { activity: [created, { ...created, events: [{ type: "burnt", at: "2026-03-02T09:00:00Z" }] }] }), "INVALID_VALUE", "/activity/1/events/0/type");
  refuses(() => verifyLedger(ROWS, { activity: created }), "INVALID_TYPE", "/activity");
  refuses(() => verifyLedger(ROWS, { allocations: 1 }), "INVALID_TYPE", "/allocations");
  refuses(() => verifyLedger(ROWS, { zeroRows: "never" }), "INVALID_VALUE", "/zeroRows");
  refuses(() => verifyLedger(ROWS, { refunds: 1 }), "INVALID_VALUE", "/refunds");
  refuses(() => verifyLedger(ROWS, { chains: "ledger" }), "UNKNOWN_KEY", "/chains");
  refuses(() => verifyLedger(ROWS, { get activity() { return boom(); } }), "UNREADABLE", "/activity");
  for (const none of [undefined, null]) assert.deepEqual(verifyLedger(ROWS, { book: none, activity: none, allocations: none }).findings, []);
});

test("books that are none", () => {
  for (const book of [17, "signsecure", {}, [], PriceBook, PriceBook.builtin("signsecure").toJSON(), { toJSON: () => ({}) }]) {
    refuses(() => verifyLedger(ROWS, { book }), "INVALID_TYPE", "/book");
  }
  refuses(() => verifyLedger(ROWS, { bok: 1 }), "UNKNOWN_KEY", "/bok");
  refuses(() => verifyLedger(ROWS, { get book() { return boom(); } }), "UNREADABLE", "/book");
  refuses(() => verifyLedger(ROWS, { book: { unit: "", afford() {}, toJSON: boom } }), "UNREADABLE", "/book");
  refuses(() => verifyLedger(ROWS, { book: { unit: "", afford() {}, toJSON: () => ({}) } }), "MISSING_KEY", "/priceBook");
  refuses(() => verifyLedger(ROWS, revoked), "UNREADABLE", "");
  for (const options of [42, true, [], new Map(), PriceBook.builtin("signsecure")]) refuses(() => verifyLedger(ROWS, options), "INVALID_TYPE", "");
  refuses(() => verifyLedger(ROWS, { signs: 5n }), "INVALID_TYPE", "/signs");
  refuses(() => verifyLedger(ROWS, { activity: [{ envelope: { id: 5n } }] }), "INVALID_TYPE", "/activity/0/envelope/id");
  refuses(() => verifyLedger(ROWS, { get activity() { throw undefined; } }), "UNREADABLE", "/activity");
  // A book of the other build is a book.
  const { findings } = ledgers.common.verifyLedger(ROWS, { book: PriceBook.builtin("signsecure-staging") });
  assert.ok(findings.some(({ code }) => code === "UNDERCHARGED"), JSON.stringify(findings));
});

test("bodies of errors from whatever went wrong", () => {
  const thrown = (work) => {
    try {
      work();
    } catch (error) {
      return error;
    }
    return undefined;
  };
  const query = thrown(() => listTransactions(ROWS, { page: 0, type: "gift" }));
  const issues = [
    { path: "page", message: "Number must be greater than or equal to 1", code: "too_small" },
    { path: "type", message: "Invalid enum value", code: "invalid_enum_value" },
  ];
  for (const details of [query, [query], query.details, issues, [issues[0], { validation: { issues: [issues[1]] } }]]) {
    assert.deepEqual(apiError("VALIDATION_ERROR", details, META).details.validation.issues, issues);
  }
  const own = thrown(() => mains.module.quote({ signers: [{ method: "fax" }] }));
  const [issue] = apiError("VALIDATION_ERROR", own, META).details.validation.issues;
  assert.deepEqual(issue, { path: "signers.0.method", message: own.message, code: "invalid_enum_value" });

  const zod = { ...issues[0], path: ["signers", 0, "method"], received: "fax" };
  const ofZod = apiError("VALIDATION_ERROR", Object.assign(new Error("invalid"), { issues: [zod] }), META);
  assert.deepEqual(ofZod.details.validation.issues, [{ ...issues[0], path: "signers.0.method" }]);
  refuses(() => apiError("VALIDATION_ERROR", [query, new Error("boom")], META), "INVALID_TYPE", "/details/1");

  refuses(() => apiError("TEAPOT", null, META), "INVALID_VALUE", "/code");
  refuses(() => apiError(Symbol("s"), null, META), "INVALID_TYPE", "/code");
  refuses(() => apiError("FORBIDDEN", null, null), "MISSING_KEY", "/requestId");
  refuses(() => apiError("FORBIDDEN", null, { ...META, x: 1 }), "UNKNOWN_KEY", "/x");
  refuses(() => apiError("FORBIDDEN", issues, META), "UNKNOWN_KEY", "/details");
  refuses(() => apiError("VALIDATION_ERROR", null, META), "MISSING_KEY", "/details");
  refuses(() => apiError("VALIDATION_ERROR", 17, META), "INVALID_TYPE", "/details/0");
  refuses(() => apiError("VALIDATION_ERROR", [null], META), "INVALID_TYPE", "/details/0");
  refuses(() => apiError("VALIDATION_ERROR", new Error("x"), META), "INVALID_TYPE", "/details/0");
  refuses(() => apiError("VALIDATION_ERROR", { get path() { return boom(); } }, META), "UNREADABLE", "/details");
  refuses(() => apiError("VALIDATION_ERROR", new Array(1e6).fill(issues[0]), META), "LIMIT_EXCEEDED", "/details");
  refuses(() => apiError("FORBIDDEN", null, { get requestId() { return boom(); } }), "UNREADABLE", "/requestId");
});

test("Object.prototype with keys of a row", () => {
  for (const [key, value] of [["walletId", "w"], ["reason", 17], ["type", "add"], ["x", {}]]) {
    for (const enumerable of [true, false]) {
      Object.defineProperty(Object.prototype, key, { value, enumerable, configurable: true, writable: true });
      try {
        assert.equal(statement(ROWS).balance, 489);
        refuses(() => statement([{ ...ROWS[0], id: undefined }]), "MISSING_KEY", "/0/id");
      } finally {
        delete Object.prototype[key];
      }
    }
  }
});

test("a getter that asks for another statement", () => {
  const nested = { ...ROWS[1], get amount() { assert.equal(statement(ROWS.slice(0, 1)).balance, 500); return 1; } };
  assert.deepEqual(statement([ROWS[0], nested, ROWS[2]]), before[0]);
});

/** Numbers that are the same in every run (mulberry32). */
function random(seed) {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const instants = [
  (at) => new Date(at).toISOString(),
  (at) => new Date(at).toISOString().replace(".000Z", "Z"),
  (at) => new Date(at + 19_800_000).toISOString().replace("Z", "+05:30"),
  (at) => new Date(at).toISOString().replace("Z", "5Z"),
  (at) => new Date(at).toISOString().toLowerCase(),
  (at) => new Date(at).toISOString().slice(0, 17) + "60Z",
  () => "2026-02-29T10:00:00Z",
];

test("both ways to a statement say the same of random rows", () => {
  const pick = random(20260311);
  const slow = (rows) => rows.map((row) => Object.assign(Object.create({}), row));
  const answer = (rows, options) => {
    try {
      return statement(rows, options);
    } catch ({ code, path, message }) {
      return { code, path, message };
    }
  };
  const counts = { statement: 0, error: 0 };
  for (let round = 0; round < 600; round++) {
    const start = Date.UTC(pick(2) === 0 ? 2026 : 1850 + pick(300), pick(12), 1 + pick(31));
    let balance = pick(1_000);
    const usual = pick(3) > 0;
    const rows = Array.from({ length: pick(40) }, (_, index) => {
      const type = ["consume", "add", "refund"][pick(3)];
      const amount = pick(30) * (pick(8) === 0 ? -1 : 1);
      balance += type === "consume" ? -Math.abs(amount) : Math.abs(amount);
      const write = instants[usual ? pick(4) : pick(200) < 199 ? pick(6) : 6];
      const row = { id: `t${index}`, type, amount, balanceAfter: balance, createdAt: write(start + pick(index + 2) * 1_000) };
      if (pick(3) === 0) row.walletId = usual || pick(100) > 0 ? null : "w";
      if (pick(3) === 0) row.source = pick(200) === 0 ? 17 : "api";
      if (!usual && pick(300) === 0) row.amount = [2 ** 53, Number.NaN, "1", -0.5, Number.MAX_SAFE_INTEGER][pick(5)];
      return row;
    });
    if (pick(2) === 0) rows.reverse();
    if (pick(4) === 0) rows.sort(() => pick(3) - 1);
    const options = { context: pick(20) === 0 ? "other" : "organization" };
    const fast = answer(rows, options);
    counts[fast.code === undefined ? "statement" : "error"] += 1;
    assert.deepEqual(fast, answer(slow(rows), options), `round ${round}`);
  }
  assert.ok(counts.statement > 300 && counts.error > 30, JSON.stringify(counts));
});

test("more rows than cross at a time", () => {
  let balance = 0;
  const rows = Array.from({ length: 150_000 }, (_, index) => ({
    id: `t${index}`, type: index % 50 === 0 ? "add" : "consume", amount: index % 50 === 0 ? 500 : 10,
    balanceAfter: (balance += index % 50 === 0 ? 500 : -10), createdAt: new Date(1.7e12 + index * 1_000).toISOString(),
  }));
  const whole = { context: "personal", balance, totalUsed: 1_470_000, totalAdded: 1_500_000, totalRefunded: 0 };
  assert.deepEqual(statement(rows), whole);
  assert.deepEqual(statement(rows.toReversed?.() ?? [...rows].reverse()), whole);
  assert.deepEqual(statement(rows.map(bare)), whole);
  assert.equal(usage(rows).totalUsed, 1_470_000);
  assert.equal(listTransactions(rows, { limit: 1 }).pageInfo.total, 150_000);
});

test("a verification says what the command says", () => {
  execFileSync("cargo", ["build", "--quiet", "--package", "sealquote-verifier"], { cwd: root, stdio: "inherit" });
  const command = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug", "sealquote");
  const verified = (...files) => {
    const { stdout } = spawnSync(command, ["verify", "--format", "json", ...files], { encoding: "utf8" });
    const { summary, findings } = JSON.parse(stdout);
    return { summary, findings: findings.map((finding) => ({ ...finding, file: "" })) };
  };
  const folder = join(root, "samples", "ledger");
  const pages = readdirSync(folder).sort().map((name) => join(folder, name));
  const rows = pages.flatMap((page) => JSON.parse(readFileSync(page, "utf8")).items);
  assert.ok(rows.length > 300);
  const clean = verified(...pages);
  assert.deepEqual(clean.findings, []);
  assert.deepEqual(verifyLedger(rows), clean);
  assert.deepEqual(verifyLedger(rows, { book: PriceBook.builtin("signsecure") }), clean);

  const faulty = join(root, "samples", "ledger-with-faults.ndjson");
  const report = verified(faulty);
  assert.equal(report.findings.length, 3);
  assert.deepEqual(verifyLedger(readFileSync(faulty, "utf8").trim().split("\n").map((line) => JSON.parse(line))), report);
});

test("a difference is noticed", () => {
  const [vector] = all.statement.filter(({ expect }) => expect.statement);
  const wrong = { statement: { ...vector.expect.statement, balance: -1 } };
  assert.equal(differences(wrong, answerHistory(ledgers.module, vector, mains.module)).length, 1);
  assert.equal(differences({ errors: [{ code: "X", path: "" }] }, { errors: [{ code: "Y", path: "" }] }).length, 1);
  assert.equal(differences({ errors: [{ code: "X", path: "" }] }, { statement: {} }).length, 2);
  assert.equal(differences({ findings: [{ code: "X" }] }, { summary: {}, findings: [{ code: "Y" }] }).length, 1);
  assert.equal(differences({ findings: [{ code: "X" }] }, { summary: {}, findings: [] }).length, 1);
});

test("a number that is no amount is told as it was given", () => {
  const row = { id: "t", type: "add", balanceAfter: 110, createdAt: "2026-03-01T00:00:00Z" };
  const told = (amount) => {
    try {
      return statement([{ ...row, amount }]);
    } catch ({ code, path, message }) {
      return [code, path, message.split(";")[0]];
    }
  };
  // What JavaScript itself writes for each.
  for (const [amount, text] of [[1.1 * 100, "110.00000000000001"], [5e-324, "5e-324"], [4503599627370495.5, "4503599627370495.5"]]) {
    assert.deepEqual(told(amount), ["INVALID_NUMBER", "/0/amount", `\`${text}\` is not a whole number`]);
  }
  assert.deepEqual(told(2 ** 60).slice(0, 2), ["AMOUNT_OUT_OF_RANGE", "/0/amount"]);
  assert.match(told(2 ** 60)[2], /1152921504606847000/);
});
