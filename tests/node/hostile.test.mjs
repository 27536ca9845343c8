// Whatever is handed over, the answer is a typed error or a right quote, and the next quote is right too.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { inspect } from "node:util";
import { bothKinds, fresh } from "./package.mjs";

const { module } = await bothKinds();
const { PriceBook, SealquoteError, afford, explain, quote, quoteMany, receipt, settle, verifyReceipt } = module;

const GOLDEN = { signers: [{ method: "electronic" }, { method: "any" }, { role: "cc" }], documents: 2 };
const golden = quote(GOLDEN);
const goldenSlow = () => quote({ ...GOLDEN, at: "2026-03-11T10:30:00Z" });
const fund = afford(golden, { balance: 20 });

afterEach(() => {
  assert.deepEqual(quote(GOLDEN), golden);
  assert.deepEqual(goldenSlow(), golden);
  assert.deepEqual(afford(golden, { balance: 20 }), fund);
});

/** Expects a typed error with this code and path. */
function refuses(work, code, path) {
  assert.throws(work, (error) => {
    assert.ok(error instanceof SealquoteError, String(error?.stack ?? error));
    assert.ok(error instanceof Error);
    assert.equal(error.name, "SealquoteError");
    assert.equal(Object.prototype.toString.call(error), "[object Error]");
    assert.deepEqual([error.code, error.path], [code, path], error.message);
    assert.match(error.message, /^[^A-Z].*[^.]$/su);
    assert.match(error.stack, /^SealquoteError: /);
    assert.match(inspect(error), /^SealquoteError: /);
    assert.deepEqual(Object.keys(error).sort(), ["code", "path"]);
    return true;
  });
}

const electronic = { method: "electronic" };
const boom = () => {
  throw new Error("boom");
};

const values = [
  ["undefined", undefined, "INVALID_TYPE"],
  ["NaN", Number.NaN, "INVALID_TYPE"],
  ["a BigInt", 1n, "INVALID_TYPE"],
  ["a symbol", Symbol("s"), "INVALID_TYPE"],
  ["a function", () => 0, "INVALID_TYPE"],
  ["a Map", new Map([["signers", []]]), "INVALID_TYPE"],
  ["a Set", new Set([1]), "INVALID_TYPE"],
  ["a Date", new Date(0), "INVALID_TYPE"],
  ["an array with signers", Object.assign([], { signers: [] }), "INVALID_TYPE"],
  ["a Map with signers", Object.assign(new Map(), { signers: [] }), "INVALID_TYPE"],
  ["a Date with signers", Object.assign(new Date(0), { signers: [] }), "INVALID_TYPE"],
  ["a boxed string", new String("x"), "INVALID_TYPE"],
  ["what an address asks", new URLSearchParams("signers=electronic"), "INVALID_TYPE"],
  ["a form", new FormData(), "INVALID_TYPE"],
  ["a regular expression", /x/, "MISSING_KEY", "/signers"],
  ["a promise", Promise.resolve(), "MISSING_KEY", "/signers"],
];
for (const [name, value, code, path = ""] of values) {
  test(`${name} in place of an envelope`, () => refuses(() => quote(value), code, path));
}

const counts = [
  [Number.NaN, "INVALID_NUMBER"],
  [Number.POSITIVE_INFINITY, "INVALID_NUMBER"],
  [Number.NEGATIVE_INFINITY, "INVALID_NUMBER"],
  [Number.MIN_VALUE, "INVALID_NUMBER"],
  [-1, "INVALID_NUMBER"],
  [1.5, "INVALID_NUMBER"],
  [2 ** 53, "AMOUNT_OUT_OF_RANGE"],
  [2 ** 53 + 2, "AMOUNT_OUT_OF_RANGE"],
  [1e21, "AMOUNT_OUT_OF_RANGE"],
  [Number.MAX_VALUE, "AMOUNT_OUT_OF_RANGE"],
  [1n, "INVALID_TYPE"],
  ["1", "INVALID_TYPE"],
  [null, "INVALID_TYPE"],
  [Symbol("s"), "INVALID_TYPE"],
  [() => 1, "INVALID_TYPE"],
  [{}, "INVALID_TYPE"],
  [new Number(1), "INVALID_TYPE"],
  [[1], "INVALID_TYPE"],
];
for (const key of ["documents", "megabytes"]) {
  test(`numbers that count no ${key}`, () => {
    for (const [count, code] of counts) refuses(() => quote({ signers: [], [key]: count }), code, `/${key}`);
  });
}

