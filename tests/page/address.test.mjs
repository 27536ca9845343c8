import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { decodeAddress, encodeAddress } from "../../www/address.js";
import { choose, focused, lastQuote, price, settle, startBrowser, text, type, value } from "./browser.mjs";

const NASTY_NAME = "a,b&c=d/e*f+g%h#i@j é🖋 'quote' (x)!";

function sixty() {
  const methods = ["electronic", "any", ["dsc_usb_token", "aadhaar_esign"], "aadhaar_esign", ["electronic"]];
  const recipients = Array.from({ length: 60 }, (_, index) => ({
    name: index === 7 ? NASTY_NAME : `${index} `.padEnd(80, "Venkatanarasimharajuvaripeta "),
    role: index % 9 === 8 ? "cc" : "signer",
    method: methods[index % methods.length],
  }));
  return { book: "signsecure-staging", rules: "", recipients, documents: 2, megabytes: 5, date: "2026-04-01", balance: 0, sender: "member", key: "organization" };
}

/** Without the keys, which name rows of one page, and the methods of those who do not sign. */
const essence = (state) => ({
  ...state,
  recipients: state.recipients.map(({ name, role, method }) => ({ name, role, method: role === "signer" ? method : null })),
});

describe("an address", () => {
  it("holds the whole state, up to 60 signers with long names", () => {
    const state = sixty();
    assert.deepEqual(essence(decodeAddress(encodeAddress(state))), essence(state));
  });

  it("is compact and can be read", () => {
    const recipients = [
      { name: "Asha Rao", role: "signer", method: "electronic" },
      { name: "legal@example.com", role: "approver", method: "any" },
      { name: "", role: "signer", method: "any" },
      { name: "", role: "signer", method: "any" },
    ];
    const address = encodeAddress({ ...sixty(), book: "signsecure", recipients, documents: 1, megabytes: 0, date: "", balance: 100, sender: "personal", key: "" });
    assert.equal(address, "#book=signsecure&to=electronic,Asha+Rao&to=@approver,legal@example.com&to=2*any&balance=100");
    assert.equal(encodeAddress(decodeAddress("")), "");
  });

  it("keeps a name that looks like something else", () => {
    for (const name of ["@cc", "3*any", ",", "/", "a\nb", "%", "__proto__"]) {
      const state = { ...sixty(), recipients: [{ name, role: "signer", method: "any" }] };
      assert.deepEqual(essence(decodeAddress(encodeAddress(state))), essence(state));
    }
  });

  it("carries a price book of one's own", () => {
    const state = { ...sixty(), book: "custom", rules: '{"priceBook":"é🖋"}' };
    assert.deepEqual(essence(decodeAddress(encodeAddress(state))), essence(state));
  });

  for (const [hash, reason] of [
    ["#book=gold", /no price book `gold`/],
    ["#to=electronic&colour=blue", /named `colour`/],
    ["#to=%E0%A4%A", /cut short/],
    ["#balance=12.5", /not a whole number/],
    ["#balance=9007199254740993", /not a whole number/],
    ["#book=signsecure&book=signsecure", /twice/],
    ["#to=999999999*any", /more than 500/],
    ["#to=0*any", /other than 1 to 500/],
    ["#to=,Asha", /no signing method/],
    ["#to=@boss", /no role/],
    ["#on=2026-02-30", /not a date/],
    ["#book=custom&rules=%%%", /damaged/],
    ["#toString=1", /named `toString`/],
  ]) {
    it(`is refused: ${hash}`, () => assert.throws(() => decodeAddress(hash), reason));
  }
});

