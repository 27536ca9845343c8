// The npm package: the core as a module, the hand-written entries around it, and the manifest.

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { glue } from "./glue.mjs";
import { main, root, run, step, Stop } from "./run.mjs";
import { translate } from "./translate.mjs";
import { bin, needBasics, needBindgen, needTarget } from "./tools.mjs";

const TARGET = "wasm32-unknown-unknown";
const work = join(root, "target", "package");
const pkg = join(root, "pkg");
const stamp = join(work, "built-from");
const documents = ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"];
const inputs = ["src", "unpack", "npm", "schema", "scripts", "Cargo.toml", "Cargo.lock", ".cargo", "pkg.json", "package-lock.json", ...documents];

/** Functions of Rust's own that do nothing but panic. */
const PANICS = /\b(core|alloc|std)\[[0-9a-f]+\]::.*(panicking::|unwrap_failed|expect_failed|_fail$|capacity_overflow|handle_error|alloc_error)/;

/** Files of sources that are not ours, by their whole paths. */
const CARGO_HOME = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
const SOURCES = new RegExp(`(/rustc/[0-9a-f]{40}|${CARGO_HOME.replace(/[^\w/]/g, "\\$&")}/registry/src)/[\\w./-]+?\\.rs`, "g");

/** The modules: what they are built with, and which of their exports no entry uses that has them. */
const MODULES = {
  small: { options: [], unused: /^$/ },
  full: { options: ["--features", "full"], unused: /^(book|desk)_|^__wbg_(book|desk)_free$/ },
};

/** The module `small` as JavaScript. */
const translation = join(work, "small", "translation.js");

const packedModules = {};

/** The modules as plain files of the package. */
const FILES = { small: "quote.wasm", full: "ledger.wasm" };

/** Formats of entries, with how their files end. */
const FORMATS = [
  { format: "esm", ends: "js", types: "d.ts" },
  { format: "cjs", ends: "cjs", types: "d.cts", platform: "node" },
];

/**
 * The entries, each with its module, how it comes by it (a file of `npm/source/`), and what it takes from elsewhere: from
 * the main entry the class of its errors.
 */
const ENTRIES = {
  index: { module: "small", source: "carried", external: [] },
  slim: { module: "small", source: "given", external: [] },
  js: { module: "small", source: "translated", external: [] },
  ledger: { module: "full", source: "carried", external: [/^\.\/error\.js$/] },
  consumption: { module: "full", source: "carried", external: [/^\.\/error\.js$/] },
  element: { external: [/^sealquote$/] },
  // A bundler that parts a server from its pages has to know that hooks are for both.
  react: { external: [/^(sealquote|react)$/], banner: '"use client";' },
};

/**
 * Platforms that compile no bytes: for the condition of `exports` that each is known by, a folder with the same entries,
 * which import a module's file by what the platform wants behind its name.
 */
const PLATFORMS = { workerd: "", "edge-light": "?module" };

/** What stands before the packed bytes of an LZMA file, and its first byte: the one form that `unpack` reads. */
const LZMA_HEADER_BYTES = 13;
const LZMA_PROPERTIES = (2 * 5 + 0) * 9 + 3;

/** Features that every supported engine has; `--all-features` makes a module that none of them loads. */
const WASM_FEATURES = [
  "bulk-memory",
  "nontrapping-float-to-int",
  "sign-ext",
  "mutable-globals",
  "reference-types",
  "multivalue",
].map((feature) => `--enable-${feature}`);

/** Builds the package when anything that it is made from has changed. */
export async function build() {
  await needBasics();
  const from = await fingerprint();
  if (existsSync(join(pkg, "package.json")) && existsSync(stamp) && (await readFile(stamp, "utf8")) === from) {
    return;
  }
  await needTarget();
  const bindgen = await needBindgen();
  await mkdir(work, { recursive: true });
  await rm(stamp, { force: true });
  await step("unpacker to WebAssembly", () => compile("sealquote-unpack", ["--", "-C", "link-arg=--export=__heap_base"]));
  await step("unpacker, optimized", () => optimize(compiled("sealquote_unpack"), join(work, "unpack.wasm")));
  for (const [name, { options, unused }] of Object.entries(MODULES)) {
    await step(`module \`${name}\` to WebAssembly`, () => compile("sealquote", options));
    await step(`module \`${name}\`, bound and optimized`, () => bind(bindgen, join(work, name), unused));
  }
  await step("module `small` as JavaScript", () => translate(join(work, "small", "sealquote.wasm"), translation));
  await step("package", () => assemble(pkg));
  await writeFile(stamp, from);
}