test("minus zero is zero", () => {
  const plain = quote({ signers: [], documents: 0, megabytes: 0 });
  assert.deepEqual(quote({ signers: [], documents: -0, megabytes: -0 }), plain);
  const book = PriceBook.parse({
    priceBook: "b", unit: "u",
    versions: [{ version: "1", rates: [{ code: "p", per: "document", price: { model: "unit", unitPrice: -0 } }] }],
  });
  const answer = book.quote({ signers: [], documents: 3 });
  assert.ok(Object.is(answer.total, 0) && Object.is(answer.lines[0].unitPrice, 0));
  assert.ok(Object.is(afford(answer, { balance: -0 }, book).after, 0));
});

test("whole numbers beyond 2^53 in a text", () => {
  const text = (price) =>
    `{ "priceBook": "b", "unit": "u", "versions": [{ "version": "1", "rates": [{ "code": "p", "per": "document", "price": { "model": "unit", "unitPrice": ${price} } }] }] }`;
  const path = "/versions/0/rates/0/price/unitPrice";
  for (const price of ["9007199254740993", "9007199254740992", "1e21", "1e400"]) {
    refuses(() => PriceBook.parse(text(price)), "AMOUNT_OUT_OF_RANGE", path);
  }
  assert.equal(PriceBook.parse(text("9007199254740991")).quote({ signers: [] }).total, Number.MAX_SAFE_INTEGER);
});

test("getters that throw", () => {
  const with_ = (key) => Object.defineProperty({ signers: [electronic] }, key, { get: boom, enumerable: true });
  for (const key of ["signers", "id", "at", "documents", "megabytes"]) {
    refuses(() => quote(with_(key)), "UNREADABLE", `/${key}`);
  }
  refuses(() => quote({ signers: [electronic, { get method() { return boom(); } }] }), "UNREADABLE", "/signers/1/method");
  refuses(() => quote({ signers: [electronic, { get method() { throw undefined; } }] }), "UNREADABLE", "/signers/1/method");
  assert.equal(PriceBook.lint({ get priceBook() { throw undefined; } })[0].code, "UNREADABLE");
  refuses(() => PriceBook.parse({ get priceBook() { return boom(); } }), "UNREADABLE", "/priceBook");
  refuses(() => afford({ get total() { return boom(); }, version: "2026-03" }, { balance: 1 }), "UNREADABLE", "/total");
  refuses(() => afford({ ...golden, get priceBook() { return boom(); } }, { balance: 1 }), "UNREADABLE", "/priceBook");
  refuses(() => afford(golden, { get balance() { return boom(); } }), "UNREADABLE", "/balance");
});

test("what a getter threw is kept as the cause", () => {
  const thrown = new Error("mine");
  const envelope = { get signers() { throw thrown; } };
  assert.throws(() => quote(envelope), (error) => error.cause === thrown);
});

test("getters that lie", () => {
  let reads = 0;
  const envelope = { get signers() { return reads++ % 2 === 0 ? [electronic] : [{ method: "aadhaar_esign" }]; } };
  for (let time = 0; time < 10; time++) assert.ok([11, 16].includes(quote(envelope).total));
  const signer = { get method() { return reads++ % 2 === 0 ? "electronic" : "fax"; } };
  for (let time = 0; time < 10; time++) {
    try {
      assert.equal(quote({ signers: [signer] }).total, 11);
    } catch (error) {
      assert.equal(error.code, "UNKNOWN_METHOD");
    }
  }
  const choice = new Proxy(["electronic"], { get: (names, key) => (key === "0" ? (reads++ % 2 === 0 ? "electronic" : "any") : names[key]) });
  for (let time = 0; time < 10; time++) {
    try {
      assert.equal(quote({ signers: [{ method: choice }] }).total, 11);
    } catch (error) {
      assert.equal(error.code, "UNKNOWN_METHOD");
    }
  }
});

test("a getter that asks for another quote", () => {
  const many = Array.from({ length: 3_000 }, () => ({ method: "aadhaar_esign" }));
  const book = PriceBook.parse(PriceBook.builtin("signsecure").toJSON());
  for (const asked of [quote, (envelope) => book.quote(envelope), (envelope) => PriceBook.parse(book.toJSON()).quote(envelope)]) {
    for (const ask of [quote, (envelope) => book.quote(envelope)]) {
      const nested = { get method() { assert.equal(asked({ signers: many }).total, 45_001); return "electronic"; } };
      assert.equal(ask({ signers: [electronic, electronic, nested, { method: "dsc_usb_token" }] }).total, 21);
      const last = { signers: [electronic], get documents() { asked({ signers: many }); return 1; } };
      assert.equal(ask(last).total, 11);
    }
  }
});

