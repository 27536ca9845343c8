// The tarball in bundlers, runtimes and test runners, with no more configuration than each wants of anybody.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { launch, launchFirefox, serveContents } from "../../browser/chromium.mjs";
import { root } from "../../node/package.mjs";
import { ALL_FINE, consumer, FINE, run } from "../consumer.mjs";

const installed = join(root, "target", "consumers");
const require = createRequire(join(installed, "package.json"));
const load = async (name) => import(pathToFileURL(require.resolve(name)).href);
const bin = (name) => join(installed, "node_modules", ".bin", name);

const MODULE = 'import * as sealquote from "sealquote";\nimport { check } from "./check.mjs";\n';
const WHOLE = 'import { whole } from "./whole.mjs";\n';
const WHOLE_COMMON = 'const { whole } = require("./whole.cjs");\n';
const PRINT = "console.log(JSON.stringify(whole()));\n";
const PAGE = '<!doctype html><html lang="en"><title>Consumer</title><script type="module" src="./main.js"></script></html>';

const FILES = {
  "index.html": PAGE,
  "main.js": `${WHOLE}globalThis.result = whole();\n`,
  "slim.js": `import * as sealquote from "sealquote/slim";
import { check } from "./check.mjs";
sealquote.init(fetch(new URL("sealquote/quote.wasm", import.meta.url))).then(() => (globalThis.result = check(sealquote)));\n`,
  // Under a policy that allows no WebAssembly.
  "strict.js": `import { quote } from "sealquote";
import * as sealquote from "sealquote/js";
import { check } from "./check.mjs";
let refused = "";
try { quote({ signers: [] }); } catch ({ message }) { refused = message; }
globalThis.result = { ...check(sealquote), refused };\n`,
  "aliased/index.html": PAGE.replace("<script", "<envelope-quote></envelope-quote><script"),
  "aliased/main.js": `import "sealquote/element";
addEventListener("quote", ({ detail }) => (globalThis.result = detail.error?.message ?? detail.quote.total));
document.querySelector("envelope-quote").envelope = { signers: [] };\n`,
  "aliased/vite.config.mjs": `export default {
  build: { outDir: "../dist-aliased" },
  resolve: { alias: [{ find: /^sealquote$/, replacement: "sealquote/js" }] },
};\n`,
  "print.mjs": WHOLE + PRINT,
  "print.cjs": WHOLE_COMMON + PRINT,
  "module.test.mjs": `${WHOLE}import { expect, test } from "vitest";\ntest("vectors", () => expect(whole()).toEqual(${JSON.stringify(ALL_FINE)}));\n`,
  "in-node.test.cjs": `${WHOLE_COMMON}test("vectors", () => {
  expect(typeof document).toBe("undefined");
  expect(whole()).toEqual(${JSON.stringify(ALL_FINE)});
});\n`,
  "in-jsdom.test.mjs": `${WHOLE}import { expect, test } from "vitest";
import "sealquote/element";
test("vectors", async () => {
  expect(whole()).toEqual(${JSON.stringify(ALL_FINE)});
  document.body.innerHTML = '<envelope-quote envelope=\\'{ "signers": [] }\\'></envelope-quote>';
  await Promise.resolve();
  expect(document.querySelector("envelope-quote").shadowRoot.querySelector("[part=figure]").textContent).toBe("1");
});\n`,
  "common.test.cjs": `${WHOLE_COMMON}test("vectors", () => {
  expect([typeof document, typeof TextDecoder]).toEqual(["object", "undefined"]);
  expect(whole()).toEqual(${JSON.stringify(ALL_FINE)});
  require("sealquote/element");
  document.body.innerHTML = '<envelope-quote envelope=\\'{ "signers": [] }\\'></envelope-quote>';
  return Promise.resolve().then(() => expect(document.querySelector("envelope-quote").shadowRoot.querySelector("[part=figure]").textContent).toBe("1"));
});\n`,
  "worker.mjs": `${WHOLE}export default { fetch: () => Response.json(whole()) };\n`,
  "slim-worker.mjs": `import quoteModule from "sealquote/quote.wasm";
import * as sealquote from "sealquote/slim";
import { check } from "./check.mjs";
export default { fetch: () => (sealquote.initSync(quoteModule), Response.json(check(sealquote))) };\n`,
  // As by a bundler that does not know the platform.
  "lost-worker.mjs": `import { quote } from "./node_modules/sealquote/index.js";
const told = () => { try { return quote({ signers: [] }); } catch ({ code, message }) { return { code, message }; } };
export default { fetch: () => Response.json(told()) };\n`,
};