describe("the address bar", () => {
  let browser;
  let page;
  before(async () => (browser = await startBrowser()));
  after(() => browser.close());
  const open = async (hash) => (page = await browser.open(hash));
  const close = async () => {
    assert.deepEqual(page.problems, []);
    await page.close();
  };
  const hash = () => page.evaluate(() => location.hash);

  it("opens 60 signers with long names, and brings the same quote to the next reader", async () => {
    await open(encodeAddress(sixty()));
    const sent = await lastQuote(page);
    assert.equal((await page.$$("#rows li")).length, 60);
    assert.equal(await value(page, "#rows li:nth-child(8) .name"), NASTY_NAME);
    await choose(page, 60, "role", "cc");
    await choose(page, 60, "role", "signer");
    const address = await hash();
    await close();
    await open(address);
    assert.deepEqual(await lastQuote(page), sent);
    await close();
  });

  it("goes back and forward through decisions, not letters", async () => {
    await open("");
    await type(page, "#new-recipient", "Asha\n");
    await choose(page, 1, "method", "aadhaar_esign");
    await type(page, "#rows .name", "Asha Rao");
    await page.waitForFunction(() => location.hash === "#book=signsecure&to=aadhaar_esign,Asha+Rao");
    await page.goBack();
    await settle(page);
    assert.equal(await value(page, "#rows .name"), "Asha");
    await page.goBack();
    assert.equal((await price(page)).total, "exactly 11 credits");
    await page.goBack();
    assert.equal((await price(page)).total, "exactly 1 credit");
    assert.equal(await hash(), "");
    await page.goForward();
    await page.goForward();
    assert.equal((await price(page)).total, "exactly 16 credits");
    await close();
  });

  for (const bad of ["#book=signsecure&to=electronik,Asha", "#to=%E0%A4%A", "#nonsense"]) {
    it(`that cannot be read is answered in words and without a price: ${bad}`, async () => {
      await open(bad);
      assert.equal(await text(page, "#unreadable h1"), "This address cannot be read");
      assert.notEqual(await text(page, "#unreadable-part"), "");
      assert.equal(await page.$eval("#desk", (node) => node.checkVisibility()), false);
      assert.equal(await focused(page), "unreadable-title");
      await page.click("#start-over");
      assert.equal((await price(page)).total, "exactly 1 credit");
      assert.equal(await page.$eval("#unreadable", (node) => node.hidden), true);
      await page.goBack();
      await settle(page);
      assert.equal(await page.$eval("#unreadable", (node) => node.hidden), false);
      await close();
    });
  }

  it("is copied whole, with what has just been typed", async () => {
    await open("#book=signsecure&to=electronic,Asha");
    await page.evaluate(() => {
      Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => (globalThis.copied = text) } });
    });
    await type(page, "#balance", "250");
    await page.click("#copy-link");
    await page.waitForFunction(() => document.querySelector("#copy-link").textContent === "Link copied");
    const copied = await page.evaluate(() => globalThis.copied);
    assert.equal(copied, `${browser.origin}/#book=signsecure&to=electronic,Asha&balance=250`);
    await close();
  });

  for (const hash of [
    "",
    "#book=signsecure&to=electronic,Asha+%22Rao%22&to=@cc&to=2*any&to=electronic/aadhaar_esign,%E2%80%A8&on=2026-05-01",
    "#book=signsecure-staging&to=3*aadhaar_esign&documents=2",
    `#book=custom&to=any,Asha&rules=${Buffer.from('{"priceBook":"p","unit":"coin","versions":[{"version":"1","rates":[{"code":"a-b","per":"signer","methods":["x y","y"],"price":{"model":"flat","amount":4}}]}]}').toString("base64url")}`,
  ]) {
    it(`and the code make the same quote: ${hash.slice(0, 60) || "an empty one"}`, async () => {
      await open(hash);
      await page.evaluate(() => {
        Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => (globalThis.copied = text) } });
      });
      await page.click("#copy-code");
      await page.waitForFunction(() => document.querySelector("#copy-code").textContent === "Code copied");
      const code = await page.evaluate(() => globalThis.copied);
      const [, names, body] = /^import \{ (\w+) \} from "sealquote";\n\n(const price = [\s\S]*;\n)$/.exec(code);
      const made = await page.evaluate(`import("/pkg/index.js").then(({ ${names} }) => { ${body} return price; })`);
      assert.deepEqual(made, await lastQuote(page));
      await close();
    });
  }
});
