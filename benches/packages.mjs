// The package beside others that hold WebAssembly: what each weighs, how soon it answers, and where it works with no
// configuration. It writes `docs/data/packages.json`, from which the documentation has its table.

import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { root, run } from "../scripts/run.mjs";
import { launch, serveContents } from "../tests/browser/chromium.mjs";
import { median, printTable } from "./rounds.mjs";

const ROUNDS = 9;
const exec = promisify(execFile);
const place = join(root, "target", "packages");
const require = createRequire(join(place, "package.json"));
const load = async (name) => import(pathToFileURL(require.resolve(name)).href);

/** What each is asked first, and answers when it works. */
const PACKAGES = {
  sealquote: { ask: "({ quote }) => quote({ signers: [] }).total", answer: "1" },
  "es-module-lexer": { ask: "async ({ init, parse }) => (await init, parse('import \"a\"')[0].length)", answer: "1" },
  "hash-wasm": { ask: "({ crc32 }) => crc32('a')", answer: "e8b7be43" },
  "@cedar-policy/cedar-wasm": { ask: "({ checkParsePolicySet }) => checkParsePolicySet({ staticPolicies: '' }).type", answer: "success" },
  "@gorules/zen-engine-wasm": { ask: "async ({ default: init, evaluateExpression }) => (await init(), evaluateExpression('1 + 1', {}))", answer: "2" },
};

const script = (name, ask) => `const began = performance.now();
import(${JSON.stringify(name)}).then(${ask}).then(
  (answer) => done({ answer: String(answer), ms: performance.now() - began }),
  (error) => done({ error: String(error?.message ?? error) }),
);\n`;
const PRINT = "const done = (told) => (console.log(JSON.stringify(told)), process.exit());\n";
const KEEP = "const done = (told) => (globalThis.result = told);\n";

/** The tools and packages of the lock file, and the package from its tarball beside them. */
async function install() {
  await mkdir(place, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) await cp(join(root, "benches", "packages", file), join(place, file));
  await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: place });
  const [{ filename }] = JSON.parse(await run("npm", ["pack", "--json", "--pack-destination", place], { cwd: join(root, "pkg") }));
  const to = join(place, "node_modules", "sealquote");
  await mkdir(to, { recursive: true });
  await run("tar", ["-xzf", join(place, filename), "-C", to, "--strip-components=1"]);
}

const inNode = async (file) => JSON.parse((await exec(process.execPath, [file], { cwd: place, timeout: 30_000 })).stdout);

/** Ways to run a package: each answers what its script told. Bundles run in Chromium. */
const places = (browser) => ({
  "import in Node": async ({ name, ask }) => {
    await writeFile(join(place, "ask.mjs"), PRINT + script(name, ask));
    return inNode("ask.mjs");
  },
  "require in Node": async ({ name, ask }) => {
    await writeFile(join(place, "ask.cjs"), PRINT + script(name, ask).replace(/import\((.*?)\)/, "new Promise((ready) => ready(require($1)))"));
    return inNode("ask.cjs");
  },
  esbuild: bundled(browser, (entry, folder) =>
    build({ entryPoints: [entry], outdir: folder, bundle: true, minify: true, format: "esm", splitting: true, logLevel: "silent" })),
  Rollup: bundled(browser, async (entry, folder) => {
    const [{ rollup }, { nodeResolve }] = [await load("rollup"), await load("@rollup/plugin-node-resolve")];
    const bundle = await rollup({ input: entry, plugins: [nodeResolve({ browser: true })], onwarn: () => {} });
    await bundle.write({ dir: folder, format: "es" });
  }),
  Vite: bundled(browser, async (entry, folder) => {
    const { build: viteBuild } = await load("vite");
    const rollupOptions = { input: entry, output: { entryFileNames: "ask.js" }, preserveEntrySignatures: false };
    await viteBuild({ root: place, base: "./", logLevel: "silent", build: { outDir: folder, rollupOptions } });
  }),
  webpack: bundled(browser, async (entry, folder) => {
    const { default: webpack } = await load("webpack");
    const compiler = webpack({ mode: "production", context: place, entry, output: { path: folder, filename: "ask.js", publicPath: "/" } });
    const stats = await new Promise((done, failed) => compiler.run((error, stats) => (error ? failed(error) : done(stats))));
    if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
  }),
});

