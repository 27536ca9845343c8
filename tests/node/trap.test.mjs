// What comes after a trap. The module is the package's own with a switch in it: what is called first once it is on
// traps, and what is called later does not, so that to ask a dead instance again would go unnoticed otherwise.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, test } from "node:test";
import binaryen from "binaryen";
import { answerQuote, failures } from "./answers.mjs";
import { fresh, pkg, vectors } from "./package.mjs";

const SWITCH = "test_switch";

/** The module, with every function of its own that it exports behind the switch. */
function withSwitch(bytes) {
  const module = binaryen.readBinary(bytes);
  module.addGlobal(SWITCH, binaryen.i32, true, module.i32.const(0));
  module.addGlobalExport(SWITCH, SWITCH);
  const all = Array.from({ length: module.getNumExports() }, (_, place) => binaryen.getExportInfo(module.getExportByIndex(place)));
  const own = all.filter(({ kind, name }) => kind === binaryen.ExternalFunction && !name.startsWith("__"));
  for (const { name, value } of own) {
    const { params, results } = binaryen.getFunctionInfo(module.getFunction(value));
    const given = binaryen.expandType(params).map((type, place) => module.local.get(place, type));
    const trapIfOn = module.if(
      module.global.get(SWITCH, binaryen.i32),
      module.block(null, [module.global.set(SWITCH, module.i32.const(0)), module.unreachable()]),
    );
    module.addFunction(`behind_${name}`, params, results, [], module.block(null, [trapIfOn, module.call(value, given, results)], results));
    module.removeExport(name);
    module.addFunctionExport(`behind_${name}`, name);
  }
  const switched = Buffer.from(module.emitBinary());
  module.dispose();
  return switched;
}

const instances = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...given) {
    super(...given);
    instances.push(this);
  }
};

/** The newest instance of either module. */
const newest = (ofLedger = false) => instances.findLast(({ exports }) => SWITCH in exports && "statement" in exports === ofLedger);

const { Module } = WebAssembly;
const MOST_OF_UNPACKER = 10_000;
WebAssembly.Module = class extends Module {
  constructor(bytes) {
    super(bytes.length > MOST_OF_UNPACKER ? withSwitch(bytes) : bytes);
  }
};

const sealquote = await fresh("slim.js");
const { PriceBook, SealquoteError } = sealquote;
sealquote.initSync(await readFile(join(pkg, "quote.wasm")));
const ledger = await fresh("ledger.js");

const ENVELOPE = { id: "e1", signers: [{ id: "s1", method: "electronic" }, { id: "s2", method: "any" }, { role: "cc" }] };
const EVENTS = [
  { type: "sent", at: "2026-03-11T10:30:00Z" },
  { type: "signed", at: "2026-03-11T11:00:00Z", signer: "s1" },
];
const price = sealquote.quote(ENVELOPE);
const signed = sealquote.receipt(ENVELOPE);
const pinned = PriceBook.builtin("signsecure").fixedAt("2026-03");
let documents = 2;
let books = 0;

/** Each way into the module, on a book that was loaded before. */
const ways = {
  "a quote": () => sealquote.quote({ ...ENVELOPE, documents: documents++ }).total,
  "a quote with an instant": () => sealquote.quote({ ...ENVELOPE, at: new Date("2026-03-11T10:30:00Z") }),
  "a quote by a pinned version": () => pinned.quote({ ...ENVELOPE, at: "2001-01-01T00:00:00Z", megabytes: documents++ }).total,
  "many quotes": () => sealquote.quoteMany({ signers: { electronic: Uint8Array.of(1, 2), aadhaar_esign: Uint8Array.of(0, 1) } }),
  "a receipt": () => sealquote.receipt(ENVELOPE),
  "a receipt's verdict": () => sealquote.verifyReceipt(signed, ENVELOPE),
  "funds": () => sealquote.afford(price, { balance: 20 }),
  "a payer": () => sealquote.resolvePayer({ workspace: "organization", role: "member" }),
  "a settlement": () => sealquote.settle(ENVELOPE, EVENTS),
  "lint": () => PriceBook.lint({ id: "b" }),
  // Another one each time: what was parsed last is not parsed again.
  "a book": () => PriceBook.parse({ ...PriceBook.builtin("signsecure").toJSON(), priceBook: `book-${books++}` }).versions(),
  "a comparison": () => PriceBook.builtin("signsecure").compare(ENVELOPE, PriceBook.builtin("signsecure-staging")),
};

const ROWS = [
  { id: "t1", type: "add", amount: 500, balanceAfter: 500, createdAt: "2026-03-01T09:00:00Z" },
  { id: "t2", type: "consume", amount: 1, balanceAfter: 499, documentId: "a", createdAt: "2026-03-02T09:00:00.5+01:00" },
];
const asked = {
  "a statement": () => ledger.statement(ROWS),
  "a statement of unusual rows": () => ledger.statement(ROWS.map((row) => Object.assign(Object.create(null), row))),
  "a use": () => ledger.usage(ROWS),
  "a verification": () => ledger.verifyLedger(ROWS),
};
Object.assign(ways, asked);

beforeEach(() => assert.equal(sealquote.quote({ signers: [] }).total, 1));

for (const [name, work] of Object.entries(ways)) {
  test(`after a trap of ${name} the next call has another instance`, () => {
    const right = work();
    const before = instances.length;
    const dead = newest(name in asked);
    dead.exports[SWITCH].value = 1;
    let told;
    try {
      // What has a second way to ask may answer by that.
      assert.deepEqual(work(), right);
    } catch (error) {
      told = error;
    }
    // Whatever looks at the dead instance from here on gets nothing right.
    new Uint8Array(dead.exports.memory.buffer).fill(0xff);
    if (told !== undefined) {
      assert.ok(told instanceof SealquoteError, String(told?.stack ?? told));
      assert.deepEqual([told.code, told.path], ["INTERNAL", ""]);
      assert.ok(told.cause instanceof WebAssembly.RuntimeError, String(told.cause));
    }
    assert.deepEqual(work(), right);
    assert.equal(instances.length, before + 1);
  });
}

test("a switch that is off changes no answer, and one trap no later one", async () => {
  const quotes = await vectors("quote");
  assert.deepEqual(failures(quotes, (vector) => answerQuote(sealquote, vector)), []);
});

test("a trap that comes again and again is told each time", () => {
  for (let again = 0; again < 5; again++) {
    ways.lint();
    newest().exports[SWITCH].value = 1;
    assert.throws(ways.lint, ({ code }) => code === "INTERNAL");
  }
  assert.deepEqual(sealquote.quote(ENVELOPE), price);
});

test("when no other instance can be had, it is told, and had later", () => {
  newest().exports[SWITCH].value = 1;
  assert.throws(ways.lint, ({ code }) => code === "INTERNAL");
  const counting = WebAssembly.Instance;
  WebAssembly.Instance = class {
    constructor() {
      throw new RangeError("out of memory");
    }
  };
  try {
    assert.throws(ways["a receipt"], (error) => error instanceof SealquoteError && error.code === "NOT_COMPILED");
  } finally {
    WebAssembly.Instance = counting;
  }
  assert.equal(sealquote.receipt(ENVELOPE), signed);
});
