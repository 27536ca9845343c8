import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { pkg, project } from "./package.mjs";

const manifest = JSON.parse(await readFile(join(pkg, "package.json"), "utf8"));
const files = await readdir(pkg, { recursive: true });

test("everything the manifest names is there", () => {
  const targets = (value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(targets));
  const { exports, main, module, types, unpkg, jsdelivr } = manifest;
  const named = [...targets(exports), main, module, types, unpkg, jsdelivr, ...manifest.sideEffects];
  assert.ok(named.length > 8);
  const isThere = (path) => {
    const [before, after] = path.replace("./", "").split("*");
    return files.some((name) => (after === undefined ? name === before : name.startsWith(before) && name.endsWith(after)));
  };
  assert.deepEqual(named.filter((path) => !isThere(path)), []);
  for (const kind of ["dependencies", "optionalDependencies", "scripts"]) assert.equal(manifest[kind], undefined);
  assert.deepEqual(Object.keys(manifest.peerDependencies), ["react"]);
  assert.deepEqual(manifest.peerDependenciesMeta, { react: { optional: true } });
});

test("the element adds at most 5 KB after gzip to the main entry, and each further language 1 KB", async () => {
  const size = async (name) => gzipSync(await readFile(join(pkg, name)), { level: 9 }).length;
  for (const element of ["element.js", "element/index.js"]) assert.ok((await size(element)) <= 5_000, `${element}: ${await size(element)} bytes`);
  for (const language of ["fr", "hi"]) assert.ok((await size(`element/languages/${language}.js`)) <= 1_000, language);
});

test("hooks are for a page also where a bundler parts it from its server", async () => {
  for (const name of ["react.js", "react.cjs"]) assert.match(await readFile(join(pkg, name), "utf8"), /^"use client";/, name);
});

test("the main entry is at most 55 KB after gzip", async () => {
  const size = gzipSync(await readFile(join(pkg, "index.js")), { level: 9 }).length;
  assert.ok(size <= 55_000, `${size} bytes`);
});

const gzipped = async (...names) => {
  const sizes = await Promise.all(names.map(async (name) => gzipSync(await readFile(join(pkg, name)), { level: 9 }).length));
  return sizes.reduce((sum, size) => sum + size);
};

for (const entry of ["ledger", "consumption"]) {
  test(`the entry \`${entry}\` is at most 125 KB after gzip, with what it shares`, async () => {
    const size = await gzipped(`${entry}.js`, "shared/histories.js", "shared/module.js");
    assert.ok(size > 100_000 && size <= 125_000, `${size} bytes`);
  });
}

test("the entry `js` is at most 90 KB after gzip, with what it shares", async () => {
  const size = await gzipped("js.js", "shared/quotes.js", "shared/translation.js");
  assert.ok(size > 50_000 && size <= 90_000, `${size} bytes`);
});

test("types say what everything is", async () => {
  const declarations = files.filter((name) => /\.d\.[cm]?ts$/.test(name));
  assert.ok(declarations.length >= 3);
  for (const name of declarations) {
    const code = (await readFile(join(pkg, name), "utf8"))
      .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "")
      .replaceAll(/"[^"\n]*"/g, '""');
    assert.doesNotMatch(code, /\b(any|Map|bigint|BigInt|Function)\b/, name);
  }
});