/** Names and times of everything that the package is made from. */
async function fingerprint() {
  const hash = createHash("sha256");
  const visit = async (path) => {
    const about = await stat(path);
    if (about.isDirectory()) {
      for (const name of (await readdir(path)).sort()) await visit(join(path, name));
    } else {
      hash.update(`${path}\0${about.size}\0${about.mtimeMs}\n`);
    }
  };
  for (const input of inputs) await visit(join(root, input));
  return hash.digest("hex");
}

function compile(crate, options) {
  const cdylib = ["--lib", "--profile", "module", "--target", TARGET, "--crate-type", "cdylib"];
  return run("cargo", ["rustc", "--package", crate, ...cdylib, ...options]);
}

function compiled(name) {
  return join(root, "target", TARGET, "module", `${name}.wasm`);
}

async function bind(tools, folder, unused) {
  await run(join(tools, "wasm-bindgen"), [
    "--target=web",
    "--omit-default-module-path",
    "--no-typescript",
    // A module that trapped is dead for good, so it has to be possible to start another one.
    "--experimental-reset-state-function",
    `--out-dir=${folder}`,
    compiled("sealquote"),
  ]);
  await optimize(join(folder, "sealquote_bg.wasm"), join(folder, "sealquote.wasm"), unused);
}

async function optimize(module, to, unused = /^$/) {
  await slim(module, unused);
  const stripped = ["--strip-debug", "--strip-producers", "--strip-target-features"];
  await run(bin("wasm-opt"), ["-Oz", ...WASM_FEATURES, ...stripped, module, "-o", to]);
}

/**
 * Leaves out unused exports, and of what panics everything but the trap: nobody reads the message, since what a caller
 * sees is `INTERNAL`, and putting messages together, and saying at each place where it is, is 2 % of what a page has to
 * fetch.
 */
async function slim(path, unused) {
  const { default: binaryen } = await import("binaryen");
  const module = binaryen.readBinary(await readFile(path));
  const names = Array.from({ length: module.getNumFunctions() }, (_, number) => module.getFunctionByIndex(number));
  for (const one of names) {
    const { name, module: imported } = binaryen.getFunctionInfo(one);
    if (imported === "" && PANICS.test(name)) {
      binaryen.Function.setBody(one, module.unreachable());
    }
  }
  const exported = Array.from({ length: module.getNumExports() }, (_, number) => binaryen.getExportInfo(module.getExportByIndex(number)).name);
  exported.filter((name) => unused.test(name)).forEach((name) => module.removeExport(name));
  // Their places in the sources stay behind as data, with the folders of whoever builds.
  const bytes = Buffer.from(module.emitBinary()).toString("latin1");
  await writeFile(path, bytes.replace(SOURCES, (place) => "\0".repeat(place.length)), "latin1");
  module.dispose();
}

/** Puts the package together in a folder, from the modules that were built. */
export async function assemble(pkg) {
  await rm(pkg, { recursive: true, force: true });
  await mkdir(pkg, { recursive: true });
  for (const [entry, about] of Object.entries(ENTRIES)) {
    for (const format of FORMATS) await bundle(entry, about, format, pkg);
    if (about.source === "carried") {
      for (const [platform, query] of Object.entries(PLATFORMS)) {
        const file = `../${FILES[about.module]}${query}`;
        await bundle(entry, { ...about, source: "imported", file }, FORMATS[0], join(pkg, platform));
      }
    }
    await declare(entry, pkg);
  }
  for (const [name, file] of Object.entries(FILES)) {
    await writeFile(join(pkg, file), (await stamped(name)).module);
  }
  await cp(join(root, "npm", "quote.wasm.d.ts"), join(pkg, "quote.wasm.d.ts"));
  for (const name of documents) {
    await cp(join(root, name), join(pkg, name));
  }
  await cp(join(root, "schema"), join(pkg, "schema"), { recursive: true });
  await writeFile(join(pkg, "package.json"), manifest());
}