test("proxies that throw", () => {
  for (const trap of ["get", "ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf"]) {
    const envelope = new Proxy({ signers: [electronic] }, { [trap]: boom });
    try {
      assert.equal(quote(envelope).total, 11);
    } catch (error) {
      assert.ok(error instanceof SealquoteError, trap);
      assert.equal(error.code, "UNREADABLE", trap);
    }
  }
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  refuses(() => quote(proxy), "UNREADABLE", "");
  refuses(() => quote({ signers: proxy }), "UNREADABLE", "/signers");
  refuses(() => quote({ signers: [proxy] }), "UNREADABLE", "/signers/0");
  refuses(() => PriceBook.parse(proxy), "UNREADABLE", "");
});

/** An array whose length is another one at every look. */
function lying(...lengths) {
  let look = 0;
  return new Proxy([electronic, electronic], {
    get: (target, key) => (key === "length" ? lengths[Math.min(look++, lengths.length - 1)] : (target[key] ?? electronic)),
    has: () => true,
  });
}

test("arrays with a lying length", () => {
  refuses(() => quote({ signers: lying(1e9) }), "LIMIT_EXCEEDED", "/signers");
  assert.equal(quote({ signers: lying(2, 1e9) }).total, 11);
  assert.equal(quote({ signers: lying(2, 1e9), at: new Date(0) }).total, 11);
});

test("no length gets past the room that was reserved", () => {
  const odd = [-1, 0.5, Number.NaN, "2", 3n, Symbol("s"), null, undefined, { valueOf: boom }];
  for (const first of [0, 2, 17, 100_000, 100_001, 2 ** 32, ...odd]) {
    for (const then of [0, 17, 100_001, 200_000, 270_000, 300_000, 2 ** 31, Symbol("s"), { valueOf: boom }]) {
      for (const where of ["signers", "method"]) {
        const array = lying(first, then, then);
        const envelope = where === "signers" ? { signers: array } : { signers: [{ method: new Proxy(array, { get: (target, key) => (key === "length" ? target.length : "electronic") }) }] };
        try {
          assert.ok([1, 11].includes(quote(envelope).total), `${String(first)} ${String(then)}`);
        } catch (error) {
          assert.ok(error instanceof SealquoteError, `${where} ${String(first)} ${String(then)} ${error}`);
          assert.notEqual(error.code, "INTERNAL");
        }
        assert.deepEqual(quote(GOLDEN), golden);
      }
    }
  }
});

test("limits", () => {
  const signers = (count) => ({ signers: new Array(count).fill({ method: "aadhaar_esign" }) });
  assert.equal(quote(signers(100_000)).total, 1_500_001);
  refuses(() => quote(signers(100_001)), "LIMIT_EXCEEDED", "/signers");
  const choices = (count) => ({ signers: [{ method: new Array(count).fill("electronic") }] });
  assert.equal(quote(choices(1_000)).total, 11);
  refuses(() => quote(choices(1_001)), "LIMIT_EXCEEDED", "/signers/0/method");
  refuses(() => quote({ signers: new Array(3) }), "INVALID_TYPE", "/signers/0");
  const row = new Array(100_000).fill(1);
  refuses(() => quote({ signers: new Array(100).fill(row) }), "LIMIT_EXCEEDED", "");
  refuses(() => quote(Object.fromEntries(row.slice(0, 1_001).map((_, index) => [`k${index}`, 1]))), "LIMIT_EXCEEDED", "");
});

test("cycles and depth", () => {
  const cycle = { signers: [] };
  cycle.self = cycle;
  refuses(() => quote(cycle), "TOO_DEEP", "");
  let nested = [];
  for (let level = 0; level < 10_000; level++) nested = [nested];
  refuses(() => quote({ signers: nested }), "TOO_DEEP", "");
  refuses(() => PriceBook.parse(nested), "TOO_DEEP", "");
  refuses(() => PriceBook.parse("[".repeat(10_000) + "]".repeat(10_000)), "TOO_DEEP", "");
  refuses(() => PriceBook.parse("[".repeat(1_000_000)), "INVALID_JSON", "");
});

