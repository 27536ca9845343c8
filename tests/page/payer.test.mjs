import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { decodeAddress } from "../../www/address.js";
import { price, settle, startBrowser, text, type, value } from "./browser.mjs";

const ONE = "#book=signsecure&to=aadhaar_esign,Asha&to=any,Meera";

describe("who pays", () => {
  let browser;
  let page;
  before(async () => (browser = await startBrowser()));
  after(() => browser.close());
  const open = async (hash, look) => (page = await browser.open(hash, look));
  const close = async () => {
    assert.deepEqual(page.problems, []);
    await page.close();
  };
  const pick = async (name, option) => {
    await page.click(`input[name=${name}][value=${option}]`);
    await settle(page);
  };
  const key = async (name) => {
    await page.select("#api-key", name);
    await settle(page);
  };
  const reason = () => text(page, "#payer-reason");
  const funds = () => page.$$eval("#funds tr", (rows) => rows.map((row) => row.innerText.replace(/\s+/g, " ").trim()));
  const topUp = () => text(page, "#top-up");

  it("follows workspace and role", async () => {
    await open(`${ONE}&balance=100`);
    assert.equal(await reason(), "You pay: a personal workspace spends its own wallet.");
    assert.deepEqual(await funds(), ["Balance 100", "This envelope, at most −31", "Left once all have signed, at least 69"]);
    await pick("workspace", "organization");
    assert.equal(await reason(), "The organization pays: owners and admins spend the organization's wallet.");
    assert.equal(await text(page, "#balance-label"), "Organization’s balance");
    await pick("role", "member");
    assert.equal(await reason(), "Your allocation pays: members spend what is allocated to them.");
    assert.equal((await funds())[0], "Allocation 100");
    await pick("workspace", "personal");
    assert.equal(await page.$eval("#role-field", (node) => node.hidden), true);
    await pick("workspace", "organization");
    assert.equal(await reason(), "Your allocation pays: members spend what is allocated to them.");
    await close();
  });

  it("offers what can be bought, and sends a member to the owner", async () => {
    await open(`${ONE}&balance=20&as=admin`);
    assert.deepEqual((await funds()).at(-1), "Missing, at most 11");
    assert.equal(await topUp(), "Any one of these covers it 500 credits the preset 11 credits typed in as a custom amount");
    assert.match((await price(page)).funds, /^At most 11 credits short/);
    await pick("role", "member");
    assert.match(await topUp(), /^Ask the owner for 11 credits /);
    assert.equal((await price(page)).funds, "At most 11 credits short Ask the owner to raise the allocation");
    await type(page, "#balance", "31");
    assert.equal(await page.$eval("#top-up", (node) => node.hidden), true);
    assert.match((await price(page)).funds, /^At least 0 credits left of 31/);
    await close();
  });

  it("counts the bonus of a preset, and puts presets together when none is enough", async () => {
    await open("#book=signsecure-staging&to=7*aadhaar_esign&balance=8");
    assert.match(await topUp(), /100 credits the preset, and 3 more as a bonus/);
    const book = { priceBook: "p", unit: "coin", versions: [{ version: "1",
      rates: [{ code: "base", per: "envelope", price: { model: "unit", unitPrice: 25 } }],
      topUp: { presets: [5, 10], customMinimum: 1, bonuses: [] } }] };
    await close();
    await open(`#book=custom&rules=${Buffer.from(JSON.stringify(book)).toString("base64url")}&balance=0`);
    assert.equal(await topUp(), "Any one of these covers it 2 × 10 + 5 presets bought together, since none is enough alone 25 coins typed in as a custom amount");
    await close();
  });

  it("refuses what a key cannot pay for, in the package's words", async () => {
    await open(`${ONE}&balance=100`);
    await key("organization");
    assert.equal(await reason(), "Nobody pays: an organization's API key never spends personal credits; use a key made in the personal workspace.");
    assert.equal(await page.$eval("#funds", (node) => node.hidden), true);
    await pick("workspace", "organization");
    assert.equal(await reason(), "The organization pays: the API key is bound to the organization and spends its wallet.");
    await key("elsewhere");
    assert.match(await reason(), /^Nobody pays: the API key is bound to another organization for good/);
    await key("member");
    assert.match(await reason(), /^Nobody pays: a member may not make an organization's API key/);
    await key("personal");
    assert.match(await reason(), /^Nobody pays: a personal API key never spends an organization's credits/);
    await close();
  });

  it("stays in the address", async () => {
    await open(`${ONE}&balance=100&as=member&key=organization`);
    assert.equal(await value(page, "#api-key"), "organization");
    assert.match(await reason(), /spends what is allocated to the member\.$/);
    await pick("role", "owner");
    assert.equal(await page.evaluate(() => location.hash), `${ONE}&balance=100&as=owner&key=organization`);
    await page.goBack();
    await settle(page);
    assert.match(await reason(), /allocated to the member/);
    assert.throws(() => decodeAddress("#as=boss"), /`boss` is none of `personal`/);
    assert.throws(() => decodeAddress("#key=mine"), /none of/);
    await close();
  });
});
