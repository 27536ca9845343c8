// Where the package has to work with no configuration, of which `npm run test:consumers` has more: each place runs the
// quote vectors on what is in the tarball.

import assert from "node:assert/strict";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import vm from "node:vm";
import { build } from "esbuild";
import { launch, serveContents } from "../browser/chromium.mjs";
import { ALL_FINE, consumer, FINE, RAN, run } from "./consumer.mjs";

const MODULE = 'import * as sealquote from "sealquote";\nimport { check } from "./check.mjs";\n';
const COMMON = 'const sealquote = require("sealquote");\nconst { check } = require("./check.cjs");\n';
const PRINT = "console.log(JSON.stringify(check(sealquote)));\n";
/** Enumerable and inherited by every object, with names that mean something in an envelope and in a book. */
const POLLUTE = `for (const [key, value] of Object.entries({ documents: 7, method: "fax", role: "cc", polluted: {}, toJSON: 1 })) Object.prototype[key] = value;\n`;

const FILES = {
  "module.mjs": `import { whole } from "./whole.mjs";\nconsole.log(JSON.stringify(whole()));\n`,
  "common.cjs": `console.log(JSON.stringify(require("./whole.cjs").whole()));\n`,
  "both.mjs": `${MODULE}import { createRequire } from "node:module";
const common = createRequire(import.meta.url)("sealquote");
const caught = (work) => { try { work(); } catch (error) { return error; } };
const errors = [sealquote, common].map(({ quote }) => caught(() => quote()));
const classes = [sealquote, common].map((kind) => errors.every((error) => error instanceof kind.SealquoteError));
console.log(JSON.stringify([...[sealquote, common].map(check), classes, sealquote.PriceBook === common.PriceBook]));\n`,
  "alone.cjs": `let refused;
try { require("./check.mjs"); } catch ({ code }) { refused = code; }
console.log(JSON.stringify({ refused, ...require("./whole.cjs").whole() }));\n`,
  "polluted.mjs": `import "./pollute.mjs";\n${MODULE}${PRINT}`,
  "pollute.mjs": POLLUTE,
  "slim.mjs": `import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as sealquote from "sealquote/slim";
import { check } from "./check.mjs";
sealquote.initSync(readFileSync(fileURLToPath(import.meta.resolve("sealquote/quote.wasm"))));
${PRINT}`,
  "js.mjs": `delete globalThis.WebAssembly;\nconst sealquote = await import("sealquote/js");\nconst { check } = await import("./check.mjs");\n${PRINT}`,
  "bundled.mjs": `import { whole } from "./whole.mjs";\nglobalThis.result = whole();\n`,
  "bundled-worker.mjs": `${MODULE}postMessage(check(sealquote));\n`,
  "aliased.mjs": `import "sealquote/element";
addEventListener("quote", ({ detail }) => (globalThis.result = detail.error?.message ?? detail.quote.total));
document.querySelector("envelope-quote").envelope = { signers: [] };\n`,
  "in-realm.cjs": `${COMMON}const row = { id: "t\u00fc", type: "add", amount: 1, balanceAfter: 1, createdAt: "2026-03-01T00:00:00Z" };
const { listTransactions } = require("sealquote/ledger");
const long = JSON.stringify({ ...sealquote.PriceBook.builtin("signsecure").toJSON(), notes: "\u00fc".repeat(4e5) });
module.exports = { ...check(sealquote), id: listTransactions([row]).items[0].id, long: sealquote.PriceBook.lint(long)[0].path };\n`,
};