/** Bundles a package as it comes, and asks it in a page of a server of what was written. */
function bundled(browser, bundler) {
  return async ({ name, ask }) => {
    const folder = join(place, "bundle");
    await rm(folder, { recursive: true, force: true });
    const entry = join(place, "ask.js");
    await writeFile(entry, KEEP + script(name, ask));
    await bundler(entry, folder);
    const page = '<!doctype html><script type="module" src="/ask.js"></script>';
    const pages = await serveContents(async (path) => (path === "/" ? page : readFile(join(folder, path))));
    const tab = await browser.newPage();
    try {
      await tab.goto(pages.origin);
      await tab.waitForFunction("globalThis.result !== undefined", { timeout: 5_000 });
      return await tab.evaluate("globalThis.result");
    } finally {
      await tab.close();
      await pages.close();
    }
  };
}

/** What a page fetches: all that esbuild wrote, and the module where that is a file of its own. */
async function weight(name) {
  const folder = join(place, "bundle");
  const written = await readdir(folder).catch(() => []);
  const code = await Promise.all(written.map((file) => readFile(join(folder, file))));
  const inside = join(place, "node_modules", name);
  const modules = (await readdir(inside, { recursive: true })).filter((file) => file.endsWith(".wasm")).sort();
  const carries = code.some((text) => text.includes("AGFzbQ")) || name === "sealquote" || name === "es-module-lexer";
  const files = carries || modules.length === 0 ? code : [...code, await readFile(join(inside, modules[0]))];
  return { raw: files.reduce((sum, { length }) => sum + length, 0), gzip: files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0) };
}

await install();
const { browser, close } = await launch();
try {
  const all = [];
  for (const [name, about] of Object.entries(PACKAGES)) {
    const works = {};
    const ms = {};
    let size;
    for (const [where, asked] of Object.entries(places(browser))) {
      const ask = () => asked({ name, ...about }).catch(({ message }) => ({ error: message }));
      const first = await ask();
      works[where] = first.answer === about.answer;
      if (where === "esbuild") size = await weight(name);
      if (!works[where]) process.stderr.write(`${name}, ${where}: ${(first.error ?? first.answer ?? "").split("\n")[0].slice(0, 160)}\n`);
      if (works[where] && ["import in Node", "esbuild"].includes(where)) {
        const times = [];
        for (let round = 0; round < ROUNDS; round++) times.push((await ask()).ms);
        ms[where] = Number(median(times).toFixed(1));
      }
    }
    const { version } = JSON.parse(await readFile(join(place, "node_modules", name, "package.json"), "utf8"));
    all.push({ name, version, size, ms, works });
  }
  await writeFile(join(root, "docs", "data", "packages.json"), `${JSON.stringify(all, null, 2)}\n`);
  const kb = (bytes) => (bytes / 1_000).toFixed(0);
  const time = (value) => (value === undefined ? "–" : value.toFixed(1));
  const rows = all.map(({ name, version, size, ms, works }) => {
    const fails = Object.keys(works).filter((where) => !works[where]);
    const count = Object.keys(works).length;
    return [`${name} ${version}`, kb(size.raw), kb(size.gzip), time(ms["import in Node"]), time(ms.esbuild), `${count - fails.length} of ${count}${fails.length > 0 ? `, not ${fails.join(", ")}` : ""}`];
  });
  process.stdout.write("Import to first answer, and where it works with no configuration\n");
  printTable(["", "KB", "gzip", "ms in Node", "ms in Chromium", "works in"], rows);
} finally {
  await close();
}
