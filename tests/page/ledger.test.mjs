import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { verifyLedger } from "../../pkg/ledger.js";
import { MEANINGS } from "../../www/ledger/meanings.js";
import { DESKTOP, settle, startBrowser, text, violations } from "./browser.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const faulty = await readFile(join(root, "samples/ledger-with-faults.ndjson"), "utf8");
const faultyRows = faulty.trim().split("\n").map((line) => JSON.parse(line));
const report = verifyLedger(faultyRows);

let browser;
let page;
let folder;
before(async () => {
  browser = await startBrowser();
  folder = await mkdtemp(join(tmpdir(), "sealquote-ledger-"));
});
after(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

const open = async (hash = "", look) => (page = await browser.open(`ledger.html${hash}`, look));
const close = async () => {
  assert.deepEqual(page.problems, []);
  await page.close();
};
const atRest = async () => {
  await page.waitForFunction(() => !document.querySelector("#desk").hasAttribute("aria-busy"));
  await settle(page);
};
const shown = (selector) => page.$eval(selector, (node) => node.checkVisibility());
const texts = (selector) => page.$$eval(selector, (nodes) => nodes.map((node) => node.innerText.replace(/\s+/g, " ").trim()));

/** Chooses files of these contents, by their names. */
async function choose(files) {
  const paths = Object.entries(files).map(async ([name, content]) => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  });
  await (await page.$("#file")).uploadFile(...(await Promise.all(paths)));
  await atRest();
}

async function seen() {
  const places = await texts(".where code:first-child");
  return { found: await text(page, "#found"), kinds: await texts("#kinds a"), sums: await texts("#sums td"), places };
}

/** What is to be seen of the sample with faults, by the package in Node. */
function expected(name) {
  const { added, consumed, refunded, opening, closing } = report.summary;
  const figures = [opening, added, -consumed, refunded, closing].map((sum) => sum.toLocaleString("en").replace("-", "−"));
  const kinds = Object.keys(report.summary.findings);
  const places = kinds.flatMap((kind) => report.findings.filter(({ code }) => code === kind).map(({ row }) => `${name}:${row}`));
  return { found: String(report.findings.length), kinds, sums: figures, places };
}

const csv = (rows, delimiter, names = Object.keys(rows[0])) =>
  [names.join(delimiter), ...rows.map((row) => Object.keys(rows[0]).map((key) => row[key] ?? "").map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(delimiter))].join("\r\n");
const pageOf = (rows, number) => JSON.stringify({ items: rows, pageInfo: { page: number } });

