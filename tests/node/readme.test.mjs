// The README's JavaScript example: every line that ends in `// value: …` has to have that value.

import assert from "node:assert/strict";
import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { transform } from "esbuild";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { bothKinds, project, root } from "./package.mjs";

const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
const CLAIMS = { sealquote: 8, "sealquote/ledger": 4 };
const examples = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, example]) => example);

test("every example is of an entry that is tested", () => {
  const entries = examples.map((example) => /^import .* from "(.*)";$/m.exec(example)[1]);
  assert.deepEqual(entries, Object.keys(CLAIMS));
});

for (const example of examples) {
  const [, imported, entry] = /^import \{ (.*) \} from "(.*)";$/m.exec(example);
  test(`the example of ${entry} in the README says what is so`, async () => {
    const claims = [];
    const body = example
      .replace(/^import .*\n/m, "")
      .replace(/^(\s*)(\S[^\n]*?); \/\/ (true|false|\d+|"[^"]*")[^\n]*$/gm, (line, indent, left, value) => {
        const expression = /^const |=[^=]/.test(left) ? null : left;
        return expression ? `${indent}claim(${JSON.stringify(expression)}, ${expression}, ${value});` : line;
      });
    const { module } = await bothKinds(entry);
    const names = imported.split(", ");
    const run = new Function(...names, "claim", body);
    run(...names.map((name) => module[name]), (expression, actual, expected) => {
      claims.push(expression);
      assert.deepEqual(actual, expected, expression);
    });
    assert.equal(claims.length, CLAIMS[entry], `these claims were found: ${claims.join(", ")}`);
  });
}

test("the example of React in the README shows a price, a mistake and nothing yet", async () => {
  const [, example] = /```tsx\n([\s\S]*?)```/.exec(readme);
  const { folder, remove } = await project();
  try {
    await symlink(join(root, "node_modules", "react"), join(folder, "node_modules", "react"), "dir");
    const { code } = await transform(example, { loader: "tsx", jsx: "automatic" });
    await writeFile(join(folder, "price.mjs"), code);
    const { Price } = await import(pathToFileURL(join(folder, "price.mjs")).href);
    const shown = (envelope) => renderToStaticMarkup(createElement(Price, { envelope }));
    assert.equal(shown({ signers: [{ method: "electronic" }] }), "<output>11 credits, 489 left</output>");
    assert.match(shown({ signers: [{ method: "fax" }] }), /^<output>unknown method/);
    assert.equal(shown(null), "<output></output>");
  } finally {
    await remove();
  }
});
