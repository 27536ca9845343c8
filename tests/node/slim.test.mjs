// The entry that carries no module: it takes one in any form, and then says what the main entry says.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { answerBook, answerCredits, answerQuote, failures } from "./answers.mjs";
import { bothKinds, fresh, pkg, vectors } from "./package.mjs";

const bytes = await readFile(join(pkg, "quote.wasm"));
const ELECTRONIC = { signers: [{ method: "electronic" }] };
const wasm = { "content-type": "application/wasm" };

const sources = {
  "bytes": () => bytes,
  "an ArrayBuffer": () => new Uint8Array(bytes).buffer,
  "a module": () => WebAssembly.compile(bytes),
  "a module of another realm": () => new (runInNewContext("WebAssembly.Module"))(bytes),
  "an answer": () => new Response(bytes, { headers: wasm }),
  "an answer of the wrong type": () => new Response(bytes, { headers: { "content-type": "text/plain" } }),
  "the promise of an answer": () => Promise.resolve(new Response(bytes)),
  "an address": () => new URL(`data:application/wasm;base64,${bytes.toString("base64")}`),
  "an address as text": () => `data:application/wasm;base64,${bytes.toString("base64")}`,
};

for (const [name, source] of Object.entries(sources)) {
  test(`init takes ${name}`, async () => {
    const { init, quote } = await fresh("slim.js");
    await Promise.all([init(source()), init(source())]);
    assert.equal(quote(ELECTRONIC).total, 11);
    await init();
    assert.equal(quote(ELECTRONIC).total, 11);
  });
}

for (const name of ["bytes", "an ArrayBuffer", "a module", "a module of another realm"]) {
  test(`initSync takes ${name}`, async () => {
    const { initSync, quote } = await fresh("slim.js");
    initSync(await sources[name]());
    assert.equal(quote(ELECTRONIC).total, 11);
  });
}

/** A module of which the build is another one. */
function ofAnotherBuild() {
  const other = Uint8Array.from(bytes);
  other[other.length - 1] ^= 1;
  return other;
}

const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const refused = {
  "no source": [undefined, /^no module was made of this: .+; give the bytes/],
  "bytes of something else": [Uint8Array.of(1, 2, 3), /^no module was made of this: .+; give the bytes/],
  "another module": [empty, /not the module of this version; give `quote\.wasm`/],
  "the module of another version": [ofAnotherBuild(), /not the module of this version; give `quote\.wasm`/],
  "the larger module": [await readFile(join(pkg, "ledger.wasm")), /not the module of this version/],
};

for (const [name, [source, told]] of Object.entries(refused)) {
  test(`${name} is refused, and what comes after is not`, async () => {
    const { SealquoteError, init, initSync, quote } = await fresh("slim.js");
    const isTold = (error) => {
      assert.ok(error instanceof SealquoteError, String(error));
      assert.equal(error.code, "NOT_COMPILED");
      assert.match(error.message, told);
      return true;
    };
    await assert.rejects(init(source), isTold);
    assert.throws(() => initSync(source), isTold);
    assert.throws(() => quote(ELECTRONIC), /there is no module yet; call `await init\(source\)`/);
    await init(bytes);
    assert.equal(quote(ELECTRONIC).total, 11);
  });
}

test("an address that is not there is told with its answer", async () => {
  const { init } = await fresh("slim.js");
  const missing = { ok: false, status: 404, url: "/quote.wasm", arrayBuffer: () => Promise.resolve(new ArrayBuffer(0)) };
  await assert.rejects(init(missing), ({ code, message }) => code === "NOT_COMPILED" && /: `\/quote\.wasm` was answered by 404; /.test(message));
});

const kinds = await bothKinds("sealquote/slim");
const main = await bothKinds();

for (const [kind, slim] of Object.entries(kinds)) {
  test(`vectors of the main entry, ${kind}`, async () => {
    slim.initSync(bytes);
    const [quotes, books] = [await vectors("quote"), await vectors("book")];
    assert.ok(quotes.length >= 60 && books.length >= 30);
    assert.deepEqual(failures(quotes, (vector) => answerQuote(slim, vector)), []);
    assert.deepEqual(failures(books, (vector) => answerBook(slim, vector)), []);
    for (const [about, answerTo] of Object.entries(answerCredits)) {
      const asked = (await vectors(about)).filter((vector) => !("allocation" in vector));
      assert.deepEqual(failures(asked, (vector) => answerTo(slim, vector)), []);
    }
  });

  test(`it exports what the main entry does, and initSync, ${kind}`, () => {
    const names = (entry) => Object.keys(entry).filter((name) => !/^(from|default|module\.exports)$/.test(name));
    assert.deepEqual(names(slim).sort(), [...names(main.module), "initSync"].sort());
  });
}

test("an error of any entry is one in every other", () => {
  const thrown = [...Object.values(kinds), ...Object.values(main)].map(({ PriceBook, SealquoteError }) => {
    try {
      return PriceBook.builtin("none");
    } catch (error) {
      return { error, SealquoteError };
    }
  });
  // CommonJS has the main entry of modules, but a slim one of its own.
  assert.equal(new Set(thrown.map(({ SealquoteError }) => SealquoteError)).size, 3);
  for (const { SealquoteError } of thrown) {
    assert.ok(thrown.every(({ error }) => error instanceof SealquoteError));
    for (const other of [undefined, null, "text", new Error("other"), { code: "UNKNOWN_BOOK" }]) assert.ok(!(other instanceof SealquoteError));
  }
});

test("it is at most 16 KB after gzip, and its module 50 KB", async () => {
  const size = async (name) => gzipSync(await readFile(join(pkg, name)), { level: 9 }).length;
  const code = (await size("slim.js")) + (await size("shared/quotes.js"));
  assert.ok(code > 4_000 && code <= 16_500, `${code} bytes`);
  assert.ok((await size("quote.wasm")) <= 50_000, `${await size("quote.wasm")} bytes`);
});