describe("the ledger view", () => {
  it("checks a sample that adds up and one with faults, one click away from each other", async () => {
    await open();
    assert.equal(await text(page, "#nothing"), "Nothing has been checked yet.");
    assert.ok(await shown(".drop"));
    await page.click('[href="#sample=faults"]');
    await page.waitForSelector(".finding");
    await atRest();
    assert.deepEqual(await seen(), expected("ledger-with-faults.ndjson"));
    assert.equal(await text(page, "#what"), "A sample with faults: 124 rows of 1 wallet and 36 envelopes.");
    assert.equal((await page.$$(".dot[title]")).length, 3);
    assert.ok(!(await shown(".drop")));
    await page.click('[href="#sample=clean"]');
    await page.waitForFunction(() => document.querySelector("#found").textContent === "0");
    assert.equal(await text(page, "#verdict"), "Nothing is wrong.");
    assert.ok(!(await shown("#findings")));
    await page.goBack();
    await page.waitForFunction(() => document.querySelector("#found").textContent === "3");
    await close();
  });

  it("reads every form of a ledger to the same answer", async () => {
    await open();
    const half = Math.floor(faultyRows.length / 2);
    const snake = Object.keys(faultyRows[0]).map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase());
    const forms = {
      "lines.ndjson": faulty,
      "array.json": JSON.stringify(faultyRows, null, 1),
      "page.json": pageOf(faultyRows, 1),
      "table.csv": csv(faultyRows, ","),
      "semicolons.csv": `\uFEFF${csv(faultyRows, ";", snake)}`,
      "packed.csv.gz": gzipSync(csv(faultyRows, "\t")),
    };
    for (const [name, content] of Object.entries(forms)) {
      await choose({ [name]: content });
      assert.deepEqual(await seen(), expected(name), name);
    }
    await choose({ "b.json": pageOf(faultyRows.slice(0, half), 1), "a.json": pageOf(faultyRows.slice(half), 2) });
    const { places, ...answer } = await seen();
    const { places: single, ...same } = expected("x");
    assert.deepEqual(answer, same);
    const inPages = single.map((place) => Number(place.slice(2))).map((row) => (row <= half ? `b.json:${row}` : `a.json:${row - half}`));
    assert.deepEqual(places, inPages);
    await choose({ "bad.ndjson": faulty.replace("\n", '\n{"id":\n') });
    assert.equal(await text(page, "#found"), "4");
    assert.ok((await texts("#BAD_ROW .where")).includes("bad.ndjson:2"));
    await close();
  });

  it("says which pages of a listing are not there, and where two are alike", async () => {
    const limit = Math.ceil(faultyRows.length / 3);
    const info = (page) => ({ page, limit, total: faultyRows.length, totalPages: 3, hasNext: page < 3, hasPrevious: page > 1 });
    const bodies = [1, 2, 3].map((page) => ({ items: faultyRows.slice((page - 1) * limit, page * limit), pageInfo: info(page) }));
    const [one, two, three] = bodies.map((body) => JSON.stringify(body));
    const messages = () => texts("#CHAIN_BREAK .what");
    await open();
    await choose({ "one.json": one, "two.json": two, "three.json": three });
    assert.equal(await text(page, "#found"), String(report.findings.length));
    await choose({ "two.json": two, "one.json": one });
    const last = faultyRows.length - 2 * limit;
    assert.match((await messages()).join(), new RegExp(`The listing says that it has 124 rows, and ${2 * limit} are there: ${last} missing, after pages 1 to 2`));
    assert.ok((await texts("#CHAIN_BREAK .where code:first-child")).includes(`two.json:${limit}`));
    await choose({ "one.json": one, "three.json": three });
    assert.match((await messages()).join(), /not fetched between two pages; fetch both again/);
    assert.ok((await texts("#CHAIN_BREAK .where code:first-child")).includes("three.json:1"));
    // One of them by itself, all in one file, and one that was saved twice.
    await choose({ "one.json": one });
    assert.match((await messages()).join(), /after page 1; fetch the other pages too/);
    await choose({ "all.json": `[${one},${two},${three}]` });
    assert.equal(await text(page, "#found"), String(report.findings.length));
    await choose({ "one.json": one, "one again.json": one, "two.json": two, "three.json": three });
    assert.deepEqual(await texts("#PAGE_OVERLAP .where code:first-child"), ["one again.json:1"]);
    await close();
  });

  it("sends nothing anywhere", async () => {
    await open("#sample=clean");
    await page.waitForSelector(".course");
    await atRest();
    const requests = [];
    page.on("request", (request) => requests.push(request.url()));
    const [worker] = page.workers();
    await choose({ "own.ndjson": faulty });
    assert.deepEqual(await seen(), expected("own.ndjson"));
    assert.deepEqual(requests, []);
    assert.equal(await page.evaluate(() => location.hash), "");
    // Whatever either asks for would have been seen.
    await page.evaluate(() => fetch("./icon.svg"));
    await worker.evaluate(() => fetch("../icon.svg"));
    assert.equal(requests.length, 2);
    await close();
  });

  it("says what it cannot read, and leaves what was shown", async () => {
    await open("#sample=faults");
    await page.waitForSelector(".finding");
    for (const [files, reason] of [
      [{ "l.parquet": "PAR1...." }, /^l\.parquet is a Parquet file; the command sealquote verify reads it/i],
      [{ "l.csv.zst": Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 0, 0x28, 0xb5, 0x2f, 0xfd]) }, /^l\.csv\.zst is packed by zstd; the command sealquote verify reads it/],
      [{ "cut.json": JSON.stringify(faultyRows, null, 1).slice(0, 500) }, /^cut\.json begins as JSON and is none/],
      [{ "cut.gz": gzipSync(faulty).subarray(0, 400) }, /^cut\.gz is packed by gzip and damaged or cut short/],
      [{ "t.csv": "id,type,amount\n1,add,5\n" }, /^t\.csv has no column balanceAfter, createdAt/],
      [{ "no.json": '{"balance": 5}' }, /^no\.json is JSON, but no ledger/],
      [{ "a.ndjson": faulty, "b.ndjson": faulty }, /^Several files are one ledger only if/],
    ]) {
      await choose(files);
      assert.match(await text(page, "#fault"), reason);
      assert.equal(await text(page, "#what"), "What is shown is what was checked before.");
      assert.equal(await text(page, "#found"), "3");
    }
    await choose({ "empty.csv": "" });
    assert.equal(await text(page, "#what"), "empty.csv has no rows; was it the right file?");
    assert.ok(!(await shown("#body")));
    await close();
  });

  it("prices by the other book", async () => {
    await open("#sample=faults");
    await page.waitForSelector(".finding");
    await page.$eval("[value=signsecure-staging]", (node) => node.click());
    await atRest();
    assert.ok((await texts("#kinds a")).includes("UNDERCHARGED"), await texts("#kinds a"));
    await close();
  });

  it("can be dropped on, and a mark leads to its finding", async () => {
    await open();
    await page.evaluate((content) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], "dropped.ndjson"));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, faulty);
    await page.waitForSelector(".finding");
    await page.click("button.dot");
    const focused = await page.evaluate(() => document.activeElement.innerText);
    assert.match(focused, /dropped\.ndjson:34/);
    await close();
  });

  it("works with the keyboard alone", async () => {
    await open();
    const tabTo = async (isThere) => {
      for (let step = 0; step < 40 && !(await page.evaluate(isThere)); step += 1) await page.keyboard.press("Tab");
      assert.ok(await page.evaluate(isThere));
    };
    await tabTo(() => document.activeElement.id === "file");
    await tabTo(() => document.activeElement.hash === "#sample=faults");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".finding");
    await atRest();
    await tabTo(() => document.activeElement.hash === "#DOUBLE_FLAT");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "DOUBLE_FLAT");
    await close();
  });

  it("speaks of findings as the command does", () => {
    const command = join(root, "target/release/sealquote");
    const explained = JSON.parse(execFileSync(command, ["explain", "--format", "json"], { encoding: "utf8" }));
    assert.deepEqual(MEANINGS, Object.fromEntries(explained.map(({ code, meaning }) => [code, meaning])));
  });
});

