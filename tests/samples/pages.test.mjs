// The package says of pages what the command says of the same pages in files.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { listTransactions, verifyLedger } from "../../pkg/ledger.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const command = join(root, "target/release/sealquote");
const checked = { skip: existsSync(command) ? false : "build the command first: cargo build --release -p sealquote-verifier" };

const rows = (await readFile(join(root, "samples/ledger-with-faults.ndjson"), "utf8")).trim().split("\n").map((line) => JSON.parse(line));

/** Five pages of some rows, newest first, or as they are. */
function pagesOf(some, turned) {
  const limit = Math.ceil(some.length / 5);
  if (turned) return [1, 2, 3, 4, 5].map((page) => listTransactions(some, { page, limit }));
  const info = (page) => ({ page, limit, total: some.length, totalPages: 5, hasNext: page < 5, hasPrevious: page > 1 });
  return [1, 2, 3, 4, 5].map((page) => ({ items: some.slice((page - 1) * limit, page * limit), pageInfo: info(page) }));
}

/** Every choice of the pages, some of them with a page that lacks a row or stands there twice. */
function* choices(pages) {
  for (let bits = 1; bits < 32; bits += 1) {
    const some = pages.filter((_, place) => bits & (1 << place));
    yield some;
    yield some.toReversed();
    yield [...some, some[0]];
    yield some.map((page, place) => (place === some.length - 1 ? { ...page, items: page.items.slice(0, -1) } : page));
  }
}

test("of pages that are missing, short, repeated or in another order", checked, async () => {
  const folder = await mkdtemp(join(tmpdir(), "sealquote-pages-"));
  const causes = new Set();
  try {
    for (const turned of [false, true]) {
      for (const given of choices(pagesOf(rows.slice(0, 23), turned))) {
        const names = given.map((_, place) => String(place));
        await Promise.all(given.map((page, place) => writeFile(join(folder, names[place]), JSON.stringify(page))));
        const { stdout, stderr } = spawnSync(command, ["verify", "--format", "json", ...names], { cwd: folder, encoding: "utf8" });
        assert.equal(stderr, "");
        const { summary, findings } = JSON.parse(stdout);
        const named = findings.map((finding) => ({ ...finding, file: `/${finding.file}` }));
        assert.deepEqual(verifyLedger(given), { summary, findings: named }, JSON.stringify(given.map(({ pageInfo }) => pageInfo)));
        for (const { cause } of findings) causes.add(cause);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  for (const cause of ["missing row", "skipped page", "duplicate row"]) assert.ok(causes.has(cause), cause);
});
