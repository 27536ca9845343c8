// The README's JavaScript example: every line that ends in `// value: …` has to have that value.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { bothKinds } from "./package.mjs";

test("the example in the README says what is so", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const [, example] = /```js\n([\s\S]*?)```/.exec(readme);
  const claims = [];
  const body = example
    .replace(/^import .*\n/m, "")
    .replace(/^(\s*)(\S[^\n]*?); \/\/ (true|false|\d+|"[^"]*")[^\n]*$/gm, (line, indent, left, value) => {
      const expression = /^const |=[^=]/.test(left) ? null : left;
      return expression ? `${indent}claim(${JSON.stringify(expression)}, ${expression}, ${value});` : line;
    });
  const { quote, PriceBook, SealquoteError } = (await bothKinds()).module;
  const run = new Function("quote", "PriceBook", "SealquoteError", "claim", body);
  run(quote, PriceBook, SealquoteError, (expression, actual, expected) => {
    claims.push(expression);
    assert.deepEqual(actual, expected, expression);
  });
  assert.equal(claims.length, 8, `these claims were found: ${claims.join(", ")}`);
});
