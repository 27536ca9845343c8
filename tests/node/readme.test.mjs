// The README's JavaScript example: every line that ends in `// value: …` has to have that value.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { bothKinds } from "./package.mjs";

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