let place;
let browser;
let close;

before(async () => {
  place = await consumer(FILES, installed);
  ({ browser, close } = await launch());
});

after(async () => {
  await close?.();
  await place?.remove();
});

/** What a page comes to whose files lie in a folder of the project. */
async function opened(folder, script, { by = browser, policy } = {}) {
  const pages = await serveContents(async (path) => {
    if (path !== "/") return readFile(join(place.folder, folder, path));
    return script === undefined ? readFile(join(place.folder, folder, "index.html")) : PAGE.replace("main.js", script);
  });
  try {
    const page = await by.newPage();
    const problems = [];
    // What a policy blocks, Firefox tells as an error of the page.
    page.on("pageerror", ({ message }) => message.startsWith("Content-Security-Policy:") || problems.push(message));
    await page.goto(policy === undefined ? pages.origin : `${pages.origin}/?policy=${encodeURIComponent(policy)}`);
    await page.waitForFunction("globalThis.result !== undefined", { timeout: 15_000 }).catch((error) => problems.push(error.message));
    assert.deepEqual(problems, []);
    return await page.evaluate("globalThis.result");
  } finally {
    await pages.close();
  }
}

test("Vite", async () => {
  await run(bin("vite"), ["build", "--logLevel=warn"], { cwd: place.folder });
  assert.deepEqual(await opened("dist"), ALL_FINE);
});

test("Vite, the element under a policy that allows no WebAssembly, by an alias", async () => {
  await run(bin("vite"), ["build", "aliased", "--logLevel=warn"], { cwd: place.folder });
  assert.equal(await opened("dist-aliased", undefined, STRICT), 1);
});

async function rolledUp(entry, folder = "rollup", options = { browser: true }) {
  const { rollup } = await load("rollup");
  const { nodeResolve } = await load("@rollup/plugin-node-resolve");
  const bundle = await rollup({ input: join(place.folder, `${entry}.js`), plugins: [nodeResolve(options)] });
  await bundle.write({ file: join(place.folder, folder, `${entry}.js`), format: "es" });
}

const STRICT = { policy: "default-src 'none'; script-src 'self'" };
const isTold = ({ refused, ...checked }) => {
  assert.deepEqual(checked, FINE);
  assert.match(refused, /`'wasm-unsafe-eval'` in `script-src`.* `sealquote\/js`$/);
};

test("Rollup", async () => {
  for (const entry of ["main", "strict"]) await rolledUp(entry);
  assert.deepEqual(await opened("rollup", "main.js"), ALL_FINE);
});

test("Rollup, a page of what is meant for Node", async () => {
  await rolledUp("main", "rollup-node", { exportConditions: ["node"] });
  const bundled = await readFile(join(place.folder, "rollup-node", "main.js"), "utf8");
  assert.match(bundled, /process\.getBuiltinModule\("node:fs"\)/);
  assert.deepEqual(await opened("rollup-node", "main.js"), ALL_FINE);
});

test("Rollup, under a policy that allows no WebAssembly", async () => isTold(await opened("rollup", "strict.js", STRICT)));

test("Firefox, as bundled by Rollup, also under that policy", async () => {
  const firefox = await launchFirefox();
  try {
    assert.deepEqual(await opened("rollup", "main.js", { by: firefox.browser }), ALL_FINE);
    isTold(await opened("rollup", "strict.js", { by: firefox.browser, ...STRICT }));
    assert.match(await firefox.browser.version(), /firefox/i);
  } finally {
    await firefox.close();
  }
});

/** Bundles an entry by webpack, or by what takes its place. */
async function packed(from, entry, { folder, ...options }) {
  const { default: packer, ...named } = await load(from);
  const compiler = (typeof packer === "function" ? packer : named.rspack)({
    mode: "production",
    context: place.folder,
    entry,
    output: { path: join(place.folder, folder), filename: "main.js" },
    ...options,
  });
  const stats = await new Promise((done, failed) => compiler.run((error, stats) => (error ? failed(error) : done(stats))));
  const { errors, warnings } = stats.toJson({ errors: true, warnings: true });
  assert.deepEqual([...errors, ...warnings].map(({ message }) => message).filter((message) => !/size limit|performance/.test(message)), []);
}

