import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { serve } from "../../scripts/serve.mjs";
import { HISTORY_KINDS } from "../node/answers.mjs";
import { root, vectors } from "../node/package.mjs";
import { launch } from "./chromium.mjs";

let browser;
let close;
let served;
let pages;

before(async () => {
  served = await serve({ port: 0 });
  pages = await servePages();
  ({ browser, close } = await launch());
});

after(async () => {
  await close?.();
  await served?.close();
  await pages?.close();
});

/** A page that asks for everything itself, with nothing but a script of type `module`. */
const page = (origin) => `<!doctype html><html lang="en"><title>Vectors</title><script type="module">
  import * as sealquote from "${origin}/pkg/index.js";
  import * as ledger from "${origin}/pkg/ledger.js";
  import { answerBook, answerHistory, answerQuote, failures } from "/answers.mjs";

  const read = async (name) => {
    const response = await fetch("${origin}/tests/vectors/" + name);
    if (!response.ok) throw new Error(name + ": " + response.status);
    return { name, ...(await response.json()) };
  };
  globalThis.check = async (quotes, books) => {
    const vectors = { quote: await Promise.all(quotes.map(read)), book: await Promise.all(books.map(read)) };
    const dated = (envelope, book) =>
      envelope === null || typeof envelope !== "object" || Array.isArray(envelope) || "at" in envelope
        ? envelope
        : { ...envelope, at: new Date(book.versions().at(-1).effectiveFrom ?? "2026-03-11T10:30:00Z") };
    return {
      ran: vectors.quote.length + vectors.book.length,
      packed: failures(vectors.quote, (vector) => answerQuote(sealquote, vector)),
      read: failures(vectors.quote, (vector) => answerQuote(sealquote, vector, dated)),
      book: failures(vectors.book, (vector) => answerBook(sealquote, vector)),
    };
  };
  globalThis.checkHistory = async (names) => {
    const vectors = await Promise.all(names.map(read));
    const bare = (rows) => (Array.isArray(rows) ? rows.map((row) => (row && typeof row === "object" ? Object.assign(Object.create(null), row) : row)) : rows);
    return {
      ran: vectors.length,
      plain: failures(vectors, (vector) => answerHistory(ledger, vector, sealquote)),
      slow: failures(vectors, (vector) => answerHistory(ledger, vector, sealquote, bare)),
      sameError: ledger.SealquoteError === sealquote.SealquoteError,
    };
  };
  globalThis.sealquote = sealquote;
</script>`;

/** Serves the page and the comparison; the package and the vectors come through it from the preview's own server. */
async function servePages() {
  const answers = await readFile(join(root, "tests", "node", "answers.mjs"));
  const types = { html: "text/html; charset=utf-8", js: "text/javascript; charset=utf-8" };
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    const policy = searchParams.get("policy");
    const headers = policy === null ? {} : { "content-security-policy": policy };
    if (pathname === "/") {
      response.writeHead(200, { "content-type": types.html, ...headers }).end(page(""));
    } else if (pathname === "/answers.mjs") {
      response.writeHead(200, { "content-type": types.js }).end(answers);
    } else {
      const from = await fetch(served.origin + pathname);
      response.writeHead(from.status, { "content-type": from.headers.get("content-type") });
      response.end(Buffer.from(await from.arrayBuffer()));
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const close = () => new Promise((closed) => (server.close(closed), server.closeAllConnections()));
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}

/** A page whose script has run. */
async function open(path = "/") {
  const opened = await browser.newPage();
  const problems = [];
  opened.on("pageerror", (error) => problems.push(error.message));
  await opened.goto(pages.origin + path);
  await opened.waitForFunction("globalThis.sealquote !== undefined", { timeout: 20_000 }).catch(() => {});
  assert.deepEqual(problems, []);
  return opened;
}

test("quote and book vectors, in a page", async () => {
  const names = async (kind) => (await vectors(kind)).map(({ name }) => name);
  const [quotes, books] = [await names("quote"), await names("book")];
  const opened = await open();
  const result = await opened.evaluate((...lists) => globalThis.check(...lists), quotes, books);
  assert.deepEqual(result, { ran: quotes.length + books.length, packed: [], read: [], book: [] });
  assert.ok(quotes.length >= 60 && books.length >= 30);
  await opened.close();
});

test("vectors of histories, in a page", async () => {
  const names = (await Promise.all(HISTORY_KINDS.map((kind) => vectors(kind)))).flat().map(({ name }) => name);
  const opened = await open();
  const result = await opened.evaluate((list) => globalThis.checkHistory(list), names);
  assert.deepEqual(result, { ran: names.length, plain: [], slow: [], sameError: true });
  assert.ok(names.length >= 190, `only ${names.length}`);
  await opened.close();
});

test("a vector that fails is noticed", async () => {
  const opened = await open();
  const result = await opened.evaluate(async () => {
    const { failures, answerQuote } = await import("/answers.mjs");
    const wrong = { name: "wrong", book: "signsecure", envelope: { signers: [] }, expect: { quote: { total: 2 } } };
    return failures([wrong], (vector) => answerQuote(globalThis.sealquote, vector));
  });
  assert.deepEqual(result, ["wrong: /quote/total: expected 2, got 1"]);
  await opened.close();
});

/** What a page under a content security policy says of a quote, before and after `init`. */
async function under(policy) {
  const opened = await open(`/?policy=${encodeURIComponent(policy)}`);
  const told = await opened.evaluate(async () => {
    const { init, quote } = globalThis.sealquote;
    const attempt = async (work) => {
      try {
        return (await work()) ?? "done";
      } catch ({ name, code }) {
        return `${name} ${code}`;
      }
    };
    const total = () => quote({ signers: [{ method: "electronic" }] }).total;
    return [await attempt(total), await attempt(init), await attempt(total)];
  });
  await opened.close();
  return told;
}

test("a content security policy that allows WebAssembly is enough", async () => {
  const policy = "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; connect-src 'none'";
  assert.deepEqual(await under(policy), [11, "done", 11]);
});

test("one that does not is named in the error", async () => {
  const refused = "SealquoteError NOT_COMPILED";
  assert.deepEqual(await under("script-src 'self' 'unsafe-inline'"), [refused, refused, refused]);
});
