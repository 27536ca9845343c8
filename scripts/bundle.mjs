// Files of the package, each bundled from the hand-written ones and from what comes out of the compiler.

import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { glue } from "./glue.mjs";
import { root } from "./run.mjs";

/** Where the modules lie that were built, in a folder each. */
export const work = join(root, "target", "package");

/** The module `small` as JavaScript. */
export const translation = join(work, "small", "translation.js");

const FORMATS = { ".js": { format: "esm" }, ".cjs": { format: "cjs", platform: "node" } };

/**
 * By what name `npm/source/carried.js` knows the long texts, which are written behind everything else: gzip begins to
 * count anew after so many letters, and code that begins in the middle of those packs worse.
 */
const LONG = { unpacker: "sealquoteUnpacker", module: "sealquoteModule" };

/** What `sealquote-pack` writes before what it packed: two numbers of four bytes. */
const LENGTHS_BYTES = 8;

/**
 * Bundles a file of `npm/` into a file of the package, whose name says its format.
 *
 * `module` is the one it binds, `source` and `way` how it comes by that (files of `npm/source/`), `file` and `path` where
 * that finds it; its errors may be `given`; `elsewhere` has the names of what is in another file, with that file, and `external` those of packages.
 */
export async function bundle({ from, to, banner = "", external = [], ...parts }, folder) {
  const { build, transform } = await import("esbuild");
  const path = join(folder, to);
  const { texts, plugin } = await resolved(parts);
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`npm/${from}`],
    outfile: path,
    write: false,
    bundle: true,
    ...FORMATS[extname(to)],
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    minify: true,
    banner: { js: banner },
    external,
    logLevel: "warning",
    plugins: [styles(transform), plugin],
  });
  const [{ text: code }] = outputFiles;
  const long = Object.entries(LONG).filter(([, name]) => code.includes(name));
  const text = code + long.map(([part, name]) => `var ${name}=${JSON.stringify(texts[part])};`).join("");
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, isNamed(to) ? text : await shortened(text, extname(to) === ".js"));
}

/** Whether Node may be asked for names of a file before it runs: it looks for them in code that does nothing. */
const isNamed = (to) => extname(to) === ".cjs" && !to.startsWith("common/");

/** What a binding gives its objects, by which they point into the module. */
const POINTING = /\b__(?:wbg_ptr|wbg_inst|wrap)\b/;

/** What says the same in a twentieth less. */
async function shortened(code, module) {
  const { minify } = await import("terser");
  // A function stays one: within a longer one an engine would not make it part of its callers, and a quote take a third
  // longer. Directives are for bundlers, and not for terser to judge.
  const compress = { passes: 2, reduce_funcs: false, directives: false };
  // That is known to one file; a file without any would be written longer.
  const mangle = POINTING.test(code) ? { properties: { regex: POINTING } } : true;
  return `${(await minify(code, { module, toplevel: true, ecma: 2020, compress, mangle })).code}\n`;
}

/** Style sheets as texts. */
const styles = (transform) => ({
  name: "styles",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
});

/** Resolves the parts that come out of the compiler, and what is in other files. */
async function resolved({ module, source, way, errors, file, path, elsewhere = {} }) {
  const texts = { path, ...(module && (await textsOf(module))) };
  const own = (folder, name) => ({ path: join(root, "npm", folder, `${name}.js`) });
  const plugin = {
    name: "resolved",
    setup(build) {
      build.onResolve({ filter: /./ }, ({ path: name, kind }) => {
        const other = kind !== "entry-point" && Object.keys(elsewhere).find((key) => name === key || name.endsWith(`/${key}.js`));
        return other ? { path: elsewhere[other], external: true } : undefined;
      });
      build.onResolve({ filter: /^sealquote:glue$/ }, () => ({ path: join(work, module, "sealquote.js") }));
      build.onResolve({ filter: /^sealquote:source$/ }, () => own("source", source));
      build.onResolve({ filter: /^sealquote:way$/ }, () => own("source", way));
      build.onResolve({ filter: /^sealquote:letters$/ }, () => own("source", LETTERS[module].read));
      build.onResolve({ filter: /^sealquote:translation$/ }, () => ({ path: translation }));
      build.onResolve({ filter: /^sealquote:file$/ }, () => ({ path: file, external: true }));
      build.onResolve({ filter: /^sealquote:/ }, ({ path }) => ({ path: path.slice(10), namespace: "part" }));
      if (errors === "given") build.onResolve({ filter: /\/error\.js$/ }, () => own("", "error-given"));
      build.onLoad({ filter: /\/sealquote\.js$/ }, async ({ path }) => ({
        contents: await glue(path, { freeing: module === "full", either: source === "provided" }),
      }));
      build.onLoad({ filter: /.*/, namespace: "part" }, ({ path }) => ({ contents: texts[path], loader: path === "lengths" ? "json" : "text" }));
    },
  };
  return { plugin, texts };
}

/** How the bytes of a module are written as text: the large one as short as may be, the small one so that little reads it. */
const LETTERS = {
  small: { write: (bytes) => bytes.toString("base64"), read: "sixty-four" },
  full: { write: ninetyOne, read: "ninety-one" },
};

/** Bytes as `npm/source/ninety-one.js` reads them. */
export function ninetyOne(bytes) {
  const characters = [];
  const push = (digit) => characters.push(digit === 0x3c - 0x23 ? 0x21 : digit + 0x23 + (digit >= 0x5c - 0x23));
  let held = 0;
  let bits = 0;
  const put = () => {
    const digits = held & 0x1fff;
    push(digits % 91);
    push(Math.floor(digits / 91));
    held >>= 13;
    bits -= 13;
  };
  for (const byte of bytes) {
    held |= byte << bits;
    bits += 8;
    if (bits >= 13) put();
  }
  if (bits > 0) put();
  if ((characters.length * 13) >> 4 > bytes.length) push(0);
  return Buffer.from(characters).toString("latin1");
}

const kept = {};

/** The texts of a module: its packed bytes, how many they become, what unpacks them, the name of its build. */
function textsOf(name) {
  kept[name] ??= Promise.all([readFile(join(work, name, "sealquote.packed")), readFile(join(work, "unpack.wasm")), stamped(name)]);
  return kept[name].then(([packed, unpacker, { build }]) => ({
    module: LETTERS[name].write(packed.subarray(LENGTHS_BYTES)),
    lengths: JSON.stringify({ length: packed.readUInt32LE(0), streamsLength: packed.readUInt32LE(4) }),
    unpacker: LETTERS[name].write(unpacker),
    build,
  }));
}

/** A module with the name of its build in it: what a caller brings to the slim entry has to be of the same. */
export async function stamped(name) {
  const module = await readFile(join(work, name, "sealquote.wasm"));
  const build = createHash("sha256").update(module).digest("hex").slice(0, 16);
  const section = Buffer.from(`\u0009sealquote${build}`);
  return { build, module: Buffer.concat([module, Buffer.of(0, section.length), section]) };
}