for (const entry of ["index", "ledger"]) {
  test(`every export of ${entry} has a doc comment`, async () => {
    const text = await readFile(join(pkg, `${entry}.d.cts`), "utf8");
    const bare = [...text.matchAll(/^(.*)\n(export .*)$/gm)].filter(([, before]) => before.trim() !== "*/").map(([, , line]) => line);
    assert.deepEqual(bare, []);
    const comments = text.split(/^export /m).slice(0, -1).map((part) => part.slice(part.lastIndexOf("/**")));
    assert.ok(comments.length > 20, `${comments.length}`);
    assert.deepEqual(comments.filter((comment) => !/It is not|It cannot|@packageDocumentation/.test(comment)), []);
    assert.deepEqual(comments.filter((comment) => !/Source: /.test(comment)), []);
    assert.deepEqual(comments.filter((comment) => !/@example/.test(comment)), []);
  });

  test(`the types of ${entry} say what their source says`, async () => {
    const unframed = (text) => text.replace(/^ *\*(?!\/) ?| *(?=\*\/)/gm, "");
    const source = await readFile(join(pkg, "..", "npm", `${entry}.d.ts`), "utf8");
    assert.equal(unframed(await readFile(join(pkg, `${entry}.d.cts`), "utf8")), unframed(source.replaceAll('"./index.js"', '"./index.cjs"')));
  });

  test(`what the types of ${entry} export is what it exports`, async () => {
    const text = await readFile(join(pkg, `${entry}.d.cts`), "utf8");
    const declared = [...text.matchAll(/^export (?:class|function|const) (\w+)/gm)].map(([, name]) => name);
    const passedOn = [...text.matchAll(/^export \{(.*)\} from/gm)].flatMap(([, names]) => names.split(",").map((name) => name.trim()));
    const values = [...declared, ...passedOn.filter((name) => !name.startsWith("type "))];
    values.sort();
    const exported = async (path) => Object.keys(await import(join(pkg, path))).sort();
    assert.deepEqual(await exported(`node/${entry}.js`), values);
    // What stands for it in Node tells it there where its module lies.
    assert.deepEqual((await exported(`${entry}.js`)).filter((name) => name !== "prefer"), values);
    const common = createRequire(join(pkg, "index.cjs"));
    for (const folder of ["./node", "./common"]) assert.deepEqual(Object.keys(common(`${folder}/${entry}.cjs`)).sort(), values);
    assert.equal(await readFile(join(pkg, `${entry}.d.ts`), "utf8"), `export * from "./${entry}.cjs";\n`);
    assert.doesNotMatch(text, /from "\.\/\w+\.js"/);
  });
}

const script = (imports) => `
  ${imports}
  const answers = [];
  const price = () => answers.push(quote({ signers: [{ method: "electronic" }] }).total);
  await_before;
  price();
  Promise.all([init(), init()]).then(price).then(() => console.log(JSON.stringify(answers)));
`;

test("a quote needs no init, and init takes nothing away", async () => {
  const { folder, remove } = await project();
  try {
    const module = 'import { init, quote } from "sealquote";';
    const common = 'const { init, quote } = require("sealquote");';
    await writeFile(join(folder, "without.mjs"), script(module).replace("await_before", ""));
    await writeFile(join(folder, "with.mjs"), script(module).replace("await_before", "await Promise.all([init(), init()])"));
    await writeFile(join(folder, "without.cjs"), script(common).replace("await_before", ""));
    for (const name of ["without.mjs", "with.mjs", "without.cjs"]) {
      assert.equal(execFileSync(process.execPath, [join(folder, name)], { encoding: "utf8" }), "[11,11]\n", name);
    }
  } finally {
    await remove();
  }
});

test("what is taken by its address needs no file beside it", async () => {
  const { folder, remove } = await project();
  try {
    await cp(join(pkg, "index.js"), join(folder, "alone.mjs"));
    await cp(join(pkg, "shared", "module.js"), join(folder, "module.mjs"));
    const ask = 'import { quote } from "./alone.mjs";\nimport { compile } from "./module.mjs";\nconsole.log(quote({ signers: [] }).total, compile() instanceof WebAssembly.Module);';
    await writeFile(join(folder, "entry.mjs"), ask);
    assert.equal(execFileSync(process.execPath, [join(folder, "entry.mjs")], { encoding: "utf8" }), "1 true\n");
  } finally {
    await remove();
  }
});

test("importing the package does nothing that shows", async () => {
  const { folder, remove } = await project();
  try {
    const before = "const before = Reflect.ownKeys(globalThis).length; const { stdout } = process;";
    const after = "console.log(Reflect.ownKeys(globalThis).length - before);";
    await writeFile(join(folder, "entry.mjs"), `${before} await import("sealquote"); await import("sealquote/element"); ${after}`);
    assert.equal(execFileSync(process.execPath, [join(folder, "entry.mjs")], { encoding: "utf8" }), "0\n");
  } finally {
    await remove();
  }
});

test("without WebAssembly the error says what to do", async () => {
  const { folder, remove } = await project();
  try {
    const refuse = 'WebAssembly.Module = class { constructor() { throw new Error("refused"); } };';
    const ask = "try { quote({ signers: [] }); } catch ({ name, code, message }) { console.log(name, code, message); }";
    await writeFile(join(folder, "entry.mjs"), `import { quote } from "sealquote"; ${refuse} ${ask}`);
    const told = execFileSync(process.execPath, [join(folder, "entry.mjs")], { encoding: "utf8" });
    assert.match(told, /^SealquoteError NOT_COMPILED .*await init\(\).*wasm-unsafe-eval/);
  } finally {
    await remove();
  }
});
