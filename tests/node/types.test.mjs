import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { errorCodes, errors } from "../../docs/build/made.mjs";
import { fences } from "../../docs/build/markdown.mjs";
import { snippets } from "../docs/snippets.mjs";
import { project, root } from "./package.mjs";

const run = promisify(execFile);
const tsc = join(root, "node_modules", ".bin", "tsc");

const options = {
  strict: true,
  noEmit: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  target: "es2022",
  lib: ["es2022", "dom"],
  types: [],
  jsx: "react-jsx",
};

/** What the compiler has to say about files, by name, in a project that has the package installed. */
async function compile(files, more) {
  const { folder, remove } = await project();
  try {
    for (const name of ["react", "@types"]) await symlink(join(root, "node_modules", name), join(folder, "node_modules", name), "dir");
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const config = { compilerOptions: { ...options, ...more }, files: Object.keys(files) };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    await run(tsc, ["-p", folder], { cwd: folder });
    return "";
  } catch (error) {
    return error.stdout || error.message;
  } finally {
    await remove();
  }
}

const types = join(root, "tests", "types");
const names = (await readdir(types)).sort();
const uses = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(types, name), "utf8")])));

test("uses compile, and misuses do not, by Node's rules", async () => {
  assert.equal(await compile(uses, { module: "nodenext" }), "");
});

test("and by a bundler's", async () => {
  const modules = Object.fromEntries(Object.entries(uses).filter(([name]) => name.endsWith(".mts")));
  assert.equal(await compile(modules, { module: "esnext", moduleResolution: "bundler" }), "");
});

test("and without strictness", async () => {
  const loose = { strict: false, exactOptionalPropertyTypes: false, noUncheckedIndexedAccess: false, module: "nodenext" };
  assert.equal(await compile({ "uses.cts": uses["uses.cts"] }, loose), "");
});

test("and without the types of a page", async () => {
  const use = 'import { quote } from "sealquote";\nimport { initSync } from "sealquote/slim";\ninitSync(new Uint8Array(8));\nexport const total: number = quote({ signers: [] }).total;\n';
  assert.equal(await compile({ "use.mts": use }, { module: "nodenext", lib: ["es2022"] }), "");
});

test("the codes of errors are those that the core has, and those of JavaScript alone, each with what it means", async () => {
  const text = await readFile(join(root, "npm", "index.d.ts"), "utf8");
  const codesOf = (type) => [...new RegExp(`^export type ${type} =([^;]*);`, "m").exec(text)[1].matchAll(/"(\w+)"/g)].map(([, code]) => code).sort();
  const own = ["INTERNAL", "NOT_COMPILED", "UNREADABLE", "VALIDATION_ERROR"];
  const core = (await errorCodes()).map(({ code }) => code);
  assert.deepEqual([...codesOf("SealquoteErrorCode"), ...codesOf("LintWarningCode")].sort(), [...core, ...own].sort());
  const described = [...text.matchAll(/^ \* \| (`[^|]*`) \|/gm)].flatMap(([, names]) => names.match(/\w+/g));
  assert.deepEqual(described.sort(), codesOf("SealquoteErrorCode"));
  const page = await errors({ title: "Errors" });
  assert.deepEqual([...core, ...own].filter((code) => !page.includes(`>${code}</code>`)), []);
});

/** What a declaration file exports by name, as it is imported. */
function exportsOf(text) {
  const declared = [...text.matchAll(/^export (class|function|const|type|interface) (\w+)/gm)];
  const names = declared.map(([, kind, name]) => (/type|interface/.test(kind) ? `type ${name}` : name));
  const passedOn = [...text.matchAll(/^export \{(.*)\}/gm)].flatMap(([, names]) => names.split(",").map((name) => name.trim()));
  return [...names, ...passedOn];
}

for (const [entry, name] of [["index", "sealquote"], ["ledger", "sealquote/ledger"], ["consumption", "sealquote/consumption"], ["slim", "sealquote/slim"], ["js", "sealquote/js"], ["element", "sealquote/element"], ["react", "sealquote/react"]]) {
  test(`the examples in the types of ${name} compile`, async () => {
    const text = await readFile(join(root, "npm", `${entry}.d.ts`), "utf8");
    const exported = exportsOf(text);
    const imports = `import { ${exported.join(", ")} } from "${name}";\n`;
    const examples = [...text.matchAll(/```(tsx?)\n([\s\S]*?)```/g)].map(([, kind, example]) => [kind, example.replaceAll(/^ \* ?/gm, "")]);
    const documented = text.split(/^export (?![*{])/m).length - 1;
    assert.ok(examples.length > documented, `${examples.length} examples of ${documented} exports`);
    const files = examples.map(([kind, example], index) => [
      `example-${index}.${kind === "ts" ? "mts" : "tsx"}`,
      /^import /m.test(example) ? example : imports + example,
    ]);
    assert.equal(await compile(Object.fromEntries(files), { module: "nodenext" }), "");
  });
}

test("what the README and the documentation show of JSX compiles", async () => {
  const readme = fences(await readFile(join(root, "README.md"), "utf8"));
  const shown = [...readme, ...(await snippets())].filter(({ language }) => /^[jt]sx$/.test(language));
  assert.ok(readme.some(({ language }) => language === "tsx") && shown.length > 3);
  const files = Object.fromEntries(shown.map(({ code }, number) => [`shown-${number}.tsx`, code]));
  assert.equal(await compile(files, { module: "nodenext", moduleDetection: "force" }), "");
});

test("a misuse that is not expected is noticed", async () => {
  const misuse = 'import { quote } from "sealquote";\nquote({});\n';
  assert.match(await compile({ "misuse.mts": misuse }, { module: "nodenext" }), /misuse\.mts\(2,7\): error TS2741/);
});
