import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { price, settle, startBrowser, text, value } from "./browser.mjs";

const COURIER = {
  priceBook: "courier",
  unit: "coin",
  versions: [
    { version: "a", effectiveFrom: null, rates: [{ code: "open", per: "envelope", price: { model: "unit", unitPrice: 2 } }] },
    {
      version: "b",
      effectiveFrom: "2026-01-01T00:00:00Z",
      rates: [
        { code: "open", label: "Opening", per: "envelope", price: { model: "unit", unitPrice: 3 } },
        { code: "page", label: "Filing", per: "document", price: { model: "unit", unitPrice: 4 } },
        { code: "seal", label: "Wax seal", per: "signer", methods: ["wax"], price: { model: "unit", unitPrice: 7 } },
      ],
    },
  ],
};

describe("the price book", () => {
  let browser;
  let page;
  before(async () => (browser = await startBrowser()));
  after(() => browser.close());
  const open = async (hash) => (page = await browser.open(hash));
  const close = async () => {
    assert.deepEqual(page.problems, []);
    await page.close();
  };
  const pick = async (id) => {
    await page.click(`input[name=book][value=${id}]`);
    await settle(page);
  };
  const write = async (rules) => {
    await page.$eval("#rules", (node, rules) => {
      node.value = rules;
      node.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }, rules);
    await settle(page);
  };

  it("is switched, and names itself under the price", async () => {
    await open("#book=signsecure&to=2*aadhaar_esign");
    assert.match((await price(page)).source, /^Price book signsecure, version 2026-03, digest [0-9a-f]{64}$/);
    await pick("signsecure-staging");
    const shown = await price(page);
    assert.equal(shown.total, "exactly 35 credits");
    assert.equal(shown.lines.at(-1), "Aadhaar eSign 2 signers: 1 × 5 + 1 × 15 20");
    assert.deepEqual(shown.due, ["When the envelope is created 15", "When it is sent 20"]);
    assert.match(shown.source, /^Price book signsecure-staging,/);
    await close();
  });

  it("withholds the price until there is a book of one's own, and says what is wrong with a bad one", async () => {
    await open("#book=signsecure&to=electronic");
    await pick("custom");
    assert.match((await price(page)).empty, /paste a price book/);
    assert.equal(await text(page, "#rules-fault"), "");
    const bad = structuredClone(COURIER);
    bad.versions[1].rates[0].price.model = "stepped";
    await write(JSON.stringify(bad));
    const fault = await text(page, "#rules-fault");
    assert.match(fault, /stepped/);
    assert.match(fault, /at \/versions\/1\/rates\/0\/price/);
    assert.match(fault, /INVALID_VALUE|UNKNOWN_KEY/);
    assert.equal(await page.$eval("#rules", (node) => node.ariaInvalid), "true");
    const shown = await price(page);
    assert.match(shown.empty, /cannot be read/);
    assert.equal(shown.total, "");
    await write("{ not json");
    assert.match(await text(page, "#rules-fault"), /INVALID_JSON/);
    await close();
  });

  it("of one's own is used at once, with its methods, its unit and the numbers it prices", async () => {
    await open("#book=signsecure&to=electronic,Asha");
    await pick("custom");
    await write(JSON.stringify(COURIER));
    assert.equal(await text(page, "#rules-fault"), "");
    assert.match(await text(page, "#book-note"), /1 signer: it is left to the signer/);
    assert.equal(await value(page, "#rows .method select"), "any");
    const shown = await price(page);
    assert.equal(shown.total, "exactly 14 coins");
    assert.deepEqual(shown.lines, ["Opening once for the envelope 3", "Filing 1 document × 4 4", "Wax seal 1 signer × 7 7"]);
    await page.$eval("#documents", (node) => node.select());
    await page.type("#documents", "3");
    assert.equal((await price(page)).total, "exactly 22 coins");
    await close();
  });

  it("is taken in the version of the day", async () => {
    const rules = Buffer.from(JSON.stringify(COURIER)).toString("base64url");
    await open(`#book=custom&rules=${rules}&on=2025-12-31`);
    assert.equal((await price(page)).total, "exactly 2 coins");
    assert.equal(await value(page, "#date"), "2025-12-31");
    await close();
  });

  it("can be dropped as a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sealquote-book-"));
    const file = join(folder, "courier.json");
    await writeFile(file, JSON.stringify(COURIER));
    await open("#book=custom");
    const input = await page.$("#rules-file");
    await input.uploadFile(file);
    await page.waitForFunction(() => document.querySelector("#rules").value !== "");
    assert.equal((await price(page)).total, "exactly 7 coins");
    await write("");
    await page.evaluate((json) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([json], "courier.json", { type: "application/json" }));
      document.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, JSON.stringify(COURIER));
    await page.waitForFunction(() => document.querySelector("#rules").value !== "");
    assert.equal((await price(page)).total, "exactly 7 coins");
    await rm(folder, { recursive: true });
    await close();
  });

  it("starts from the built-in one", async () => {
    await open("#book=custom&to=any");
    await page.click("#rules-example");
    assert.equal((await price(page)).total, "at most 16 credits");
    await close();
  });
});
