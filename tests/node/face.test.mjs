// What the package declares is what was reviewed.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { face, report } from "../../scripts/face.mjs";
import { pkg } from "./package.mjs";

const now = await face(pkg);

test("the public face is as it was reviewed", async () => {
  assert.equal(now, await readFile(report, "utf8"), "the types or entries changed; if they are meant to, `node scripts/face.mjs` writes `tests/face.txt` anew");
});

test("every entry and every export is in it", async () => {
  const { exports } = JSON.parse(await readFile(`${pkg}/package.json`, "utf8"));
  for (const entry of Object.keys(exports)) assert.ok(now.includes(`# ${entry}\n`), entry);
  for (const name of ["quote", "settle", "verifyLedger", "classify", "useQuote", "initSync", "define"]) assert.match(now, new RegExp(`\\b${name}\\b`));
  assert.doesNotMatch(now, /\/\*\*|@example/);
});
