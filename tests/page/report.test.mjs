// The page that the command writes: it needs neither a network nor a script, and everybody can use it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";
import { DESKTOP, FLAGS, violations } from "./browser.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const command = join(root, "target/release/sealquote");

const row = (number, wallet, balance, more) => ({
  id: `t${number}`, type: "add", amount: 5, balanceAfter: balance, createdAt: `2026-03-${String(1 + (number % 28)).padStart(2, "0")}T09:00:00Z`, walletId: wallet, ...more,
});
const hostile = "<script>document.title='x'</script><img src=x onerror=alert(1)>";
const LEDGERS = {
  clean: [row(1, undefined, 5), row(2, undefined, 10)],
  empty: [],
  several: [
    row(1, "asha", 5), row(2, "asha", 11), row(3, hostile, 5), row(4, hostile, 17), row(5, "w".repeat(150), -5),
    row(6, "asha", 3, { type: "consume", amount: 8, documentId: hostile, signatureMethod: "fax" }), {},
    // A clock that went back is odd and not wrong.
    row(2, "vikram", 5, { id: "t8" }), row(1, "vikram", 10, { id: "t9" }), row(3, "vikram", 15, { id: "t10" }),
  ],
};

let browser;
let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "sealquote-report-"));
  browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: FLAGS, userDataDir: join(folder, "profile") });
});
after(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function open(name, { scripts = true } = {}) {
  const ledger = join(folder, `${name}.ndjson`);
  const written = join(folder, `${name}.html`);
  await writeFile(ledger, LEDGERS[name].map((one) => `${JSON.stringify(one)}\n`).join(""));
  const { stderr } = spawnSync(command, ["verify", ledger, "--merkle", "--output", written], { encoding: "utf8" });
  assert.match(stderr, /the report is in/);
  const page = await browser.newPage();
  page.asked = [];
  page.on("request", (request) => page.asked.push(request.url()));
  page.on("pageerror", (error) => assert.fail(error.message));
  await page.setJavaScriptEnabled(scripts);
  await page.goto(pathToFileURL(written).href);
  assert.deepEqual(page.asked, [pathToFileURL(written).href]);
  return page;
}

describe("the page of a report", () => {
  for (const name of Object.keys(LEDGERS)) {
    it(`axe finds nothing, in light, dark and on a phone, and nothing is wider than the screen: ${name}`, async () => {
      const page = await open(name);
      for (const scheme of ["light", "dark"]) {
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        for (const width of [1280, 768, 390, 320]) {
          await page.setViewport({ ...DESKTOP, width });
          const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(scroll <= width, `${scroll} > ${width}`);
          if ([1280, 390].includes(width)) assert.deepEqual(await violations(page), [], `${scheme}, ${width}`);
        }
      }
      await page.close();
    });
  }

  it("runs nothing of what a ledger says", async () => {
    const page = await open("several");
    assert.match(await page.title(), /findings · Sealquote ledger report$/);
    assert.deepEqual(await page.$$("img, script"), []);
    assert.ok((await page.$$eval("h3", (nodes) => nodes.map((node) => node.textContent))).includes(hostile));
    await page.close();
  });

  it("filters by kind, severity and wallet without a script", async () => {
    const page = await open("several", { scripts: false });
    const seen = () => page.$$eval(".finding", (nodes) => nodes.filter((node) => node.checkVisibility()).map((node) => node.id));
    const all = await seen();
    assert.ok(all.length >= 5, all.join());
    await page.click("label:has(#kind-CHAIN_BREAK)");
    const without = await seen();
    const breaks = await page.$$eval("#CHAIN_BREAK .finding", (nodes) => nodes.length);
    assert.equal(without.length, all.length - breaks);
    await page.click("label:has(#kind-CHAIN_BREAK)");
    await page.click("label:has(#severity-error)");
    const odd = await seen();
    assert.equal(odd.length, await page.$$eval(".finding.warning", (nodes) => nodes.length));
    assert.ok(odd.length > 0);
    await page.click("label:has(#severity-error)");
    await page.click("label:has(#wallet-0)");
    const own = await seen();
    assert.equal(own.length, await page.$$eval(".finding.of-0", (nodes) => nodes.length));
    assert.ok(own.length > 0 && own.length < all.length);
    assert.equal(await page.$$eval(".course", (nodes) => nodes.filter((node) => node.checkVisibility()).length), 1);
    await page.close();
  });

  it("marks findings in the charts, and the marks lead to them", async () => {
    const page = await open("several", { scripts: false });
    const targets = await page.$$eval("a.dot", (dots) => dots.map((dot) => [dot.hash, document.querySelector(dot.hash) !== null]));
    assert.ok(targets.length >= 4 && targets.every(([, isThere]) => isThere), JSON.stringify(targets));
    await page.close();
  });
});
