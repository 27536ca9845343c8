import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { DESKTOP, PHONE, focused, price, settle, startBrowser, text, violations } from "./browser.mjs";

const SIXTY = `#book=signsecure&${Array.from({ length: 60 }, (_, index) => `to=any,${"Subramaniam+".repeat(7)}${index}`).join("&")}&balance=0`;
const BAD_BOOK = `#book=custom&to=any,Asha&rules=${Buffer.from('{"priceBook":"p"}').toString("base64url")}`;
const HUGE_BOOK = `#book=custom&to=2*seal&rules=${Buffer.from(
  '{"priceBook":"p","unit":"credit","versions":[{"version":"1","rates":[{"code":"seal","per":"signer","methods":["seal"],"price":{"model":"unit","unitPrice":4503599627370495}}]}]}',
).toString("base64url")}`;
const STATES = {
  empty: "",
  "an open choice": "#book=signsecure&to=electronic,Asha&to=electronic/aadhaar_esign,Vikram&to=@cc&balance=20",
  "60 long names": SIXTY,
  "a bad book": BAD_BOOK,
  "an enormous price": HUGE_BOOK,
  "a refused sender": "#book=signsecure&to=electronic,Asha&balance=20&as=member&key=elsewhere",
  "an unreadable address": "#to=%",
};
const LIFE = ["created", "sent", "signed", "cancelled"];
const LIVES = {
  "four signers": "#book=signsecure&to=electronic,Asha&to=any,Vikram&to=aadhaar_esign,Meera&to=@cc&balance=500",
  "60 long names": SIXTY.replace("balance=0", "balance=9007199254740991&as=member"),
};

describe("everybody can use the page", () => {
  let browser;
  before(async () => (browser = await startBrowser()));
  after(() => browser.close());

  for (const [name, hash] of Object.entries(STATES)) {
    it(`axe finds nothing, in light, dark and on a phone: ${name}`, async () => {
      for (const look of [{ scheme: "light" }, { scheme: "dark" }, { viewport: PHONE }, { viewport: PHONE, scheme: "dark" }]) {
        const page = await browser.open(hash, look);
        await page.evaluate(() => document.querySelector("#code-box").setAttribute("open", ""));
        assert.deepEqual(await violations(page), [], JSON.stringify(look));
        assert.deepEqual(page.problems, []);
        await page.close();
      }
    });

    it(`nothing is wider than the screen: ${name}`, async () => {
      for (const width of [320, 360, 390, 768, 1280]) {
        const page = await browser.open(hash, { viewport: { ...DESKTOP, width } });
        const { inner, scroll, figure } = await page.evaluate(() => {
          const part = document.querySelector("envelope-quote").shadowRoot.querySelector("[part=figure]");
          return { inner: innerWidth, scroll: document.documentElement.scrollWidth, figure: part?.getBoundingClientRect().right ?? 0 };
        });
        assert.ok(scroll <= inner, `${scroll} > ${inner}`);
        assert.ok(figure <= inner, `the total ends at ${figure} of ${inner}`);
        await page.close();
      }
    });
  }

  for (const [name, hash] of Object.entries(LIVES)) {
    it(`axe finds nothing and nothing is too wide, all through a life: ${name}`, async () => {
      for (const look of [{ scheme: "light" }, { viewport: PHONE, scheme: "dark" }, { viewport: { ...DESKTOP, width: 320 } }]) {
        const page = await browser.open(hash, look);
        for (const step of LIFE) {
          await page.click(step === "signed" ? "#signers .sign" : `#acts [data-act=${step}]`);
          await settle(page);
          assert.deepEqual(await violations(page), [], `${step} ${JSON.stringify(look)}`);
          const [scroll, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
          assert.ok(scroll <= inner, `${step}: ${scroll} > ${inner}`);
        }
        assert.deepEqual(page.problems, []);
        await page.close();
      }
    });
  }

  it("works with the keyboard alone", async () => {
    const page = await browser.open("");
    const press = async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
      await settle(page);
    };
    const tabTo = async (name) => {
      for (let step = 0; step < 40 && (await focused(page)) !== name; step += 1) await press("Tab");
      assert.equal(await focused(page), name);
    };
    await tabTo("new-recipient");
    await page.keyboard.type("Asha, Vikram");
    await press("Enter");
    await page.keyboard.down("Shift");
    for (let step = 0; step < 20 && (await focused(page)) !== "Method of Vikram"; step += 1) await page.keyboard.press("Tab");
    await page.keyboard.up("Shift");
    assert.equal(await focused(page), "Method of Vikram");
    await page.keyboard.type("Aadhaar");
    await settle(page);
    assert.equal((await price(page)).total, "exactly 26 credits");
    await tabTo("Remove Vikram");
    await press("Space");
    assert.equal(await focused(page), "Remove Asha");
    assert.equal((await price(page)).total, "exactly 11 credits");
    await tabTo("balance");
    await page.keyboard.type("20");
    assert.match((await price(page)).funds, /^9 credits left/);
    await page.close();
  });

  it("takes an empty recipient away with Backspace, and goes on with Enter, as a mail does", async () => {
    const page = await browser.open("#book=signsecure&to=electronic,Asha&to=electronic");
    await page.focus("#rows li:nth-child(2) .name");
    await page.keyboard.press("Backspace");
    await settle(page);
    assert.equal((await page.$$("#rows li")).length, 1);
    assert.equal(await focused(page), "Name or e-mail of recipient 1");
    await page.keyboard.press("Enter");
    assert.equal(await focused(page), "new-recipient");
    await page.keyboard.press("Enter");
    assert.equal(await focused(page), "Name or e-mail of recipient 2");
    await page.close();
  });

  it("says so when the package is not there", async () => {
    const page = await browser.open("#book=signsecure&to=any", { missing: "/pkg/index.js" });
    assert.equal(await text(page, "#unreadable h1"), "The price engine did not load");
    assert.notEqual(await text(page, "#unreadable-part"), "");
    assert.equal(await page.$eval("#desk", (node) => node.checkVisibility()), false);
    await page.close();
  });

  it("keeps the total in sight on a phone until the price itself is", async () => {
    const page = await browser.open(SIXTY, { viewport: PHONE });
    assert.match(await text(page, "#bar"), /^at most 901 credits, 901 short$/);
    await page.click("#bar");
    await page.waitForFunction(() => document.querySelector("#bar").hidden);
    assert.equal((await price(page)).total, "at most 901 credits");
    await page.close();
  });
});

