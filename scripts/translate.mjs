// The small module as JavaScript, for pages and platforms that allow no WebAssembly: binaryen's wasm2js writes it.

import { readFile, writeFile } from "node:fs/promises";
import { run, Stop } from "./run.mjs";
import { bin } from "./tools.mjs";

/** What the module is made with, and what has to be said in older instructions before it can be translated. */
const FEATURES = ["bulk-memory", "nontrapping-float-to-int", "sign-ext", "mutable-globals"];
const LOWERED = ["llvm-memory-copy-fill-lowering", "llvm-nontrapping-fptoint-lowering", "signext-lowering", "remove-unused-module-elements", "flatten", "rereloop"];

/** What stands around the module's functions: how the file would be loaded, which here `npm/source/translated.js` does. */
const AFTER = /^var retasmFunc = asmFunc\(\{[\s\S]*/m;

/** Writes the JavaScript of a module, as a function that makes an instance. */
export async function translate(module, to) {
  const { default: binaryen } = await import("binaryen");
  const read = binaryen.readBinary(await readFile(module));
  const lowered = `${to}.wasm`;
  await writeFile(lowered, read.emitBinary());
  read.dispose();
  const features = [...FEATURES, "reference-types", "multivalue"].map((feature) => `--enable-${feature}`);
  await run(bin("wasm-opt"), [...features, ...LOWERED.map((pass) => `--${pass}`), "-O4", "-Oz", lowered, "-o", lowered]);
  await run(bin("wasm2js"), [...FEATURES.map((feature) => `--enable-${feature}`), "-Oz", lowered, "-o", to]);
  const text = await readFile(to, "utf8");
  if (!AFTER.test(text)) {
    throw new Stop(`\`wasm2js\` wrote another kind of file to \`${to}\`; see whether binaryen was updated.`);
  }
  await writeFile(to, `export function instantiate() {\n${text.replace(AFTER, "")}return { exports: asmFunc() };\n}\n`);
}
