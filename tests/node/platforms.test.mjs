// The entries for platforms that compile no bytes: they import their module's file, and never compile.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { pathToFileURL } from "node:url";
import { project, root } from "./package.mjs";

const run = promisify(execFile);
const PLATFORMS = { workerd: /\/(quote|ledger)\.wasm$/, "edge-light": /\/(quote|ledger)\.wasm\?module$/ };

/** What such a platform does with the file, before bytes are refused. */
const loader = (wanted) => `
  import { readFile } from "node:fs/promises";
  import { register } from "node:module";
  import { runInNewContext } from "node:vm";
  export async function load(url, context, next) {
    if (!url.includes(".wasm")) return next(url, context);
    if (!${wanted}.test(url)) throw new Error("not how a module is imported here: " + url);
    const bytes = (await readFile(new URL(url))).toString("base64");
    return { format: "module", shortCircuit: true, source: "export default globalThis.compileFile('" + bytes + "')" };
  }
  if (!import.meta.url.includes("?hooks")) {
    register(import.meta.url + "?hooks");
    const { Module } = WebAssembly;
    // What the platform compiled is of the platform's own realm.
    const Elsewhere = runInNewContext("WebAssembly.Module");
    globalThis.compileFile = (text) => new Elsewhere(Buffer.from(text, "base64"));
    const refuse = () => { throw new WebAssembly.CompileError("Wasm code generation disallowed by embedder"); };
    WebAssembly.Module = class extends Module { constructor() { refuse(); } static [Symbol.hasInstance](value) { return value instanceof Module; } };
    WebAssembly.compile = WebAssembly.instantiate = async () => refuse();
  }
`;

const answers = pathToFileURL(join(root, "tests", "node")).href;
const entry = `
  import * as main from "sealquote";
  import * as ledger from "sealquote/ledger";
  import * as consumption from "sealquote/consumption";
  import { answerBook, answerHistory, answerQuote, failures, HISTORY_KINDS } from "${answers}/answers.mjs";
  import { vectors } from "${answers}/package.mjs";
  const [quotes, books] = [await vectors("quote"), await vectors("book")];
  const histories = (await Promise.all(HISTORY_KINDS.map(vectors))).flat();
  let refused;
  try { new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)); } catch ({ name }) { refused = name; }
  await main.init();
  console.log(JSON.stringify({
    refused,
    from: ["sealquote", "sealquote/ledger", "sealquote/consumption"].map((name) => import.meta.resolve(name).split("/").slice(-2).join("/")),
    ran: quotes.length + books.length >= 90 && histories.length >= 190,
    failed: [
      ...failures(quotes, (vector) => answerQuote(main, vector)),
      ...failures(books, (vector) => answerBook(main, vector)),
      ...failures(histories, (vector) => answerHistory(ledger, vector, main)),
    ],
    counted: consumption.consumptionDetail([], { from: "2026-03-01", to: "2026-03-31" }).data.length,
    sameError: ledger.SealquoteError === main.SealquoteError && consumption.SealquoteError === main.SealquoteError,
  }));
`;

for (const [platform, wanted] of Object.entries(PLATFORMS)) {
  test(`vectors as on ${platform}`, async () => {
    const { folder, remove } = await project();
    try {
      await writeFile(join(folder, "loader.mjs"), loader(wanted));
      await writeFile(join(folder, "entry.mjs"), entry);
      const { stdout } = await run(process.execPath, [`--conditions=${platform}`, "--import", "./loader.mjs", "entry.mjs"], { cwd: folder });
      assert.deepEqual(JSON.parse(stdout), {
        refused: "CompileError",
        from: ["index", "ledger", "consumption"].map((name) => `${platform}/${name}.js`),
        ran: true,
        failed: [],
        counted: 0,
        sameError: true,
      });
    } finally {
      await remove();
    }
  });
}