test("keys that mean something to JavaScript", () => {
  for (const key of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]) {
    const envelope = JSON.parse(`{ "signers": [], "${key}": { "documents": 9 } }`);
    refuses(() => quote(envelope), "UNKNOWN_KEY", `/${key}`);
    refuses(() => quote({ signers: [JSON.parse(`{ "method": "any", "${key}": 1 }`)] }), "UNKNOWN_KEY", `/signers/0/${key}`);
    refuses(() => quote({ signers: [{ method: key }] }), "UNKNOWN_METHOD", "/signers/0/method");
    refuses(() => PriceBook.builtin(key), "UNKNOWN_BOOK", "");
    refuses(() => PriceBook.builtin("signsecure").methods(key), "NO_VERSION", "");
  }
  assert.equal({}.documents, undefined);
});

test("methods that are called like what every object has", () => {
  const book = (method) => ({
    priceBook: "b", unit: "u",
    versions: [{ version: "1", rates: [{ code: "s", per: "signer", methods: [method], price: { model: "unit", unitPrice: 3 } }] }],
  });
  for (const method of ["constructor", "toString", "valueOf", "hasOwnProperty"]) {
    const answer = PriceBook.parse(book(method)).quote({ signers: [{ method }] });
    assert.equal(answer.total, 3);
    assert.deepEqual(Object.entries(answer.marginal), [[method, 3]]);
  }
  refuses(() => PriceBook.parse(book("__proto__")), "INVALID_VALUE", "/versions/0/rates/0/methods/0");
});

/** What is asked where every object has something: two books that were never parsed, side by side, columns, and a mistake. */
function asked(name) {
  const rates = (flatFee) => [
    { code: "page", per: "document", price: { model: "unit", unitPrice: 2 } },
    { code: "sign", per: "signer", methods: ["a", "b"], price: { model: "graduated", tiers: [{ upTo: 1, unitPrice: 3, ...flatFee }, { upTo: null, unitPrice: 1 }] } },
    { code: "seal", per: "signer", methods: ["c"], price: { model: "flat", amount: 4 } },
  ];
  const [ours, theirs] = [{}, { flatFee: 1 }].map((flatFee, side) => PriceBook.parse({ priceBook: name + side, unit: "u", versions: [{ version: "1", rates: rates(flatFee) }] }));
  let mistake;
  try {
    ours.quote({});
  } catch (error) {
    mistake = { ...error, kind: error.name, message: error.message };
  }
  const { difference, lines } = ours.compare({ signers: [{ method: ["a", "c"] }, { method: "b" }] }, theirs);
  const { total } = ours.quoteMany({ signers: { a: Uint8Array.of(1, 2) } });
  const digests = [...ours.versions(), ...theirs.versions()].map(({ digest }) => /^[0-9a-f]{64}$/.test(digest));
  return JSON.stringify({ difference, lines, total: [...total], mistake, digests });
}

test("what every object has all of a sudden changes no answer", () => {
  const expected = asked("clean");
  assert.match(expected, /^\{"difference":1,.*"total":\[5,6\].*"digests":\[true,true\]\}$/);
  for (const key of ["tiers", "details", "0", "1", "afford", "label", "dueOn", "flatFee", "included", "code", "path", "message", "cause"]) {
    Object.defineProperty(Object.prototype, key, { value: "polluted", enumerable: true, configurable: true, writable: true });
    try {
      assert.equal(asked(key), expected, key);
    } finally {
      delete Object.prototype[key];
    }
  }
});

const pollutions = { documents: 9, megabytes: 9, id: 7, at: "1999-01-01T00:00:00Z", role: "cc", method: "aadhaar_esign", signers: [], length: 3, get: 1 };
for (const [key, value] of Object.entries(pollutions)) {
  for (const enumerable of [true, false]) {
    test(`Object.prototype.${key}, ${enumerable ? "seen" : "hidden from"} a for-in loop`, () => {
      const book = PriceBook.parse({
        priceBook: "b", unit: "u",
        versions: [{
          version: "1",
          rates: [
            { code: "page", per: "document", price: { model: "unit", unitPrice: 100 } },
            { code: "size", per: "megabyte", price: { model: "unit", unitPrice: 100 } },
            { code: "sign", per: "signer", methods: ["electronic"], price: { model: "unit", unitPrice: 1 } },
          ],
        }],
      });
      Object.defineProperty(Object.prototype, key, { value, enumerable, configurable: true, writable: true });
      try {
        assert.deepEqual(quote(GOLDEN), golden);
        assert.equal(quote({ signers: [electronic] }).total, 11);
        assert.equal(book.quote({ signers: [electronic] }).total, 101);
        assert.deepEqual([...book.quoteMany({ signers: { electronic: Uint8Array.of(1, 2) } }).total], [101, 102]);
        assert.equal(PriceBook.parse({ ...book.toJSON(), priceBook: key }).id, key);
        if (key !== "signers") refuses(() => quote({}), "MISSING_KEY", "/signers");
        refuses(() => quote({ signers: [{}] }), "MISSING_KEY", "/signers/0/method");
      } finally {
        delete Object.prototype[key];
      }
    });
  }
}