/** Pages, by what their script of type `module` does; the package lies in `/sealquote/`, unbundled. */
const PAGES = {
  plain: `import * as sealquote from "/sealquote/index.js";
    import { check } from "/check.mjs";
    globalThis.result = check(sealquote);`,
  slim: `import * as sealquote from "/sealquote/slim.js";
    import { check } from "/check.mjs";
    await sealquote.init(new URL("/sealquote/quote.wasm", location.href));
    globalThis.result = check(sealquote);`,
  bundled: 'import "/bundled.js";',
  mapped: 'import { whole } from "/whole.mjs";\nglobalThis.result = whole();',
  worker: `const worker = new Worker("/worker.mjs", { type: "module" });
    worker.onmessage = ({ data }) => (globalThis.result = data);
    worker.onerror = ({ message }) => (globalThis.result = { message });`,
  bundledWorker: `const worker = new Worker("/bundled-worker.js");
    worker.onmessage = ({ data }) => (globalThis.result = data);
    worker.onerror = ({ message }) => (globalThis.result = { message });`,
  // Not the page itself, where what drives it would fail as well.
  polluted: `const worker = new Worker("/polluted-worker.mjs", { type: "module" });
    worker.onmessage = ({ data }) => (globalThis.result = data);
    worker.onerror = ({ message }) => (globalThis.result = { message });`,
  copies: `import * as one from "/sealquote/index.js";
    import * as other from "/copy/index.js";
    import "/sealquote/element.js";
    import "/copy/element.js";
    import { check } from "/check.mjs";
    const caught = (work) => { try { work(); } catch (error) { return error; } };
    const errors = [one, other].map(({ quote }) => caught(() => quote()));
    globalThis.result = {
      checks: [check(one), check(other)],
      apart: one.PriceBook !== other.PriceBook,
      element: typeof customElements.get("envelope-quote"),
      errors: [one, other].map(({ SealquoteError }) => errors.map((error) => error instanceof SealquoteError)),
      books: one.afford(one.quote({ signers: [] }), { balance: 5 }, other.PriceBook.builtin("signsecure")).after,
    };`,
  policy: `import * as sealquote from "/sealquote/index.js";
    import * as slim from "/sealquote/slim.js";
    import { check } from "/check.mjs";
    const told = async (work) => {
      try { await work(); return "done"; } catch ({ code, message }) { return code + ": " + message; }
    };
    globalThis.result = {
      quote: await told(() => sealquote.quote({ signers: [] })),
      init: await told(() => sealquote.init()),
      slim: await told(() => slim.init("/sealquote/quote.wasm")),
      check: await told(() => { const { failed } = check(sealquote); if (failed.length > 0) throw new Error(failed[0]); }),
    };`,
};

/** A page that does as its policy wants it: what is in a file of the page's own origin, and no WebAssembly. */
const STRICT = `<!doctype html><html lang="en"><title>Consumer</title><script type="module" src="/strict.mjs"></script>`;
const STRICT_SCRIPT = `import * as sealquote from "/sealquote/js.js";
import { quote } from "/sealquote/index.js";
import { check } from "/check.mjs";
const refused = () => { try { quote({ signers: [] }); } catch ({ message }) { return message; } };
const evaluated = () => { try { return new Function("return 1")(); } catch ({ name }) { return name; } };
globalThis.result = { ...check(sealquote), refused: refused(), evaluated: evaluated() };`;

/** A page that takes the element by its address, as from a host of packages: what it shows, and all that it fetched. */
const ELEMENT = `<!doctype html><html lang="en"><title>Consumer</title>
<script type="module" src="/sealquote/element.js"></script>
<envelope-quote envelope='{ "signers": [] }'></envelope-quote>
<script type="module">
  import { PriceBook } from "/sealquote/index.js";
  const rates = [{ code: "base", per: "envelope", price: { model: "unit", unitPrice: 7 } }];
  const element = document.querySelector("envelope-quote");
  element.addEventListener("quote", ({ detail }) => {
    const figure = element.shadowRoot.querySelector("[part=figure]").innerText;
    const fetched = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
    globalThis.result = { figure, total: detail.quote.total, fetched: fetched.sort() };
  });
  element.book = PriceBook.parse({ priceBook: "own", unit: "credit", versions: [{ version: "1", rates }] });
</script>`;

