// The modules of the npm package, built from the core, and the package from them.

import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { assemble, DOCUMENTS, pkg } from "./assemble.mjs";
import { translation, work } from "./bundle.mjs";
import { fingerprint } from "./fingerprint.mjs";
import { NUMBERED, shortNames, UNNUMBERED } from "./glue.mjs";
import { main, root, run, step, Stop } from "./run.mjs";
import { translate } from "./translate.mjs";
import { bin, needBasics, needBindgen, needTarget } from "./tools.mjs";

const TARGET = "wasm32-unknown-unknown";
const stamp = join(work, "built-from");
const inputs = ["src", "pack", "unpack", "npm", "schema", "scripts", "Cargo.toml", "Cargo.lock", ".cargo", "pkg.json", "package-lock.json", ...DOCUMENTS];

/**
 * Functions that do nothing but panic, or that only what is said in a panic would call, as all that formats does: what the
 * core says it puts together itself. And what refuses whole numbers that none of ours reach, and what waits for promises.
 */
const PANICS = new RegExp(
  [
    "\\b(?:core|alloc|std)\\[[0-9a-f]+\\]::.*(?:panicking::|unwrap_failed|expect_failed|_fail$|capacity_overflow|handle_error|alloc_error|cell::Borrow)",
    "\\bcore\\[[0-9a-f]+\\]::fmt::(?:write$|Formatter>::pad|Write>::write_|(?:Debug|Display)>::fmt(?:\\.\\d+)?$)",
    "^wasm_bindgen::convert::closures::",
    "^js_sys::futures::",
  ].join("|"),
);

/** Files of sources by their paths, of which those that are not ours are whole. */
const CARGO_HOME = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
const SOURCES = `(?:/rustc/[0-9a-f]{40}|${CARGO_HOME.replace(/[^\w/]/g, "\\$&")}/registry/src)/[\\w./-]+?\\.rs|(?:src)?/[\\w/]+\\.rs`;

/** What Rust's own functions would say before they panic. */
const LAST_WORDS = [
  "attempt to (?:add|subtract|multiply|divide|shift left|shift right) (?:with overflow|by zero)",
  "attempt to join into collection with len > usize::MAX",
  "assertion failed: [\\w.:()]+",
  "(?:range (?:start|end) index | out of range for slice of length |index out of bounds: the len is |mid > len)",
  "(?:swap_remove index \\(is |\\) should be < len \\(is )",
  "called `Option::unwrap(?:_throw)?\\(\\)` on a `None` value",
  "one-time initialization may not be performed recursively",
  "internal error: entered unreachable code: invalid Once state",
  "capacity overflow",
  // Of the bindings, which throw without a word.
  "attempted to take ownership of Rust value while it was borrowed",
  "recursive use of an object detected which would lead to unsafe aliasing in rust",
  "null pointer passed to rust",
];
const UNREAD = new RegExp([SOURCES, ...LAST_WORDS].join("|"), "g");
/** Two digits of a number each: what a module that is alone says it puts together itself. */
const DIGITS = /00(?:\d\d){99}/g;

/**
 * The modules: what they are built with, which of their exports no entry uses that has them, whether they are `alone` and import
 * nothing, and what makes them shorter still.
 * Constants that are named once pack worse, and tiny functions in place of their calls better, which counts for the small one, that a
 * page waits for.
 */
const MODULES = {
  small: {
    options: [],
    flags: [],
    unused: /^__(?:wbindgen_|wbg_desk_free$|abort_handler$|instance_terminated$)/,
    alone: true,
    shorter: ["--always-inline-max-function-size=6"],
  },
  full: {
    options: ["--features", "full"],
    flags: ["-C", "llvm-args=-enable-partial-inlining"],
    unused: /^(book|desk)_|^__wbg_(book|desk)_free$/,
    alone: false,
    shorter: ["--const-hoisting"],
  },
};

/**
 * No input of the tests takes more than an eighth of this stack, since what nests is limited; beyond it is the trap, as the stack lies
 * lowest.
 * Behind a megabyte of it, as is usual, every address would be a byte longer.
 */
const STACK = ["-C", "link-arg=-zstack-size=131072"];

/** Features that every supported engine has; `--all-features` makes a module that none of them loads. */
const WASM_FEATURES = [
  "bulk-memory",
  "nontrapping-float-to-int",
  "sign-ext",
  "mutable-globals",
  "reference-types",
  "multivalue",
].map((feature) => `--enable-${feature}`);

/**
 * For speed and then for size packs better than for size alone, and so do functions that stay apart; what is laid
 * flat first is written shorter. At the lowest addresses is the end of the stack, where no pointer of ours points to, so that what is added to
 * one may be added where it is used.
 */