test("halves of characters", () => {
  refuses(() => quote({ signers: [{ method: "\ud800" }] }), "INVALID_VALUE", "/signers/0/method");
  refuses(() => quote({ signers: [], id: "\udc00x" }), "INVALID_VALUE", "/id");
  refuses(() => quote({ signers: [{ ...electronic, id: "x\ud800" }] }), "INVALID_VALUE", "/signers/0/id");
  refuses(() => quote({ signers: [], "\ud800": 1 }), "INVALID_VALUE", "");
  refuses(() => PriceBook.parse('{ "priceBook": "\\ud800" }'), "INVALID_VALUE", "/priceBook");
  assert.equal(quote({ signers: [{ ...electronic, id: "🖋" }], id: "क" }).total, 11);
});

test("what is no data at all: what it is, and apart from it what to do", () => {
  for (const value of [1n, Symbol("s"), () => 0, new URLSearchParams()]) {
    const [{ message, remedy }] = PriceBook.lint({ priceBook: value });
    assert.match(message, /^expected (JSON data, got a (bigint|symbol|function)|a plain object, got something else)$/);
    assert.equal(remedy, "convert it");
  }
});

test("instants that are none", () => {
  refuses(() => quote({ signers: [], at: new Date(Number.NaN) }), "INVALID_INSTANT", "/at");
  refuses(() => quote({ signers: [], at: new Date(8.64e15) }), "INVALID_INSTANT", "/at");
  refuses(() => quote({ signers: [], at: 0 }), "INVALID_TYPE", "/at");
  assert.equal(quote({ signers: [], at: new Date(0) }).total, 1);
});

test("class instances are read by their own fields", () => {
  class Order {
    signers = [electronic];
    documents = 1;
  }
  assert.equal(quote(new Order()).total, 11);
  class Hidden {
    get signers() {
      return [electronic];
    }
  }
  refuses(() => quote(new Hidden()), "MISSING_KEY", "/signers");
  refuses(() => quote({ signers: [Object.create({ method: "electronic" })] }), "MISSING_KEY", "/signers/0/method");
  assert.equal(quote(Object.assign(Object.create(null), { signers: [electronic] })).total, 11);
  assert.equal(quote(Object.freeze({ signers: Object.freeze([Object.freeze({ ...electronic })]) })).total, 11);
});

test("names that cannot even be written out", () => {
  for (const name of [{ toString: boom }, Object.create(null), Symbol("s"), 1n, undefined, null, ["signsecure"]]) {
    refuses(() => PriceBook.builtin(name), "UNKNOWN_BOOK", "");
    if (name !== undefined) refuses(() => PriceBook.builtin("signsecure").methods(name), "NO_VERSION", "");
  }
  refuses(() => new PriceBook(), "INVALID_TYPE", "");
  refuses(() => new PriceBook({}, {}), "INVALID_TYPE", "");
  // Vue makes proxies of what it may extend, and nothing private is reached through one.
  assert.equal(Object.isExtensible(PriceBook.builtin("signsecure")), false);
});

test("what stands between two names is never cut", () => {
  const message = `\`a\` is ${"x".repeat(90)}; use \`b\``;
  assert.equal(new SealquoteError({ code: "INVALID_VALUE", message, path: "" }).message, message);
});

test("a name that is too long to be read is cut where it is repeated", () => {
  const long = "é".repeat(100_000);
  const cut = `\`${"é".repeat(80)}…\``;
  for (const work of [
    () => quote({ signers: [{ method: long }] }),
    () => settle({ id: "e", signers: [] }, [{ type: long, at: "2026-03-11T10:30:00Z" }]),
    () => PriceBook.builtin(long),
  ]) {
    assert.throws(work, (error) => error.message.includes(cut) && error.message.length < 400);
  }
});

