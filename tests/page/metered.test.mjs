import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { PHONE, choose, settle, startBrowser, text, violations } from "./browser.mjs";

const CUSTOM = `#book=custom&to=wax,Asha&rules=${Buffer.from(
  '{"priceBook":"p","unit":"coin","versions":[{"version":"1","rates":[{"code":"w","per":"signer","methods":["wax"],"price":{"model":"unit","unitPrice":4}}]}]}',
).toString("base64url")}`;

describe("the same envelope as consumption", () => {
  let browser;
  let page;
  before(async () => (browser = await startBrowser()));
  after(() => browser.close());
  const open = async (hash, look) => {
    page = await browser.open(hash, look);
    page.asked = [];
    page.on("request", (request) => page.asked.push(new URL(request.url()).pathname));
  };
  const unfold = async () => {
    // Not by the pointer: on a phone the bar with the total may still be over it.
    await page.$eval("#metered summary", (node) => node.click());
    await page.waitForFunction(() => !document.querySelector("#metered-nothing").textContent.startsWith("Opening"));
    await settle(page);
  };
  const rows = () =>
    page.$$eval("#metered-rows tr", (rows) => rows.map((row) => [row.cells[0].textContent, ...[...row.cells].slice(1).filter((cell) => cell.checkVisibility()).map((cell) => Number(cell.textContent))]));
  const close = async () => {
    assert.deepEqual(page.problems, []);
    await page.close();
  };

  it("counts invited signers by the level that a method comes nearest to, and follows the envelope", async () => {
    await open("#book=signsecure&to=2*electronic&to=aadhaar_esign&to=dsc_usb_token&to=@cc&to=@approver");
    await unfold();
    assert.deepEqual(await rows(), [["Invited signers, Simple", 2], ["Invited signers, Advanced", 1], ["Not metered", 1]]);
    assert.match(await text(page, "#metered-why"), /^Invited signers count when the request is sent, whether or not they complete/);
    await choose(page, 1, "method", "aadhaar_esign");
    assert.deepEqual(await rows(), [["Invited signers, Simple", 1], ["Invited signers, Advanced", 2], ["Not metered", 1]]);
    await close();
  });

  it("has two bounds while methods are open", async () => {
    await open("#book=signsecure&to=electronic&to=any&to=dsc_usb_token/aadhaar_esign");
    await unfold();
    assert.deepEqual(await rows(), [["Invited signers, Simple", 2, 1], ["Invited signers, Advanced", 2, 0], ["Not metered", 2, 0]]);
    await close();
  });

  it("says what is not metered, and when nobody signs", async () => {
    await open(CUSTOM);
    await unfold();
    assert.deepEqual(await rows(), [["Not metered", 1]]);
    await close();
    await open("#book=signsecure&to=@cc");
    await unfold();
    assert.equal(await text(page, "#metered-nothing"), "Nothing: nobody signs yet.");
    await close();
    await open("#book=custom&to=any");
    assert.equal(await page.$eval("#metered", (node) => node.checkVisibility()), false);
    await close();
  });

  it("fetches what counts only when it is asked for", async () => {
    await open("#book=signsecure&to=electronic");
    await choose(page, 1, "method", "aadhaar_esign");
    assert.deepEqual(page.asked, []);
    await unfold();
    assert.ok(page.asked.includes("/pkg/consumption.js"), page.asked.join());
    await close();
  });

  it("says so when that does not load", async () => {
    page = await browser.open("#book=signsecure&to=electronic", { missing: "/pkg/consumption.js" });
    await unfold();
    assert.equal(await text(page, "#metered-nothing"), "The meter did not load. Reload the page.");
    await page.close();
  });

  it("can be used by everybody", async () => {
    for (const look of [{}, { scheme: "dark" }, { viewport: PHONE }, { viewport: PHONE, scheme: "dark" }]) {
      await open("#book=signsecure&to=electronic&to=any&to=dsc_usb_token&balance=40", look);
      await unfold();
      assert.deepEqual(await violations(page), [], JSON.stringify(look));
      const [scroll, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(scroll <= inner, `${scroll} > ${inner}`);
      await close();
    }
  });
});
