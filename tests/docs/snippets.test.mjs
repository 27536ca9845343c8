// Every snippet of the documentation is run: JavaScript in Node, consoles by the command, and examples in the types.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { declarations } from "../../docs/build/declarations.mjs";
import { schema } from "../../docs/build/made.mjs";
import { said } from "../../docs/build/command.mjs";
import { project, root } from "../node/package.mjs";
import { asModule, claiming, snippets } from "./snippets.mjs";

const exec = promisify(execFile);
const all = await snippets();

let folder;
let remove;
before(async () => ({ folder, remove } = await project()));
after(() => remove());

let number = 0;
/** Runs a module that claims; answers how often it did. */
async function run(code) {
  let claims = 0;
  globalThis.claim = (expression, actual, expected) => {
    claims += 1;
    assert.deepEqual(JSON.parse(JSON.stringify(actual ?? null)), expected, expression);
  };
  const file = join(folder, `snippet-${number++}.mjs`);
  await writeFile(file, code);
  await import(pathToFileURL(file).href);
  return claims;
}

test("a snippet is of a kind that is run", () => {
  const kinds = new Set(all.map(({ language, live, title }) => `${language}${live ? " live" : title ? " file" : ""}`));
  assert.deepEqual([...kinds].sort(), ["console", "html live", "js", "js file", "js live", "jsx file", "svelte file", "tsx file", "vue file"]);
});

test("a claim that is wrong is noticed", async () => {
  const { code, claims } = claiming('import { quote } from "sealquote";\nquote({ signers: [] }).total; // 2');
  assert.equal(claims, 1);
  await assert.rejects(run(code), /quote\(\{ signers: \[\] \}\)\.total/);
});

for (const page of new Set(all.filter(({ language, live, title }) => language === "js" && !live && !title).map(({ page }) => page))) {
  test(`what the JavaScript on the page \`${page}\` claims is so`, async () => {
    const codes = all.filter((one) => one.page === page && one.language === "js" && !one.live && !one.title).map(({ code }) => code);
    const { code, claims } = claiming(asModule(codes));
    assert.ok(claims > 0, "it claims nothing");
    assert.equal(await run(code), claims);
  });
}

test("what the page of errors claims is so", async () => {
  const made = await readFile(join(root, "docs", "build", "made.mjs"), "utf8");
  const code = /```js\\n([^]*?)```/.exec(made)[1].replaceAll("\\n", "\n");
  const { code: claimed, claims } = claiming(code);
  assert.equal(claims, 2);
  assert.equal(await run(claimed), 2);
});

for (const [entry, name] of Object.entries({ index: "sealquote", ledger: "sealquote/ledger", consumption: "sealquote/consumption", js: "sealquote/js" })) {
  test(`the examples of ${name} run, and what they claim is so`, async () => {
    const { about, exported } = await declarations(join(root, "npm"), entry);
    const imports = `import { ${Object.keys(await import(`../../pkg/${entry}.js`)).join(", ")} } from "${name}";\n`;
    for (const { code } of [...about.examples, ...exported.flatMap(({ examples }) => examples)]) {
      // What only declares a type is not to be run.
      if (/^declare /m.test(code)) continue;
      const whole = /^import /m.test(code) ? code : `${imports}{\n${code}\n}`;
      const { code: plain } = await transform(claiming(whole).code, { loader: "ts", target: "esnext" });
      await run(plain).catch((error) => assert.fail(`${error.message}\nin ${code}`));
    }
  });
}

test("what the command says of itself is what the pages say of it; else run `node docs/build/command.mjs`", async () => {
  const names = Object.keys(said().command.tasks);
  assert.deepEqual(names.filter((name) => name.startsWith("consumption")), ["consumption", "consumption detail", "consumption addons", "consumption reconcile"]);
  for (const [name, content] of Object.entries(said())) {
    assert.deepEqual(JSON.parse(await readFile(join(root, "docs", "data", `${name}.json`), "utf8")), content, name);
  }
});

test("every key of a price book is on its page", async () => {
  const keysIn = (value) => Object.entries(value).flatMap(([key, inside]) => (inside === null || typeof inside !== "object" ? [] : [...(key === "properties" ? Object.keys(inside) : []), ...keysIn(inside)]));
  const keys = new Set(keysIn(JSON.parse(await readFile(join(root, "schema", "price-book.json"), "utf8"))));
  const page = await schema({ title: "Every key" });
  assert.ok(keys.has("bonus") && keys.size > 30, [...keys].join(", "));
  assert.deepEqual([...keys].filter((key) => !page.includes(`>${key}</code>`) && !page.includes(`.${key}</code>`)), []);
});

test("which fields of a row its leaf has is told wherever a root is", async () => {
  const row = await readFile(join(root, "src", "proof", "row.rs"), "utf8");
  const fields = [...row.matchAll(/r#"[{,]"(\w+)":/g)].map(([, field]) => field).slice(-8);
  assert.ok(fields.includes("amount") && fields.includes("walletId"), fields.join(", "));
  const texts = [await readFile(join(root, "README.md"), "utf8"), await readFile(join(root, "docs", "guide", "finance.md"), "utf8"), said().command.tasks.root];
  const missing = texts.map((text) => fields.filter((field) => !/RFC\s6962[^]*/.exec(text)[0].slice(0, 600).includes(`\`${field}\``)));
  assert.deepEqual(missing, [[], [], []]);
});

test("the forms of keys that are documented are those that there are", async () => {
  const [, marks] = /const MARKS: \[&str; \d\] =\s*\[([^\]]*)\]/.exec(await readFile(join(root, "src", "settle", "keys.rs"), "utf8"));
  const names = [...marks.matchAll(/"([\w-]+)"/g)].map(([, name]) => name);
  const { members } = (await declarations(join(root, "npm"), "index")).exported.find(({ name }) => name === "TransactionDraft");
  const texts = [members.find(({ name }) => name === "idempotencyKey").text, await readFile(join(root, "docs", "guide", "charging.md"), "utf8")];
  assert.equal(names.length, 6);
  for (const text of texts) {
    for (const name of names) assert.match(text, new RegExp(`[\\x60/]${name}[\\x60/]`), name);
  }
});

/** A console as commands and what they print; a line of `…` stands for any number of lines. */
function consoles(code) {
  return code.trim().split(/^\$ /m).filter(Boolean).map((part) => {
    const [command, ...lines] = part.split("\n");
    return { command, output: lines.join("\n").trim() };
  });
}

test("consoles print what they show", async () => {
  const bin = await mkdtemp(join(tmpdir(), "sealquote-bin-"));
  await symlink(join(root, "target", "release", "sealquote"), join(bin, "sealquote"));
  const shown = all.filter(({ language }) => language === "console").flatMap(({ code }) => consoles(code));
  assert.ok(shown.length > 3);
  for (const { command, output } of shown) {
    const { stdout } = await exec("bash", ["-c", command], { cwd: root, env: { ...process.env, PATH: `${bin}:${process.env.PATH}` } });
    const pattern = output.split("…").map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[^]*");
    assert.match(stdout.trim(), new RegExp(`^${pattern}$`), command);
  }
  await rm(bin, { recursive: true });
});