/** One whose policy allows no WebAssembly, and whose bundler gives the element `sealquote/js` in place of `sealquote`. */
const ALIASED = `<!doctype html><html lang="en"><title>Consumer</title><envelope-quote></envelope-quote>
<script type="module" src="/aliased.js"></script>`;

const WORKER = `import * as sealquote from "/sealquote/index.js";
import { check } from "/check.mjs";
postMessage(check(sealquote));`;
const SCRIPTS = { "worker.mjs": WORKER, "polluted-worker.mjs": `import "/pollute.mjs";\n${WORKER}`, "strict.mjs": STRICT_SCRIPT, "strict.html": STRICT, "element.html": ELEMENT, "aliased.html": ALIASED };

const MAP = JSON.stringify({
  imports: { sealquote: "/sealquote/index.js", ...Object.fromEntries(["js", "ledger", "consumption"].map((name) => [`sealquote/${name}`, `/sealquote/${name}.js`])) },
});

/** A page that knows entries by their names too. */
const html = (script) => `<!doctype html><html lang="en"><title>Consumer</title>
  <script type="importmap">${MAP}</script><script type="module">${script}</script>`;

let place;
let pages;
let browser;
let close;

before(async () => {
  place = await consumer(FILES);
  const { folder } = place;
  await cp(join(folder, "node_modules", "sealquote"), join(folder, "node_modules", "copy"), { recursive: true });
  const bundle = (from, to, options) =>
    build({ absWorkingDir: folder, entryPoints: [from], outfile: join(folder, to), bundle: true, logLevel: "error", ...options });
  await bundle("bundled.mjs", "bundled.js", { format: "esm", minify: true });
  await bundle("bundled-worker.mjs", "bundled-worker.js", { format: "iife", minify: true });
  // An alias of esbuild is also for what begins with its name, but for what has one of its own.
  const alias = { sealquote: "sealquote/js", "sealquote/element": "sealquote/element" };
  await bundle("aliased.mjs", "aliased.js", { format: "esm", alias });
  await bundle("in-realm.cjs", "in-realm.js", { format: "cjs", platform: "browser", conditions: ["require", "browser"] });
  pages = await serveContents((path) => contents(folder, path));
  ({ browser, close } = await launch());
});

after(async () => {
  await close?.();
  await pages?.close();
  await place?.remove();
});