/** Many findings in wallets of long names, of which some are hostile. */
const crowded = Array.from({ length: 900 }, (_, number) => {
  const wallet = number % 30;
  const name = wallet === 0 ? "w".repeat(200) : wallet === 1 ? "<img src=x onerror=alert(1)>" : `wallet ${wallet}`;
  const type = Math.floor(number / 30) % 2 === 0 ? "add" : "consume";
  return { id: `t${number}`, type, amount: 5, documentId: `d${number}`, balanceAfter: -number * 7, createdAt: `20${10 + (number % 15)}-03-02T09:00:00Z`, walletId: name };
});

const STATES = {
  "nothing yet": async () => {},
  "the clean sample": () => page.evaluate(() => (location.hash = "#sample=clean")).then(() => page.waitForSelector(".course")),
  "the sample with faults": () => page.evaluate(() => (location.hash = "#sample=faults")).then(() => page.waitForSelector(".finding")),
  "a refusal": () => choose({ [`${"n".repeat(120)}.json`]: "{" }),
  "a crowd": () => choose({ "crowd.json": JSON.stringify(crowded) }),
};

describe("everybody can use the ledger view", () => {
  for (const [name, reach] of Object.entries(STATES)) {
    it(`axe finds nothing, in light, dark and on a phone, and nothing is wider than the screen: ${name}`, async () => {
      await open();
      await reach();
      await atRest();
      for (const scheme of ["light", "dark"]) {
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        for (const width of [1280, 768, 390, 320]) {
          await page.setViewport({ ...DESKTOP, width });
          await settle(page);
          const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(scroll <= width, `${scroll} > ${width}`);
          if ([1280, 390].includes(width)) assert.deepEqual(await violations(page), [], `${scheme}, ${width}`);
        }
      }
      await close();
    });
  }

  it("shows a crowd of findings some at a time", async () => {
    await open();
    await choose({ "crowd.json": JSON.stringify(crowded) });
    const count = () => page.$$eval("#CHAIN_BREAK li", (items) => items.length);
    assert.equal(await count(), 20);
    assert.match(await text(page, "#undrawn"), /^There are 30 wallets; the 12 with the most findings are drawn\.$/);
    await page.click("#CHAIN_BREAK .more button");
    assert.equal(await count(), 220);
    assert.equal(await page.evaluate(() => document.querySelectorAll("img").length), 0);
    await close();
  });
});