test("books that are none", () => {
  for (const value of [undefined, null, 1, true, Symbol("s"), 1n, () => 0, new Map(), []]) {
    refuses(() => PriceBook.parse(value), "INVALID_TYPE", "");
  }
  for (const text of ["", "{", "nul", "\u0000", "[1,]"]) refuses(() => PriceBook.parse(text), "INVALID_JSON", "");
});

test("an input is read and never changed", () => {
  const envelope = { id: "e", at: "2026-03-11T10:30:00Z", documents: 2, signers: [{ method: ["electronic", "aadhaar_esign"] }] };
  const before = structuredClone(envelope);
  quote(envelope);
  assert.deepEqual(envelope, before);
  const source = PriceBook.builtin("signsecure").toJSON();
  const book = PriceBook.parse(source);
  source.versions[0].rates[0].price.unitPrice = 1_000;
  book.toJSON().versions[0].rates.length = 0;
  book.versions().length = 0;
  book.methods().length = 0;
  assert.equal(book.quote({ signers: [] }).total, 1);
  assert.equal(book.methods().length, 3);
});

const LIFE = {
  envelope: { id: "env_1", signers: [{ id: "asha", method: "aadhaar_esign" }, { method: ["electronic"] }, { role: "cc" }] },
  events: [{ type: "sent", at: "2026-03-11T10:30:00Z" }, { type: "signed", at: "2026-03-11T11:00:00Z", signer: "asha" }],
};
const lived = ({ envelope, events }, charged) => settle(envelope, events, { charged });
const settled = lived(LIFE);

test("histories in every form that plain data has", () => {
  assert.deepEqual(settled.drafts.map(({ amount }) => amount), [1, 15]);
  const inAll = (change) => (value) =>
    typeof value !== "object" || value === null
      ? value
      : change(Array.isArray(value) ? value.map(inAll(change)) : Object.fromEntries(Object.entries(value).map(([key, field]) => [key, inAll(change)(field)])));
  const forms = {
    frozen: Object.freeze,
    "without a prototype": (value) => (Array.isArray(value) ? value : Object.assign(Object.create(null), value)),
    "of a class": (value) => (Array.isArray(value) ? value : Object.assign(new (class {})(), value)),
    "behind proxies": (value) => new Proxy(value, {}),
    "with getters": (value) =>
      Array.isArray(value) ? value : Object.defineProperties({}, Object.fromEntries(Object.keys(value).map((key) => [key, { enumerable: true, get: () => value[key] }]))),
    "with fields that are not there": (value) => (Array.isArray(value) ? value : { ...value, [Symbol("s")]: 1, unheard: undefined }),
    "with dates": (value) => (typeof value.at === "string" ? { ...value, at: new Date(value.at) } : value),
  };
  for (const [form, change] of Object.entries(forms)) {
    const other = inAll(change)(LIFE);
    const charged = inAll(change)(settled.charged);
    assert.deepEqual(lived(other), settled, form);
    assert.deepEqual(lived(other, charged).drafts, [], form);
    assert.deepEqual(lived(other, charged).charged, settled.charged, form);
  }
});