async function contents(folder, path) {
  const name = path.slice(1);
  if (Object.hasOwn(PAGES, name.replace(".html", ""))) return html(PAGES[name.replace(".html", "")]);
  if (Object.hasOwn(SCRIPTS, name)) return SCRIPTS[name];
  return readFile(join(folder, /^(sealquote|copy)\//.test(name) ? join("node_modules", name) : name));
}

/** What the page of this name comes to. */
async function opened(name, policy) {
  const page = await browser.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(`${pages.origin}/${name}.html${policy === undefined ? "" : `?policy=${encodeURIComponent(policy)}`}`);
  await page.waitForFunction("globalThis.result !== undefined", { timeout: 15_000 }).catch((error) => problems.push(error.message));
  assert.deepEqual(problems, []);
  const result = await page.evaluate("globalThis.result");
  await page.close();
  return result;
}

const printed = async (file) => JSON.parse(await run(process.execPath, [file], { cwd: place.folder }));

test("there is something to run, and what fails is noticed", async () => {
  assert.ok(RAN >= 60);
  const wrong = `${COMMON}const { PriceBook } = sealquote;
    const dear = { builtin: (id) => { const book = PriceBook.builtin(id); return { ...book, quote: (envelope) => ({ ...book.quote(envelope), total: 1e6 }) }; }, parse: PriceBook.parse };
    console.log(JSON.stringify(check({ PriceBook: dear }).failed.length > 20));`;
  assert.equal(await run(process.execPath, ["-e", wrong], { cwd: place.folder }), "true\n");
});

test("Node, modules", async () => assert.deepEqual(await printed("module.mjs"), ALL_FINE));
test("Node, CommonJS", async () => assert.deepEqual(await printed("common.cjs"), ALL_FINE));
test("Node, both kinds at once", async () => assert.deepEqual(await printed("both.mjs"), [FINE, FINE, [true, true], true]));
test("Node, CommonJS that loads no modules", async () => {
  const told = await run(process.execPath, ["--no-experimental-require-module", "alone.cjs"], { cwd: place.folder });
  assert.deepEqual(JSON.parse(told), { refused: "ERR_REQUIRE_ESM", ...ALL_FINE });
});
test("Node, the slim entry with the file", async () => assert.deepEqual(await printed("slim.mjs"), FINE));
test("Node, the entry without WebAssembly", async () => assert.deepEqual(await printed("js.mjs"), FINE));
test("Node, with a polluted Object.prototype", async () => assert.deepEqual(await printed("polluted.mjs"), FINE));

test("a realm without coders of text, as jsdom is", async () => {
  // What the environment of a test runner hands out: its own globals, and of Node's no more than these.
  const module = { exports: {} };
  const { atob, setTimeout } = globalThis;
  const context = vm.createContext({ module, exports: module.exports, atob, setTimeout });
  assert.equal(vm.runInContext("typeof TextDecoder + typeof TextEncoder + typeof Buffer + typeof fetch", context), "undefined".repeat(4));
  vm.runInContext(await readFile(join(place.folder, "in-realm.js"), "utf8"), context);
  assert.deepEqual(JSON.parse(JSON.stringify(module.exports)), { ...FINE, id: "tü", long: "/notes" });
});

test("a page with a plain script of type module", async () => assert.deepEqual(await opened("plain"), FINE));
test("a page with the element by its address, and no import map", async () => {
  assert.deepEqual(await opened("element"), { figure: "7", total: 7, fetched: ["/sealquote/element.js", "/sealquote/index.js"] });
});
test("a page that brings the module's file", async () => assert.deepEqual(await opened("slim"), FINE));
test("a page bundled by esbuild", async () => assert.deepEqual(await opened("bundled"), ALL_FINE));
test("a page with an import map", async () => assert.deepEqual(await opened("mapped"), ALL_FINE));
test("a worker that is a module", async () => assert.deepEqual(await opened("worker"), FINE));
test("a worker bundled by esbuild", async () => assert.deepEqual(await opened("bundledWorker"), FINE));
test("a worker with a polluted Object.prototype", async () => assert.deepEqual(await opened("polluted"), FINE));

test("a page with two copies of the package", async () => {
  const allOfBoth = [[true, true], [true, true]];
  assert.deepEqual(await opened("copies"), { checks: [FINE, FINE], apart: true, element: "function", errors: allOfBoth, books: 4 });
});

const POLICY = "default-src 'none'; connect-src 'self'; script-src 'self' 'unsafe-inline'";

test("a content security policy that allows WebAssembly", async () => {
  assert.deepEqual(await opened("policy", `${POLICY} 'wasm-unsafe-eval'`), { quote: "done", init: "done", slim: "done", check: "done" });
});

test("one that allows scripts of the origin alone, with the entry that the error names", async () => {
  const { refused, evaluated, ...checked } = await opened("strict", "default-src 'none'; script-src 'self'");
  assert.deepEqual(checked, FINE);
  assert.equal(evaluated, "EvalError");
  assert.match(refused, /and where nothing is `sealquote\/js`$/);
});

test("the same one, with the element bundled by esbuild on that entry", async () => {
  assert.equal(await opened("aliased", "default-src 'none'; script-src 'self'"), 1);
});

test("one that does not: the error says which directive has to", async () => {
  const { quote, init, slim, check } = await opened("policy", POLICY);
  for (const told of [quote, init, slim]) assert.match(told, /^NOT_COMPILED: .*`'wasm-unsafe-eval'` in `script-src`/);
  assert.match(check, /NOT_COMPILED|expected/);
});