describe("the element on a page of its own", () => {
  let browser;
  let page;
  before(async () => (browser = await startBrowser()));
  after(() => browser.close());

  const put = async (html) => {
    page = await browser.open("");
    await page.evaluate((html) => {
      document.querySelector("envelope-quote").remove();
      document.querySelector("#price").innerHTML = html;
    }, html);
    return price(page);
  };

  it("can be imported where there is no page", async () => {
    assert.equal(globalThis.customElements, undefined);
    const { EnvelopeQuoteElement, define } = await import("../../pkg/element.js");
    assert.equal(typeof EnvelopeQuoteElement, "function");
    define("other-quote");
  });

  it("needs attributes only", async () => {
    const shown = await put(`<envelope-quote book="signsecure-staging" balance="10" envelope='{"signers":[{"method":"aadhaar_esign"}]}'></envelope-quote>`);
    assert.equal(shown.total, "exactly 20 credits");
    assert.equal(shown.funds, "10 credits short Buy 100 (+3 bonus), or type in 10 credits");
    const { quote, affordability } = await page.evaluate(() => globalThis.lastDetail);
    assert.equal(quote.priceBook, "signsecure-staging");
    assert.equal(affordability.shortfall, 10);
    await page.close();
  });

  it("shows and tells an error", async () => {
    const shown = await put(`<envelope-quote envelope='{"signers":[{"method":"wax"}]}'></envelope-quote>`);
    assert.match(shown.error, /^No price for this envelope .*wax.* \/signers\/0\/method · UNKNOWN_METHOD$/);
    assert.equal(await page.evaluate(() => globalThis.lastDetail.error.code), "UNKNOWN_METHOD");
    assert.match((await put(`<envelope-quote envelope="{"></envelope-quote>`)).error, /INVALID_JSON/);
    assert.match((await put(`<envelope-quote book="gold" envelope='{"signers":[]}'></envelope-quote>`)).error, /UNKNOWN_BOOK/);
    await page.close();
  });

  it("waits for an envelope, and takes one that was set before it was defined", async () => {
    assert.match((await put("<envelope-quote></envelope-quote>")).empty, /No envelope to price yet/);
    await page.evaluate(() => {
      const late = document.createElement("late-quote");
      late.envelope = { signers: [{ method: "dsc_usb_token" }] };
      document.querySelector("#price").replaceChildren(late);
      return import("/pkg/element.js").then(({ define }) => define("late-quote"));
    });
    await settle(page);
    assert.equal(await page.evaluate(() => globalThis.lastDetail.quote.total), 11);
    await page.close();
  });

  it("writes figures as its language does, and says one thing in the singular", async () => {
    const shown = await put(`<envelope-quote lang="de" balance="12345" envelope='{"signers":[]}'></envelope-quote>`);
    assert.equal(shown.total, "exactly 1 credit");
    assert.equal(shown.funds, "12.344 credits left of 12.345 Enough for 12.345 envelopes like this one");
    await page.close();
  });
});
