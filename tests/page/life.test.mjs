import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { choose, focused, price, settle, startBrowser, text, type } from "./browser.mjs";

const FOUR = "#book=signsecure&to=electronic,Asha&to=aadhaar_esign,Vikram&to=@cc,Ravi&to=any,Meera";
const act = (type) => `#acts [data-act=${type}]`;
const sign = (position) => `#signers li:nth-child(${position}) .sign`;

describe("an envelope's life", () => {
  let browser;
  let page;
  before(async () => (browser = await startBrowser()));
  after(() => browser.close());
  const open = async (hash, look) => (page = await browser.open(hash, look));
  const close = async () => {
    assert.deepEqual(page.problems, []);
    await page.close();
  };
  const press = async (...selectors) => {
    for (const selector of selectors) {
      await page.click(selector);
      await settle(page);
    }
  };
  const status = () => text(page, "#life-status");
  const said = () => text(page, "#life-said");
  const history = () => page.$$eval("#ledger tr", (rows) => rows.map((row) => row.innerText.replace(/\s+/g, " ").trim()));
  const balances = () => page.$$eval("#ledger td:last-child", (cells) => cells.map((cell) => cell.textContent));
  const disabled = (selector) => page.$eval(selector, (node) => node.matches(":disabled"));

  it("is created, sent, signed and cancelled, and every credit is booked once", async () => {
    await open(`${FOUR}&balance=500`);
    assert.equal((await price(page)).total, "at most 41 credits");
    assert.equal(await status(), "Not created");
    assert.equal(await text(page, act("created")), "Create −1");
    await press(act("created"));
    assert.equal(await status(), "Draft");
    assert.equal(await said(), "Envelope created: 1 credit taken, balance 499.");
    await press(act("sent"));
    assert.equal(await status(), "Sent");
    await press(sign(1), sign(2));
    assert.equal(await said(), "Vikram signed: 15 credits taken, balance 474.");
    assert.equal(await text(page, "#signers li:nth-child(3) .due"), "0");
    await page.select("#signers li:nth-child(3) select", "aadhaar_esign");
    assert.equal(await text(page, "#signers li:nth-child(3) .due"), "−15");
    assert.equal(await text(page, act("cancelled")), "Cancel +26");
    await press(act("cancelled"));
    assert.equal(await status(), "Cancelled");
    assert.equal(await said(), "Envelope cancelled: 26 credits given back, balance 500.");
    const rows = await history();
    assert.equal(rows.length, 7);
    assert.deepEqual(rows.slice(3), [
      "Vikram signed Aadhaar eSign, Vikram Aadhaar eSign −15 474",
      "Asha signed Electronic signature Electronic −10 489",
      "Envelope sent nothing due – 0 499",
      "Envelope created Envelope creation – −1 499",
    ]);
    assert.ok(rows.slice(0, 3).every((row) => /^Envelope cancelled Refund: .* \+\d+ \d+$/.test(row)), rows.join("\n"));
    assert.equal((await balances())[0], "500");
    assert.match(await page.$eval("#chart svg", (node) => node.ariaLabel), /^The balance goes from 500 credits to 500 credits in 7 steps, and is 474 credits at its lowest; the quote allowed for 459 credits\.$/);
    assert.equal(await page.$eval("#acts", (node) => node.checkVisibility()), false);
    await close();
  });

  it("ends when all have signed, within what was quoted, and starts again", async () => {
    await open(`${FOUR}&balance=41`);
    await press(act("created"), act("sent"), sign(1), sign(2));
    await page.select("#signers li:nth-child(3) select", "aadhaar_esign");
    await press(sign(3));
    assert.equal(await status(), "Completed");
    assert.equal(await said(), "Meera signed: 15 credits taken, balance 0. All have signed.");
    await press("#again");
    assert.equal(await status(), "Not created");
    assert.deepEqual(await history(), []);
    assert.equal(await page.$eval("#course", (node) => node.hidden), true);
    await press(act("created"));
    assert.deepEqual(await balances(), ["40"]);
    await close();
  });

  for (const [name, steps, expected] of [
    ["declined", ["#signers li:nth-child(2) .decline"], "Vikram declined nothing due – 0 489"],
    ["expired", [act("expired")], "Envelope expired nothing due – 0 489"],
  ]) {
    it(`gives nothing back when it is ${name}`, async () => {
      await open(`${FOUR}&balance=500`);
      await press(act("created"), act("sent"), sign(1), ...steps);
      assert.equal((await status()).toLowerCase(), name);
      assert.equal((await history())[0], expected);
      await close();
    });
  }

  it("gives back when it fails, even before it is sent", async () => {
    await open(`${FOUR}&balance=500`);
    await press(act("created"), act("failed"));
    assert.equal(await status(), "Failed");
    assert.deepEqual(await balances(), ["500", "499"]);
    await close();
  });

  it("is charged at send where the book says so", async () => {
    await open("#book=signsecure-staging&to=2*aadhaar_esign&balance=100");
    await press(act("created"));
    assert.equal(await text(page, act("sent")), "Send −20");
    await press(act("sent"));
    assert.deepEqual(await balances(), ["65", "80", "85"]);
    assert.equal(await text(page, "#signers li:nth-child(1) .due"), "0");
    await close();
  });

  it("keeps two recipients of one name apart", async () => {
    await open("#book=signsecure&to=aadhaar_esign,Asha&to=aadhaar_esign,Asha&balance=100");
    await press(act("created"), act("sent"), sign(1), sign(2));
    assert.equal(await status(), "Completed");
    assert.match((await history())[0], /^Asha \(2\) signed .* −15 69$/);
    await close();
  });

  it("lets the recipients be edited until it is sent, and nothing after that", async () => {
    await open(`${FOUR}&balance=500`);
    await press(act("created"));
    assert.equal(await disabled("#balance"), true);
    assert.equal(await disabled("input[name=book]"), true);
    await choose(page, 1, "method", "aadhaar_esign");
    assert.equal((await price(page)).total, "at most 46 credits");
    await press(act("sent"));
    assert.equal(await disabled("#rows .name"), true);
    assert.equal(await text(page, "#recipients-fixed"), "Fixed since it was sent");
    assert.equal(await page.$eval("#add", (node) => node.checkVisibility()), false);
    await press(sign(1));
    assert.match(await said(), /^Asha signed: 15 credits taken/);
    await press("#again");
    assert.equal(await disabled("#rows .name"), false);
    await close();
  });

  it("says why it cannot begin: no balance, too little of it, nobody who pays", async () => {
    await open(FOUR);
    assert.match(await text(page, "#life-hint"), /^Give a balance/);
    assert.equal(await disabled(act("created")), true);
    await type(page, "#balance", "40");
    assert.equal(await text(page, "#life-hint"), "The balance is 1 credit short of the 41 credits that it can cost.");
    await type(page, "#balance", "41");
    assert.equal(await disabled(act("created")), false);
    await page.select("#api-key", "elsewhere");
    await settle(page);
    assert.match(await text(page, "#life-hint"), /nobody pays/);
    assert.equal(await disabled(act("created")), true);
    await close();
  });

  it("is forgotten when another address is opened", async () => {
    await open(`${FOUR}&balance=500`);
    await press(act("created"), act("sent"));
    await page.evaluate(() => (location.hash = "#book=signsecure&to=electronic&balance=7"));
    await settle(page);
    assert.equal(await status(), "Not created");
    assert.equal(await disabled("#balance"), false);
    await close();
  });

  it("is played by keyboard alone, and the focus goes on to what comes next", async () => {
    await open(`${FOUR}&balance=500`);
    await page.focus(act("created"));
    const steps = [];
    for (let step = 0; step < 5; step += 1) {
      await page.keyboard.press("Enter");
      await settle(page);
      steps.push(await focused(page));
    }
    assert.deepEqual(steps.slice(1), ["Sign as Asha", "Sign as Vikram", "Sign as Meera", "again"]);
    assert.equal(await status(), "Completed");
    await close();
  });
});