const WASM_LEVELS = [
  ...["--low-memory-unused", "--one-caller-inline-max-function-size=0"],
  ...["--flatten", "--rereloop", "-O2", "-Os", "-Oz", "-Oz", "--reorder-locals"],
];

/** Builds the package when anything that it is made from has changed. */
export async function build() {
  await needBasics();
  const from = await fingerprint(inputs);
  if (existsSync(join(pkg, "package.json")) && existsSync(stamp) && (await readFile(stamp, "utf8")) === from) {
    return;
  }
  await needTarget();
  const bindgen = await needBindgen();
  await mkdir(work, { recursive: true });
  await rm(stamp, { force: true });
  await step("unpacker to WebAssembly", () => compile("sealquote-unpack", ["--", "-C", "link-arg=--export=__heap_base", ...STACK]));
  await step("unpacker, optimized", () => optimize(compiled("sealquote_unpack"), join(work, "unpack.wasm"), { unused: /^__data_end$/ }));
  for (const [name, { options, flags, ...about }] of Object.entries(MODULES)) {
    await step(`module \`${name}\` to WebAssembly`, () => compile("sealquote", [...options, "--", ...flags, ...STACK]));
    await step(`module \`${name}\`, bound and optimized`, () => bind(bindgen, join(work, name), about));
    await step(`module \`${name}\`, packed`, () => pack(join(work, name)));
  }
  await step("module `small` as JavaScript", () => translate(join(work, "small", "sealquote.wasm"), translation));
  await step("package", () => assemble(pkg));
  await writeFile(stamp, from);
}

function compile(crate, options) {
  const cdylib = ["--lib", "--profile", "module", "--target", TARGET, "--crate-type", "cdylib"];
  return run("cargo", ["rustc", "--package", crate, ...cdylib, ...options]);
}

function compiled(name) {
  return join(root, "target", TARGET, "module", `${name}.wasm`);
}

async function bind(tools, folder, about) {
  await run(join(tools, "wasm-bindgen"), [
    "--target=web",
    "--omit-default-module-path",
    "--no-typescript",
    // A module that trapped is dead for good, so it has to be possible to start another one.
    "--experimental-reset-state-function",
    `--out-dir=${folder}`,
    compiled("sealquote"),
  ]);
  await optimize(join(folder, "sealquote_bg.wasm"), join(folder, "sealquote.wasm"), about);
}

/** Arranges a module, and packs it as the package carries it. */
function pack(folder) {
  const files = ["sealquote.wasm", "sealquote.packed"].map((name) => join(folder, name));
  return run("cargo", ["run", "--quiet", "--package", "sealquote-pack", "--", ...files]);
}

async function optimize(module, to, { shorter = [], ...about }) {
  await slim(module, about);
  const stripped = ["--strip-debug", "--strip-producers", "--strip-target-features"];
  await run(bin("wasm-opt"), [...WASM_LEVELS, ...shorter, ...WASM_FEATURES, ...stripped, module, "-o", to]);
}

/**
 * Leaves out unused exports, and of what panics everything but the trap: nobody reads the message, since what a caller
 * sees is `INTERNAL`, and putting messages together, and saying at each place where it is, is 2 % of what a page has to
 * fetch. What is imported by a module that is alone would throw, as a trap does too.
 */
async function slim(path, { unused, alone = false }) {
  const { default: binaryen } = await import("binaryen");
  const module = binaryen.readBinary(await readFile(path));
  const names = Array.from({ length: module.getNumFunctions() }, (_, number) => module.getFunctionByIndex(number));
  for (const one of names) {
    const { name, module: imported, params, results } = binaryen.getFunctionInfo(one);
    if (imported === "" && PANICS.test(name)) {
      binaryen.Function.setBody(one, module.unreachable());
    } else if (imported !== "" && alone) {
      module.removeFunction(name);
      module.addFunction(name, params, results, [], module.unreachable());
    }
  }
  const exports = Array.from({ length: module.getNumExports() }, (_, number) => binaryen.getExportInfo(module.getExportByIndex(number)));
  exports.filter(({ name }) => unused.test(name)).forEach(({ name }) => module.removeExport(name));
  const kept = new Map(exports.filter(({ name }) => !unused.test(name)).map(({ name, value }) => [name, value]));
  for (const [name, letter] of shortNames([...kept.keys()])) {
    module.removeExport(name);
    module.addFunctionExport(kept.get(name), letter);
  }
  // What they would say stays behind as data, and where in the sources, with the folders of whoever builds.
  const bytes = Buffer.from(module.emitBinary()).toString("latin1");
  const blank = (text) => "\0".repeat(text.length);
  const said = bytes.replace(UNREAD, blank).replace(NUMBERED, UNNUMBERED);
  await writeFile(path, alone ? said.replace(DIGITS, blank) : said, "latin1");
  module.dispose();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(build);
}