/** Bundles an entry into a folder. */
async function bundle(entry, about, { format, ends, platform }, folder) {
  const { build: bundleWith } = await import("esbuild");
  await bundleWith({
    absWorkingDir: root,
    entryPoints: [`npm/${entry}.js`],
    outfile: join(folder, `${entry}.${ends}`),
    bundle: true,
    format,
    platform,
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    minify: true,
    banner: { js: about.banner ?? "" },
    logLevel: "warning",
    plugins: [await parts(about, ends)],
  });
}

/** Writes the types of an entry into a folder, once for each format: for CommonJS the same, unless they are written out. */
async function declare(entry, folder) {
  const text = await readFile(join(root, "npm", `${entry}.d.ts`), "utf8");
  for (const { ends, types } of FORMATS) {
    const own = join(root, "npm", `${entry}.${types}`);
    const declared = existsSync(own) ? await readFile(own, "utf8") : text.replaceAll('"./index.js"', `"./index.${ends}"`);
    await writeFile(join(folder, `${entry}.${types}`), declared);
  }
}

/** A module with the name of its build in it: what a caller brings to the slim entry has to be of the same. */
async function stamped(name) {
  const module = await readFile(join(work, name, "sealquote.wasm"));
  const build = createHash("sha256").update(module).digest("hex").slice(0, 16);
  const section = Buffer.from(`\u0009sealquote${build}`);
  return { build, module: Buffer.concat([module, Buffer.of(0, section.length), section]) };
}

/**
 * A module as the package carries it: its length, four bytes, the lowest first, and its bytes by LZMA, a tenth
 * fewer than deflate makes of them.
 */
async function packed(name) {
  const path = join(work, name, "sealquote.wasm");
  const module = await readFile(path);
  const { compress, decompress } = await import("lzma1");
  const alone = compress(module, 9);
  if (Buffer.compare(decompress(alone), module) !== 0 || alone[0] !== LZMA_PROPERTIES) {
    throw new Stop(`\`lzma1\` does not bring \`${path}\` back; see whether it was updated.`);
  }
  const length = Buffer.alloc(4);
  length.writeUInt32LE(module.length);
  return Buffer.concat([length, alone.subarray(LZMA_HEADER_BYTES)]);
}

/** Resolves the parts that come out of the compiler, and what an entry takes from elsewhere. */
async function parts({ module, source, file, external }, ends) {
  const texts = module && {
    module: (await (packedModules[module] ??= packed(module))).toString("base64"),
    unpacker: (await readFile(join(work, "unpack.wasm"))).toString("base64"),
    build: (await stamped(module)).build,
  };
  return {
    name: "parts",
    setup(build) {
      build.onResolve({ filter: /^sealquote:glue$/ }, () => ({ path: join(work, module, "sealquote.js") }));
      build.onResolve({ filter: /^sealquote:source$/ }, () => ({ path: join(root, "npm", "source", `${source}.js`) }));
      build.onResolve({ filter: /^sealquote:translation$/ }, () => ({ path: translation }));
      build.onResolve({ filter: /^sealquote:file$/ }, () => ({ path: file, external: true }));
      build.onResolve({ filter: /^sealquote:/ }, ({ path }) => ({ path: path.slice(10), namespace: "part" }));
      build.onLoad({ filter: /\/sealquote\.js$/ }, async ({ path }) => ({ contents: await glue(path, { freeing: module === "full", translated: source === "translated" }) }));
      build.onLoad({ filter: /.*/, namespace: "part" }, ({ path }) => ({ contents: texts[path], loader: "text" }));
      for (const filter of external) {
        build.onResolve({ filter }, ({ path }) => ({ path: path === "./error.js" ? `./index.${ends}` : path, external: true }));
      }
    },
  };
}

/** The hand-written manifest, with what Cargo.toml says already. */
function manifest() {
  const cargo = readFileSync(join(root, "Cargo.toml"), "utf8");
  const of = (key) => new RegExp(`^${key} = "([^"]+)"`, "m").exec(cargo)[1];
  const template = JSON.parse(readFileSync(join(root, "pkg.json"), "utf8"));
  const { name, ...rest } = template;
  const whole = {
    name,
    version: of("version"),
    description: of("description"),
    license: of("license"),
    repository: { type: "git", url: `git+${of("repository")}.git` },
    ...rest,
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(build);
}