test("histories with what no history has", () => {
  const { envelope, events } = LIFE;
  const [draft] = settled.charged;
  for (const [name, value, otherwise] of values) {
    if (name.includes("signers") || name === "undefined") continue;
    // What is no number at all is said before anything else.
    const code = name === "NaN" ? "INVALID_NUMBER" : otherwise;
    const isObject = ["a regular expression", "a promise"].includes(name);
    refuses(() => settle(envelope, value), name === "NaN" ? code : "INVALID_TYPE", "/events");
    refuses(() => settle(envelope, [value]), isObject ? "MISSING_KEY" : code, isObject ? "/events/0/type" : "/events/0");
    refuses(() => settle(value, events), isObject ? "MISSING_KEY" : code, isObject ? "/envelope/signers" : "/envelope");
    if (!isObject) refuses(() => settle(envelope, events, { charged: [value] }), code, "/charged/0");
  }
  refuses(() => settle(undefined, events), "MISSING_KEY", "/envelope");
  refuses(() => settle(envelope), "MISSING_KEY", "/events");
  refuses(() => settle(envelope, events, { charged: null }), "INVALID_TYPE", "/charged");
  refuses(() => settle(envelope, [undefined]), "INVALID_TYPE", "/events/0");
  refuses(() => settle(envelope, events, PriceBook.builtin("signsecure")), "INVALID_TYPE", "");
  refuses(() => settle(envelope, [{ type: "sent", get at() { return boom(); } }]), "UNREADABLE", "/events/0/at");
  refuses(() => settle(envelope, events, { charged: [{ ...draft, get amount() { return boom(); } }] }), "UNREADABLE", "/charged/0/amount");
  refuses(() => settle({ ...envelope, id: "\ud800" }, events), "INVALID_VALUE", "/envelope/id");
  refuses(() => settle(envelope, [{ ...events[0], signer: "\ud800" }]), "INVALID_VALUE", "/events/0/signer");
  refuses(() => settle(envelope, events, { charged: [{ ...draft, reason: "\ud800" }] }), "INVALID_VALUE", "/charged/0/reason");
  refuses(() => settle(envelope, Array.from({ length: 100_001 }, () => events[0])), "LIMIT_EXCEEDED", "/events");
  for (const amount of [0, -1, 0.5, Number.NaN]) refuses(() => settle(envelope, events, { charged: [{ ...draft, amount }] }), "INVALID_NUMBER", "/charged/0/amount");
  refuses(() => settle(envelope, events, { charged: [{ ...draft, amount: 2 ** 53 }] }), "AMOUNT_OUT_OF_RANGE", "/charged/0/amount");
  refuses(() => settle(envelope, events, { charged: [{ ...draft, amount: "1" }] }), "INVALID_TYPE", "/charged/0/amount");
  assert.deepEqual(lived(LIFE), settled);
});

test("settlements where every object has fields of somebody else's", () => {
  const before = Object.getOwnPropertyDescriptors(Object.prototype);
  for (const [key, value] of Object.entries({ method: "electronic", signer: "asha", role: "cc", signatureMethod: "fax", documents: 7, megabytes: -1, unheard: 1 })) {
    for (const enumerable of [true, false]) {
      Object.defineProperty(Object.prototype, key, { value, enumerable, configurable: true, writable: true });
      try {
        assert.deepEqual(lived(LIFE, settled.charged).charged, settled.charged, key);
        assert.equal(settle({ id: "e", signers: [] }, [{ type: "sent", at: "2026-03-11T10:30:00Z" }]).quote.total, 1, key);
      } finally {
        delete Object.prototype[key];
      }
    }
  }
  assert.deepEqual(Object.getOwnPropertyDescriptors(Object.prototype), before);
});

/** What no option, no column and no other book can be, and throws when it is looked at. */
function untouchables() {
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  return [revoked, new Proxy({}, { get: boom, has: boom, ownKeys: boom, getPrototypeOf: boom })];
}

test("what stands beside an envelope, and throws when it is looked at", () => {
  const key = "a secret of a server";
  const signed = receipt(GOLDEN, undefined, { key });
  for (const value of untouchables()) {
    refuses(() => receipt(GOLDEN, value), "UNREADABLE", "/book");
    refuses(() => verifyReceipt(signed, GOLDEN, value), "UNREADABLE", "/book");
    refuses(() => quoteMany({ signers: {} }, value), "UNREADABLE", "/book");
    refuses(() => afford(golden, { balance: 1 }, value), "UNREADABLE", "/book");
    refuses(() => PriceBook.builtin("signsecure").compare(GOLDEN, value), "UNREADABLE", "/other");
    refuses(() => receipt(GOLDEN, undefined, value), "UNREADABLE", "");
    refuses(() => receipt(GOLDEN, undefined, { key: value }), "INVALID_TYPE", "/key");
    refuses(() => verifyReceipt(signed, GOLDEN, undefined, { key: value }), "INVALID_TYPE", "/key");
    refuses(() => quoteMany({ signers: { electronic: value } }), "INVALID_TYPE", "/signers/electronic");
    refuses(() => settle(LIFE.envelope, LIFE.events, value), "UNREADABLE", "");
    refuses(() => settle(LIFE.envelope, LIFE.events, { book: value }), "UNREADABLE", "/book");
    assert.deepEqual(verifyReceipt(value, GOLDEN), { valid: false, reason: "altered" });
  }
  refuses(() => receipt(GOLDEN, undefined, { get key() { return boom(); } }), "UNREADABLE", "/key");
  refuses(() => settle(LIFE.envelope, LIFE.events, { get book() { return boom(); } }), "UNREADABLE", "/book");
  refuses(() => settle(LIFE.envelope, LIFE.events, { get charged() { return boom(); } }), "UNREADABLE", "/charged");
});

