import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { choose, focused, lastQuote, price, settle, startBrowser, text, type } from "./browser.mjs";

describe("the price follows the envelope", () => {
  let browser;
  let page;
  before(async () => (browser = await startBrowser()));
  after(() => browser.close());
  const open = async (hash, look) => (page = await browser.open(hash, look));
  const close = async () => {
    assert.deepEqual(page.problems, []);
    await page.close();
  };

  it("prices an envelope without signers at its base", async () => {
    await open("");
    const shown = await price(page);
    assert.equal(shown.total, "exactly 1 credit");
    assert.deepEqual(shown.lines, ["Envelope creation once for the envelope 1"]);
    assert.deepEqual(shown.due, ["When the envelope is created 1"]);
    assert.match(shown.marginal, /Electronic \+10 DSC USB Token \+10 Aadhaar eSign \+15$/);
    assert.match(await text(page, "#nobody"), /^Nobody signs yet/);
    await close();
  });

  it("moves when a method changes", async () => {
    await open("#book=signsecure&to=2*electronic");
    assert.equal((await price(page)).total, "exactly 11 credits");
    await choose(page, 1, "method", "dsc_usb_token");
    assert.equal((await price(page)).total, "exactly 21 credits");
    await choose(page, 2, "method", "aadhaar_esign");
    const shown = await price(page);
    assert.equal(shown.total, "exactly 26 credits");
    assert.deepEqual(shown.lines, [
      "Envelope creation once for the envelope 1",
      "DSC USB Token signature flat for the envelope, however many use it 10",
      "Aadhaar eSign 1 signer × 15 15",
    ]);
    assert.deepEqual(shown.due, ["When the envelope is created 1", "As signers sign 25"]);
    await close();
  });

  it("counts only those who sign", async () => {
    await open("#book=signsecure&to=2*aadhaar_esign");
    await choose(page, 2, "role", "approver");
    assert.equal((await price(page)).total, "exactly 16 credits");
    assert.equal(await page.$eval("#rows li:nth-child(2) .method", (node) => node.hidden), true);
    await close();
  });

  it("shows both bounds while a method is open", async () => {
    await open("#book=signsecure&to=electronic,Asha");
    assert.equal((await price(page)).minimum, "");
    await type(page, "#new-recipient", "Meera\n");
    await choose(page, 2, "method", "any");
    const shown = await price(page);
    assert.equal(shown.total, "at most 26 credits");
    assert.equal(shown.minimum, "at least 11");
    assert.equal(shown.lines.at(-1), "Aadhaar eSign at most 1 signer × 15 15 0");
    assert.deepEqual(shown.due, ["When the envelope is created 1 1", "As signers sign 25 10"]);
    await close();
  });

  it("prices a choice of several methods, which cannot be emptied", async () => {
    await open("#book=signsecure&to=any");
    await choose(page, 1, "method", "");
    const boxes = "#rows li .choice input";
    assert.equal((await page.$$(boxes)).length, 3);
    await page.click(`${boxes}[value=electronic]`);
    await page.click(`${boxes}[value=aadhaar_esign]`);
    assert.equal((await price(page)).total, "exactly 11 credits");
    assert.equal((await lastQuote(page)).lines.at(-1).code, "dsc");
    await page.click(`${boxes}[value=dsc_usb_token]`);
    assert.equal(await page.$eval(`${boxes}[value=dsc_usb_token]`, (box) => box.checked), true);
    assert.equal((await price(page)).total, "exactly 11 credits");
    await close();
  });

  it("adds a list of names at once, each like the last signer", async () => {
    await open("#book=signsecure&to=aadhaar_esign,Asha");
    await type(page, "#new-recipient", "Vikram, meera@example.com; Ravi\n");
    assert.equal((await page.$$("#rows li")).length, 4);
    assert.equal((await price(page)).total, "exactly 61 credits");
    assert.equal(await focused(page), "new-recipient");
    await close();
  });

  it("removes a recipient and keeps the focus beside it", async () => {
    await open("#book=signsecure&to=aadhaar_esign,Asha&to=electronic,Vikram&to=electronic,Meera");
    await page.click("#rows li:nth-child(1) .remove");
    assert.equal((await price(page)).total, "exactly 11 credits");
    assert.equal(await focused(page), "Remove Vikram");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await settle(page);
    assert.equal(await focused(page), "new-recipient");
    assert.equal((await price(page)).total, "exactly 1 credit");
    await close();
  });

  it("sets the method of all signers", async () => {
    await open("#book=signsecure&to=3*electronic&to=@cc,Ravi");
    await page.select("#all-methods", "aadhaar_esign");
    assert.equal((await price(page)).total, "exactly 46 credits");
    await close();
  });

  it("says what a balance leaves, and what it lacks", async () => {
    await open("#book=signsecure&to=2*aadhaar_esign");
    assert.equal((await price(page)).funds, "");
    await type(page, "#balance", "100");
    assert.equal((await price(page)).funds, "69 credits left of 100 Enough for 3 envelopes like this one");
    await type(page, "#balance", "0");
    assert.equal((await price(page)).funds, "31 credits short Buy 500, or type in 31 credits");
    await type(page, "#balance", "1.5");
    assert.match(await text(page, "#balance-fault"), /whole number/);
    assert.equal((await price(page)).funds, "");
    await close();
  });

  it("counts the bonus of a preset", async () => {
    await open("#book=signsecure-staging&to=7*aadhaar_esign&balance=8");
    const { total, funds } = await price(page);
    assert.equal(total, "exactly 110 credits");
    assert.equal(funds, "102 credits short Buy 100 (+3 bonus)");
    await close();
  });

  it("announces the whole sentence, once things are quiet", async () => {
    await open("#book=signsecure&to=electronic&balance=5");
    const status = () => page.evaluate(() => document.querySelector("envelope-quote").shadowRoot.querySelector("output[role=status]").textContent);
    await page.waitForFunction(() => document.querySelector("envelope-quote").shadowRoot.querySelector("output").textContent !== "");
    assert.equal(await status(), "Exactly 11 credits. When the envelope is created: 1. As signers sign: 10. 6 credits short. Buy 500, or type in 6 credits.");
    await close();
  });

  it("moves only what changed, and nothing when motion is unwelcome", async () => {
    for (const [motion, moved] of [["no-preference", ["41", "40"]], ["reduce", []]]) {
      await open("#book=signsecure&to=electronic&to=aadhaar_esign", { motion });
      await page.evaluate(() => {
        globalThis.moved = [];
        Element.prototype.animate = function () { globalThis.moved.push(this.textContent); };
      });
      await choose(page, 1, "method", "aadhaar_esign");
      await choose(page, 1, "method", "electronic");
      await page.evaluate(() => (globalThis.moved = []));
      await page.click("#add button");
      await page.select("#rows li:nth-child(3) .method select", "aadhaar_esign");
      const texts = await page.evaluate(() => globalThis.moved);
      if (moved.length === 0) assert.deepEqual(texts, []);
      else assert.ok(moved.every((figure) => texts.includes(figure)) && !texts.includes("Envelope creation"), texts.join());
      await close();
    }
  });
});