for (const [name, from] of [["webpack", "webpack"], ["Rspack", "@rspack/core"]]) {
  for (const entry of ["main", "slim"]) {
    test(`${name}, ${entry}`, async () => {
      const folder = `${name}-${entry}`;
      await packed(from, `./${entry}.js`, { folder });
      assert.deepEqual(await opened(folder, "main.js"), entry === "main" ? ALL_FINE : FINE);
    });
  }

  test(`${name}, for Node`, async () => {
    for (const file of ["print.mjs", "print.cjs"]) {
      const folder = `${name}-${file}`;
      await packed(from, `./${file}`, { folder, target: "node" });
      assert.deepEqual(JSON.parse(await run(process.execPath, [join(folder, "main.js")], { cwd: place.folder })), ALL_FINE);
    }
  });
}

test("Bun", async () => {
  const [folder] = (await readdir(join(installed, "node_modules", "@oven"))).filter((name) => name.startsWith("bun-linux-x64")).sort();
  const bun = join(installed, "node_modules", "@oven", folder, "bin", "bun");
  for (const file of ["print.mjs", "print.cjs"]) assert.deepEqual(JSON.parse(await run(bun, [file], { cwd: place.folder })), ALL_FINE);
});

test("Deno", async () => {
  const [folder] = await readdir(join(installed, "node_modules", "@deno"));
  const deno = join(installed, "node_modules", "@deno", folder, "deno");
  const args = ["run", "--no-remote", "--node-modules-dir=manual", "print.mjs"];
  assert.deepEqual(JSON.parse(await run(deno, args, { cwd: place.folder, env: { DENO_DIR: join(place.folder, ".deno") } })), ALL_FINE);
});

for (const version of [22, 24]) {
  test(`Node ${version}`, async () => {
    const node = join(installed, "node_modules", `node-${version}`, "bin", "node");
    assert.match(await run(node, ["--version"], { cwd: place.folder }), new RegExp(`^v${version}\\.`));
    for (const file of ["print.mjs", "print.cjs"]) assert.deepEqual(JSON.parse(await run(node, [file], { cwd: place.folder })), ALL_FINE);
  });
}

for (const [environment, file] of [["node", "module.test.mjs"], ["jsdom", "in-jsdom.test.mjs"]]) {
  test(`Vitest, in ${environment}`, async () => {
    const told = await run(bin("vitest"), ["run", file, `--environment=${environment}`, "--root", place.folder], { cwd: place.folder });
    assert.match(told, /1 passed/);
  });
}

for (const [environment, file] of [["node", "in-node.test.cjs"], ["jsdom", "common.test.cjs"]]) {
  test(`Jest, in ${environment}`, async () => {
    const testEnvironment = environment === "node" ? environment : require.resolve("jest-environment-jsdom");
    const config = { testEnvironment, testMatch: [`**/${file}`], transform: {} };
    await run(bin("jest"), ["--config", JSON.stringify(config), "--rootDir", place.folder, "--watchman=false"], { cwd: place.folder });
  });
}