test("an option by another name is not passed over: what was booked would be charged again, and a receipt not be signed", () => {
  const { envelope, events } = LIFE;
  refuses(() => settle(envelope, events, { alreadyCharged: settled.charged }), "UNKNOWN_KEY", "/alreadyCharged");
  refuses(() => settle(envelope, events, { "a/b": 1 }), "UNKNOWN_KEY", "/a~1b");
  for (const none of [settled.charged, new Map([["charged", settled.charged]]), new URLSearchParams(), "charged", 1, true]) {
    refuses(() => settle(envelope, events, none), "INVALID_TYPE", "");
    refuses(() => receipt(GOLDEN, undefined, none), "INVALID_TYPE", "");
  }
  refuses(() => receipt(GOLDEN, undefined, { secret: "a secret of a server" }), "UNKNOWN_KEY", "/secret");
  refuses(() => verifyReceipt("", GOLDEN, undefined, { secret: "a secret of a server" }), "UNKNOWN_KEY", "/secret");
  for (const none of [undefined, null, {}, { charged: undefined, book: undefined }]) {
    assert.deepEqual(settle(envelope, events, none), settled);
  }
  for (const none of [undefined, null, {}]) assert.equal(receipt(GOLDEN, null, none), receipt(GOLDEN));
});

test("options that objects inherit are none", () => {
  Object.assign(Object.prototype, { book: PriceBook.builtin("signsecure-staging"), charged: settled.charged, key: "a secret of a server" });
  try {
    assert.equal(settle(LIFE.envelope, LIFE.events, {}).drafts[0]?.amount, 1);
    assert.equal(receipt(GOLDEN, undefined, {}).split(".").length, 6);
  } finally {
    for (const key of ["book", "charged", "key"]) delete Object.prototype[key];
  }
});

test("a book of another copy of the package is a book", async () => {
  const copy = await fresh("index.js");
  const ours = PriceBook.builtin("signsecure");
  const theirs = copy.PriceBook.builtin("signsecure-staging");
  assert.notEqual(copy.PriceBook, PriceBook);
  assert.deepEqual(ours.compare(GOLDEN, theirs), ours.compare(GOLDEN, PriceBook.builtin("signsecure-staging")));
  const around = [new Proxy(ours, {}), Object.create(ours), { afford() {} }, { afford() {}, unit: 1 }, { afford: 1, unit: "" }];
  for (const book of [{}, 7, "signsecure", [], () => 0, { afford: 1 }, ours.toJSON(), ...around]) {
    refuses(() => ours.compare(GOLDEN, book), "INVALID_TYPE", "/other");
    refuses(() => receipt(GOLDEN, book), "INVALID_TYPE", "/book");
    refuses(() => verifyReceipt("", GOLDEN, book), "INVALID_TYPE", "/book");
    refuses(() => quoteMany({ signers: {} }, book), "INVALID_TYPE", "/book");
    refuses(() => afford(golden, { balance: 1 }, book), "INVALID_TYPE", "/book");
    refuses(() => settle(LIFE.envelope, LIFE.events, { book }), "INVALID_TYPE", "/book");
  }
});

test("sentences of what is no quote, for nobody's language", () => {
  const [line] = golden.lines;
  const others = [
    ...values.map(([, value]) => value),
    ...[null, 7, "quote", {}, [], settled],
    ...["unit", "lines", "total", "minimum"].flatMap((key) => [undefined, null, {}, [], [null], "x", -0.5].map((value) => ({ ...golden, [key]: value }))).filter(({ unit, lines }) => unit !== "x" && lines?.length !== 0),
    ...Object.keys(line).filter((key) => !["code", "unitPrice"].includes(key)).flatMap((key) => [undefined, null, {}, [], 1.5].map((value) => ({ ...golden, lines: [{ ...line, [key]: value }] }))),
    { ...golden, lines: [{ ...line, dueOn: "toString" }] },
  ];
  for (const other of others) {
    assert.throws(() => explain(other), (error) => error instanceof SealquoteError && error.code === "INVALID_TYPE" && error.path === "");
  }
  const english = explain(golden);
  for (const locale of ["en", "de", "", "x", "xx-not-a-tag-", "\ud800", "toString", "constructor", null, 7, {}, Symbol("fr"), ...untouchables()]) {
    assert.deepEqual(explain(golden, locale), english);
  }
  refuses(() => explain({ get lines() { return boom(); } }), "UNREADABLE", "/lines");
});
