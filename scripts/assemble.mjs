// The npm package: which files it has, each from which, and the manifest.

import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundle, stamped } from "./bundle.mjs";
import { bill, licences } from "./materials.mjs";
import { root } from "./run.mjs";

export const pkg = join(root, "pkg");

/** Files that are passed on. */
export const DOCUMENTS = ["README.md", "LICENSE-MIT", "LICENSE-APACHE"];

/** What of the README is about the sources, the command and the crate, and not about the package. */
const ELSEWHERE = ["Two commands", "In Rust", "On a ledger", "Scope"];
/** An image that is not in the package. */
const IMAGE = /^!\[.*\n\n/m;

/** The modules as plain files of the package. */
const FILES = { small: "quote.wasm", full: "ledger.wasm" };

/** Entries with types of their own. */
const TYPES = ["index", "ledger", "consumption", "slim", "js", "element", "react"];

/** Entries on the larger module. */
const HISTORIES = ["ledger", "consumption"];

/** Entries of which CommonJS has the file for modules, where it can load that, and else what is in `common/`. */
const LOADED = ["index", "ledger", "consumption", "js"];

/** Where each of what entries share lies in the package, as seen from a folder of it. */
const shared = (folder) => ({ quotes: `${folder}/shared/quotes.js`, histories: `${folder}/shared/histories.js` });
const common = (folder) => ({ quotes: `${folder}/quotes.cjs`, histories: `${folder}/histories.cjs`, index: `${folder}/index.cjs` });

const SMALL = { module: "small", source: "provided" };
const FULL = { module: "full", source: "provided", errors: "given" };

/** Those for modules. The first is whole, so that it can be taken from wherever it lies. */
const MODULES = [
  { from: "entries/index.js", to: "index.js", module: "small", source: "carried" },
  { from: "quotes.js", to: "shared/quotes.js", ...SMALL },
  { from: "histories.js", to: "shared/histories.js", ...FULL },
  { from: "source/carried.js", to: "shared/module.js", module: "full" },
  { from: "source/translated.js", to: "shared/translation.js" },
  { from: "entries/slim.js", to: "slim.js", module: "small", elsewhere: shared(".") },
  { from: "entries/quotes.js", to: "js.js", elsewhere: { ...shared("."), "sealquote:way": "./shared/translation.js" } },
  ...HISTORIES.map((name) => ({
    from: `entries/${name}.js`,
    to: `${name}.js`,
    elsewhere: { ...shared("."), index: "./index.js", "sealquote:way": "./shared/module.js" },
  })),
];

/** Those for CommonJS where no modules are loaded from it, as in some test runners. */
const COMMON = [
  { from: "quotes.js", to: "common/quotes.cjs", ...SMALL },
  { from: "histories.js", to: "common/histories.cjs", ...FULL },
  { from: "entries/quotes.js", to: "common/index.cjs", way: "read", path: FILES.small, elsewhere: common(".") },
  ...HISTORIES.map((name) => ({ from: `entries/${name}.js`, to: `common/${name}.cjs`, way: "read", path: FILES.full, elsewhere: common(".") })),
  { from: "entries/slim.js", to: "slim.cjs", module: "small", elsewhere: common("./common") },
];

/**
 * Platforms that compile no bytes: for the condition of `exports` that each is known by, a folder with the same entries,
 * which import a module's file by what the platform wants behind its name.
 */
const PLATFORMS = Object.entries({ workerd: "", "edge-light": "?module" }).flatMap(([platform, query]) => [
  { from: "entries/quotes.js", to: `${platform}/index.js`, way: "imported", file: `../${FILES.small}${query}`, elsewhere: shared("..") },
  ...HISTORIES.map((name) => ({
    from: `entries/${name}.js`,
    to: `${platform}/${name}.js`,
    way: "imported",
    file: `../${FILES.full}${query}`,
    elsewhere: { ...shared(".."), index: "./index.js" },
  })),
]);

/** Where there are files, the entries find that of their module beside them. Only they have names for it that other places may not read. */
const NODE = [
  { from: "entries/node.js", to: "node/index.js", module: "small", path: `../${FILES.small}`, elsewhere: { index: "../index.js", quotes: "../index.js" } },
  ...HISTORIES.map((name) => ({
    from: "entries/node-histories.js",
    to: `node/${name}.js`,
    module: "full",
    path: `../${FILES.full}`,
    elsewhere: { "sealquote:way": "../shared/module.js", "sealquote:entry": `../${name}.js` },
  })),
];

/** What the element speaks besides English: a page fetches no language but its own. */
const LANGUAGES = ["fr", "hi"].map((language) => `element/languages/${language}.js`);
const languages = (folder) => Object.fromEntries(LANGUAGES.map((path) => [path.slice(0, -".js".length), path.replace("element", folder)]));

/**
 * What stands on the main entry, by its name, which each platform and bundler resolves in its own way. The element is
 * there once more for a page that takes it by its address, where no name means anything. A bundler that parts a server
 * from its pages has to know that hooks are for both.
 */
const BESIDE = [
  { from: "element.js", to: "element.js", elsewhere: { ...languages("./element"), sealquote: "./index.js" } },
  { from: "element.js", to: "element/index.js", external: ["sealquote"], elsewhere: languages(".") },
  { from: "element.js", to: "element.cjs", external: ["sealquote"], elsewhere: languages("./element") },
  ...["js", "cjs"].map((ends) => ({ from: "react.js", to: `react.${ends}`, external: ["sealquote", "react"], banner: '"use client";' })),
  ...LANGUAGES.map((path) => ({ from: path, to: path })),
];

/** Puts the package together in a folder, from the modules that were built. */
export async function assemble(pkg) {
  await rm(pkg, { recursive: true, force: true });
  await mkdir(pkg, { recursive: true });
  for (const file of [...MODULES, ...COMMON, ...PLATFORMS, ...NODE, ...BESIDE]) await bundle(file, pkg);
  for (const name of LOADED) await load(name, pkg);
  for (const name of TYPES) await declare(name, pkg);
  for (const [name, file] of Object.entries(FILES)) await writeFile(join(pkg, file), (await stamped(name)).module);
  const ofModule = await readFile(join(root, "npm", "quote.wasm.d.ts"), "utf8");
  await writeFile(join(pkg, "quote.wasm.d.ts"), ofModule);
  await writeFile(join(pkg, "quote.wasm.d.cts"), ofModule.replace("export default", "export ="));
  for (const name of DOCUMENTS) await writeFile(join(pkg, name), ofPackage(await readFile(join(root, name), "utf8")));
  await mkdir(join(pkg, "schema"));
  for (const name of await readdir(join(root, "schema"))) {
    await writeFile(join(pkg, "schema", name), `${JSON.stringify(JSON.parse(await readFile(join(root, "schema", name), "utf8")))}\n`);
  }
  const about = manifest();
  await writeFile(join(pkg, "package.json"), `${JSON.stringify(about)}\n`);
  await writeFile(join(pkg, "sbom.cdx.json"), `${JSON.stringify(await bill(about))}\n`);
  await writeFile(join(pkg, "THIRD-PARTY-LICENSES"), await licences());
}

/** Writes what `require` gets of an entry, and of the one that stands for it in Node. */
async function load(name, folder) {
  const text = await readFile(join(root, "npm", "entries", `${name}.cjs`), "utf8");
  await writeFile(join(folder, `${name}.cjs`), text);
  if (NODE.some(({ to }) => to === `node/${name}.js`)) await writeFile(join(folder, "node", `${name}.cjs`), text.replace("./common/", "../common/"));
}

/**
 * Writes the types of an entry: whole for CommonJS, since a module may take them from there but not the other way round,
 * unless those for CommonJS are written out.
 */
async function declare(name, folder) {
  const text = unframed(await readFile(join(root, "npm", `${name}.d.ts`), "utf8"));
  const own = join(root, "npm", `${name}.d.cts`);
  if (existsSync(own)) {
    await cp(own, join(folder, `${name}.d.cts`));
    await writeFile(join(folder, `${name}.d.ts`), text);
  } else {
    await writeFile(join(folder, `${name}.d.cts`), text.replaceAll('"./index.js"', '"./index.cjs"'));
    await writeFile(join(folder, `${name}.d.ts`), `export * from "./${name}.cjs";\n`);
  }
}

/** A document without the sections that are about something else. */
const ofPackage = (text) => text.split(/^(?=## )/m).filter((section) => !ELSEWHERE.some((title) => section.startsWith(`## ${title}\n`))).join("").replace(IMAGE, "");

/** Declarations of which comments have no frame of asterisks, unless a line is indented: editors show the same, for less. */
function unframed(text) {
  return text.replace(/\/\*\*[^]*?\*\//g, (comment) => (/\n *\*  /.test(comment) ? comment : comment.replace(/\n *\*(?!\/) ?/g, "\n").replace(/\n *\*\/$/, "\n*/")));
}

/** The hand-written manifest, with what Cargo.toml says already. */
function manifest() {
  const cargo = readFileSync(join(root, "Cargo.toml"), "utf8");
  const of = (key) => new RegExp(`^${key} = "([^"]+)"`, "m").exec(cargo)[1];
  const template = JSON.parse(readFileSync(join(root, "pkg.json"), "utf8"));
  const { name, ...rest } = template;
  return {
    name,
    version: of("version"),
    description: of("description"),
    license: of("license"),
    repository: { type: "git", url: `git+${of("repository")}.git` },
    ...rest,
  };
}