/** Bundles a worker as Wrangler does, with compiled modules beside it, and asks it once in workerd. */
async function askedInWorkerd(name) {
  const folder = join(place.folder, name.replace(".mjs", ""));
  const wasm = new Set();
  const beside = {
    name: "beside",
    setup(build) {
      build.onResolve({ filter: /\.wasm$/ }, async ({ path, resolveDir, kind, pluginData }) => {
        if (pluginData === beside) return undefined;
        const found = await build.resolve(path, { resolveDir, kind, pluginData: beside });
        wasm.add(found.path);
        return { path: `./${basename(found.path)}`, external: true };
      });
    },
  };
  await build({
    absWorkingDir: place.folder,
    entryPoints: [name],
    outfile: join(folder, "worker.js"),
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    loader: { ".wasm": "empty" },
    plugins: [beside],
    logLevel: "error",
  });
  for (const path of wasm) await cp(path, join(folder, basename(path)));
  const modules = ["(name = \"worker.js\", esModule = embed \"worker.js\")"];
  for (const path of wasm) modules.push(`(name = "${basename(path)}", wasm = embed "${basename(path)}")`);
  await writeFile(join(folder, "config.capnp"), `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (modules = [${modules.join(", ")}], compatibilityDate = "2026-01-01"))],
  sockets = [(name = "http", http = (), service = "main")],
);\n`);
  const port = await freePort();
  const workerd = join(installed, "node_modules", "@cloudflare", "workerd-linux-64", "bin", "workerd");
  const child = spawn(workerd, ["serve", "config.capnp", `--socket-addr=http=127.0.0.1:${port}`], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  let told = "";
  child.stderr.on("data", (chunk) => (told += chunk));
  try {
    for (let left = 100; ; left--) {
      const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
      if (answer?.ok) return await answer.json();
      if (left === 0 || child.exitCode !== null) throw new Error(`workerd did not answer: ${answer?.status} ${told}`);
      await new Promise((later) => setTimeout(later, 100));
    }
  } finally {
    child.kill();
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

test("workerd", async () => assert.deepEqual(await askedInWorkerd("worker.mjs"), ALL_FINE));
test("workerd, the slim entry", async () => assert.deepEqual(await askedInWorkerd("slim-worker.mjs"), FINE));

test("workerd, by a bundler that does not know it: the error names the entry to use", async () => {
  const { code, message } = await askedInWorkerd("lost-worker.mjs");
  assert.equal(code, "NOT_COMPILED");
  assert.match(message, /where only files are compiled use `sealquote\/slim`/);
});

const NEXT = {
  "package.json": '{ "private": true, "type": "module" }\n',
  "next.config.mjs": `export default { turbopack: { root: ${JSON.stringify(installed)} } };\n`,
  "app/layout.js": 'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }\n',
  "app/price.js": `"use client";
import { useState } from "react";
import { useQuote } from "sealquote/react";
export function Price() {
  const [signers, add] = useState([{ method: "electronic" }]);
  const { quote } = useQuote({ signers });
  return <button onClick={() => add([...signers, { method: "aadhaar_esign" }])}>{quote.total}</button>;
}\n`,
  "app/page.js": `import { whole } from "../whole.mjs";
import { Price } from "./price.js";
export default function Page() { return <><Price /><pre>{JSON.stringify(whole())}</pre></>; }\n`,
  "app/checked.js": `"use client";
import { useEffect, useState } from "react";
import { whole } from "../whole.mjs";
export function Checked() {
  const [result, set] = useState("");
  useEffect(() => set(JSON.stringify(whole())), []);
  return <output>{result}</output>;
}\n`,
  "app/client/page.js": 'import { Checked } from "../checked.js";\nexport default function Page() { return <Checked />; }\n',
  ...Object.fromEntries(["edge", "nodejs"].map((runtime) => [`app/${runtime}/route.js`, `import { whole } from "../../whole.mjs";
export const runtime = "${runtime}";
export const dynamic = "force-dynamic";
export const GET = () => Response.json({ ...whole(), runtime: typeof EdgeRuntime });\n`])),
};

test("Next: components of the server and the page, route handlers in Node and on the edge", async () => {
  const { folder, remove } = await consumer(NEXT, installed);
  let child;
  try {
    await run(bin("next"), ["build"], { cwd: folder, env: { NEXT_TELEMETRY_DISABLED: "1" }, timeout: 240_000 });
    const port = await freePort();
    const next = require.resolve("next/dist/bin/next");
    child = spawn(process.execPath, [next, "start", "-p", String(port), "-H", "127.0.0.1"], { cwd: folder, stdio: "ignore" });
    const origin = `http://127.0.0.1:${port}`;
    for (let left = 150; left > 0 && !(await fetch(origin).then(({ ok }) => ok, () => false)); left--) await new Promise((later) => setTimeout(later, 100));
    assert.match(await (await fetch(origin)).text(), /<button>11<\/button>/);
    assert.deepEqual(await (await fetch(`${origin}/nodejs`)).json(), { ...ALL_FINE, runtime: "undefined" });
    assert.deepEqual(await (await fetch(`${origin}/edge`)).json(), { ...ALL_FINE, runtime: "string" });
    const page = await browser.newPage();
    await page.goto(`${origin}/client`);
    await page.waitForFunction('document.querySelector("output").textContent !== ""');
    assert.deepEqual(JSON.parse(await page.$eval("output", ({ textContent }) => textContent)), ALL_FINE);
    await page.goto(origin);
    assert.deepEqual(JSON.parse(await page.$eval("pre", ({ textContent }) => textContent)), ALL_FINE);
    await page.waitForFunction('(document.querySelector("button").click(), +document.querySelector("button").textContent > 11)', { polling: 200 });
    assert.equal((Number(await page.$eval("button", ({ textContent }) => textContent)) - 11) % 15, 0);
  } finally {
    child?.kill();
    await remove();
  }
});
