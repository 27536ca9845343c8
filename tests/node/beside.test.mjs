// The entries in Node: a module is read where its file lies beside, and unpacked wherever that is not there or not its own.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { build } from "esbuild";
import { pkg, project } from "./package.mjs";

const run = promisify(execFile);

/** Tells what is charged and checked, and how many modules were compiled for that: one each, or with each what unpacks it. */
const asked = (main, ledger) => `
  let compiled = 0;
  const { Module } = WebAssembly;
  WebAssembly.Module = class extends Module { constructor(bytes) { super(bytes); compiled++; } static [Symbol.hasInstance](value) { return value instanceof Module; } };
  const [{ quote, SealquoteError }, ledger] = [${main}, ${ledger}];
  const { total } = quote({ signers: [{ method: "electronic" }] });
  const { summary } = ledger.verifyLedger([]);
  console.log(JSON.stringify({ total, rows: summary.rows, sameError: SealquoteError === ledger.SealquoteError, compiled }));
`;
const MODULES = asked('await import("sealquote")', 'await import("sealquote/ledger")');
const COMMON = asked('require("sealquote")', 'require("sealquote/ledger")');

const answer = (compiled) => ({ total: 11, rows: 0, sameError: true, compiled });
const READ = answer(2);
const UNPACKED = answer(4);

async function told(folder, ...parts) {
  const { stdout, stderr } = await run(process.execPath, parts, { cwd: folder });
  assert.equal(stderr, "");
  return JSON.parse(stdout);
}

/** A project that has a copy of the package, for tests that damage it. */
async function withCopy(use) {
  const { folder, remove } = await project();
  const copy = join(folder, "node_modules", "sealquote");
  try {
    await rm(copy);
    await cp(pkg, copy, { recursive: true });
    await writeFile(join(folder, "entry.mjs"), MODULES);
    await writeFile(join(folder, "entry.cjs"), COMMON);
    await use(folder, (name) => join(copy, name));
  } finally {
    await remove();
  }
}

const FILES = ["quote.wasm", "ledger.wasm"];

test("what lies beside is read", () =>
  withCopy(async (folder) => {
    assert.deepEqual(await told(folder, "entry.mjs"), READ);
    assert.deepEqual(await told(folder, "entry.cjs"), READ);
    assert.deepEqual(await told(folder, "--conditions=deno", "entry.mjs"), UNPACKED);
  }));

const damages = {
  "is not there": (file) => rm(file),
  "was cut short": (file) => truncate(file, 50_000),
  "is empty": (file) => truncate(file, 0),
  "is of another version": async (file) => {
    const bytes = await readFile(file);
    await writeFile(file, Buffer.concat([bytes.subarray(0, -16), Buffer.from("0123456789abcdef")]));
  },
  "is a folder": async (file) => {
    await rm(file);
    await cp(join(pkg, "schema"), file, { recursive: true });
  },
};

for (const [what, damage] of Object.entries(damages)) {
  test(`what lies beside ${what}`, () =>
    withCopy(async (folder, at) => {
      for (const file of FILES) await damage(at(file));
      assert.deepEqual(await told(folder, "entry.mjs"), UNPACKED);
      assert.deepEqual(await told(folder, "entry.cjs"), UNPACKED);
    }));
}

test("where files may not be read", () =>
  withCopy(async (folder) => {
    const hide = 'process.getBuiltinModule = () => { throw new Error("no"); };\n';
    for (const name of ["entry.mjs", "entry.cjs"]) {
      await writeFile(join(folder, name), hide + (await readFile(join(folder, name), "utf8")));
      assert.deepEqual(await told(folder, name), UNPACKED, name);
    }
  }));

for (const format of ["esm", "cjs"]) {
  test(`a bundle for Node, as ${format}, says nothing while it is made and unpacks`, () =>
    withCopy(async (folder) => {
      const outfile = join(folder, "out", format === "esm" ? "bundle.mjs" : "bundle.cjs");
      const entry = join(folder, "static.mjs");
      await writeFile(entry, `import * as main from "sealquote";\nimport * as histories from "sealquote/ledger";\n${asked("main", "histories")}`);
      const { warnings } = await build({ entryPoints: [entry], outfile, bundle: true, platform: "node", format, logLevel: "silent" });
      assert.deepEqual(warnings, []);
      assert.deepEqual(await told(folder, outfile), UNPACKED);
    }));
}
