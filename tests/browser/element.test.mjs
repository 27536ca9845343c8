// `<envelope-quote>` on pages of its own: languages, directions, forms, funds, what is heard, and every state.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { serve } from "../../scripts/serve.mjs";
import { launch, serveContents } from "./chromium.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A page whose element is not yet defined; `start` imports it. */
const PAGE = `<!doctype html><html lang="en"><title>Element</title>
<link rel="stylesheet" href="/page.css">
<script type="importmap">{"imports":{"sealquote":"/pkg/index.js","sealquote/element":"/pkg/element.js"}}</script>
<script>
  globalThis.told = [];
  addEventListener("quote", ({ detail }) => told.push(detail));
  globalThis.later = (ms) => new Promise((done) => setTimeout(done, ms));
  globalThis.start = () => import("sealquote/element").then(() => later(30));
  globalThis.put = async (html) => { document.querySelector("main").innerHTML = html; await later(30); };
  globalThis.element = () => document.querySelector("envelope-quote");
  globalThis.part = (name) => element().shadowRoot.querySelector("[part~=" + name + "]");
  globalThis.read = (name) => part(name)?.innerText.replace(/\\s+/g, " ").trim();
  globalThis.said = () => element().shadowRoot.querySelector("output").textContent;
</script><main></main>`;

const ANY = `'{"signers":[{"method":"electronic"},{"method":"any"}]}'`;
const ONE = `'{"signers":[{"method":"electronic"}]}'`;
/** Longer than the element waits before it speaks. */
const SPOKEN_MS = 750;

let browser;
let close;
let served;
let pages;

before(async () => {
  served = await serve({ port: 0 });
  pages = await serveContents(async (path) => {
    if (path === "/") return PAGE;
    if (path === "/page.css") return ":root { color-scheme: light dark; background: Canvas; }";
    const answer = await fetch(served.origin + path);
    return answer.ok ? Buffer.from(await answer.arrayBuffer()) : undefined;
  });
  ({ browser, close } = await launch());
});

after(async () => {
  await close?.();
  await served?.close();
  await pages?.close();
});

async function open(html, { started = true } = {}) {
  const page = await browser.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(error.message));
  await page.goto(pages.origin);
  if (started) await page.evaluate("start()");
  if (html) await page.evaluate((html) => globalThis.put(html), html);
  return page;
}

const read = (page, ...names) => page.evaluate((names) => names.map((name) => globalThis.read(name)), names);
const seen = (page) => page.evaluate(() => globalThis.element().shadowRoot.querySelector("div").innerText.replace(/\s+/g, " ").trim());
const spoken = async (page) => {
  await page.evaluate((ms) => globalThis.later(ms), SPOKEN_MS);
  return page.evaluate("said()");
};

test("what stands between its tags is shown until it is defined, and not after", async () => {
  const page = await open(`<envelope-quote envelope=${ONE}><p id="fallback">About 11 credits</p></envelope-quote>`, { started: false });
  assert.equal(await page.$eval("#fallback", (node) => node.checkVisibility()), true);
  await page.evaluate("start()");
  assert.equal(await page.$eval("#fallback", (node) => node.checkVisibility()), false);
  assert.deepEqual(await read(page, "bound", "total"), ["exactly", "11 credits"]);
  await page.close();
});

test("properties that were set before it was defined count, and win over attributes", async () => {
  const page = await open("", { started: false });
  await page.evaluate(async (envelope) => {
    await globalThis.put(`<envelope-quote envelope='${envelope}' balance="1"></envelope-quote>`);
    Object.assign(globalThis.element(), { envelope: { signers: [] }, book: "signsecure-staging", funds: { balance: 100 } });
    await globalThis.start();
  }, ONE.slice(1, -1));
  assert.deepEqual(await read(page, "total", "funds"), ["15 credits", "85 credits left of 100 Enough for 6 envelopes like this one"]);
  await page.evaluate(() => (Object.assign(globalThis.element(), { envelope: undefined, book: undefined, funds: undefined }), globalThis.later(30)));
  assert.deepEqual(await read(page, "total", "funds"), ["11 credits", "10 credits short Buy 500, or type in 10 credits"]);
  await page.close();
});

const SPEAKING = {
  en: ["at most", "26 credits", "at least 11", "Price book signsecure, version 2026-03, digest", "At least 474 credits left of 500 Enough for 19 envelopes like this one"],
  fr: ["au plus", "26 crédits", "au moins 11", "Grille de prix signsecure, version 2026-03, empreinte", "Solde restant : au moins 474 crédits sur 500 Suffit pour 19 enveloppes comme celle-ci"],
  hi: ["अधिक से अधिक", "26 क्रेडिट", "कम से कम 11", "मूल्य-पुस्तिका signsecure, संस्करण 2026-03, डाइजेस्ट", "500 में से कम से कम 474 क्रेडिट शेष ऐसे 19 लिफ़ाफ़ों के लिए पर्याप्त"],
};
for (const [language, [bound, total, minimum, source, funds]] of Object.entries(SPEAKING)) {
  test(`it speaks the language of the page: ${language}`, async () => {
    const page = await open();
    await page.evaluate((language) => (document.documentElement.lang = language), `${language}-IN`);
    await page.evaluate((envelope) => globalThis.put(`<envelope-quote balance="500" envelope=${envelope}></envelope-quote>`), ANY);
    await page.waitForFunction("element().shadowRoot !== null");
    assert.deepEqual(await read(page, "bound", "total", "minimum"), [bound, total, minimum]);
    assert.equal((await read(page, "source"))[0].startsWith(source), true, (await read(page, "source"))[0]);
    // 500 / 26 is 19.2.
    assert.equal((await read(page, "funds"))[0], funds);
    await page.close();
  });
}

test("no text is left in English in French and in Hindi, but the book's own", async () => {
  const { languages } = await import("../../pkg/element.js");
  for (const language of ["fr", "hi"]) {
    const { default: texts } = await import(`../../pkg/element/languages/${language}.js`);
    assert.deepEqual(Object.keys(texts).sort(), Object.keys(languages.en).sort());
    for (const [key, text] of Object.entries(texts)) {
      if (["nouns", "colon", "stop"].includes(key)) continue;
      assert.notEqual(text, languages.en[key], `${language}: ${key}`);
      assert.deepEqual(text.match(/\{.\}/g)?.sort(), languages.en[key].match(/\{.\}/g)?.sort(), `${language}: ${key}`);
    }
    assert.deepEqual(Object.keys(texts.nouns), ["credit", "envelope", "signer", "document", "megabyte"]);
  }
});

test("`locale` wins over `lang`, the nearest `lang` over the page's, also around a shadow tree; a change is followed", async () => {
  const page = await open(`<section lang="fr"><envelope-quote envelope=${ONE}></envelope-quote></section>`);
  await page.waitForFunction("element().shadowRoot !== null");
  assert.deepEqual(await read(page, "bound"), ["exactement"]);
  await page.evaluate(() => (globalThis.element().setAttribute("locale", "hi"), globalThis.later(200)));
  assert.deepEqual(await read(page, "bound"), ["ठीक"]);
  await page.evaluate(() => (globalThis.element().setAttribute("locale", "not_a_tag"), globalThis.later(30)));
  assert.deepEqual(await read(page, "bound"), ["exactly"]);
  const inside = await page.evaluate(async (envelope) => {
    const host = document.querySelector("section");
    host.attachShadow({ mode: "open" }).innerHTML = `<envelope-quote envelope=${envelope}></envelope-quote>`;
    await globalThis.later(30);
    return host.shadowRoot.querySelector("envelope-quote").shadowRoot.querySelector("[part=bound]").textContent;
  }, ONE);
  assert.equal(inside, "exactement");
  await page.evaluate((envelope) => globalThis.put(`<envelope-quote envelope=${envelope}></envelope-quote>`), ONE);
  await page.evaluate(() => ((document.documentElement.lang = "fr"), globalThis.later(30)));
  assert.deepEqual(await read(page, "bound"), ["exactement"]);
  assert.deepEqual(page.problems, []);
  await page.close();
});

test("another language can be added, and a missing one is English with its own figures", async () => {
  const page = await open(`<envelope-quote lang="de" balance="12345" envelope=${ONE}></envelope-quote>`);
  assert.equal((await read(page, "funds"))[0], "12.334 credits left of 12.345 Enough for 1.122 envelopes like this one");
  await page.evaluate(async () => {
    const { languages } = await import("sealquote/element");
    languages.de = { ...languages.en, exactly: "genau", left: "{0} von {1} übrig", nouns: { credit: "Credit|Credits" } };
    globalThis.element().setAttribute("balance", "12");
    await globalThis.later(30);
  });
  assert.deepEqual(await read(page, "bound", "total"), ["genau", "11 Credits"]);
  assert.match((await read(page, "funds"))[0], /^1 Credit von 12 übrig/);
  await page.close();
});

test("from right to left everything is mirrored, and every text keeps its own direction", async () => {
  const page = await open();
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  await page.evaluate((envelope) => globalThis.put(`<envelope-quote lang="ar" balance="5" envelope=${envelope}></envelope-quote>`), `'{"signers":[{"method":"aadhaar_esign"},{"method":"aadhaar_esign"}]}'`);
  const told = await page.evaluate(() => {
    const box = (name) => globalThis.part(name).getBoundingClientRect();
    const { left, right } = globalThis.element().getBoundingClientRect();
    const last = [...globalThis.element().shadowRoot.querySelectorAll("[part=line]")].at(-1);
    const [label, value] = [last.querySelector("[part=label]"), last.querySelector("[part=value]")];
    const range = (node) => { const range = document.createRange(); range.selectNodeContents(node); return range.getBoundingClientRect(); };
    return {
      total: Math.abs(box("amount").right - right) < 1,
      labelAtStart: Math.abs(range(label).right - right) < 1,
      valueAtEnd: Math.abs(range(value).left - left) < 1,
      bar: getComputedStyle(globalThis.part("funds")).borderRightWidth,
      directions: [label, globalThis.part("figure")].map((node) => getComputedStyle(node).direction),
      // The figure stands before its unit, as in the language of both.
      figureFirst: box("figure").left < box("unit").left,
      wide: document.documentElement.scrollWidth <= innerWidth,
    };
  });
  assert.deepEqual(told, { total: true, labelAtStart: true, valueAtEnd: true, bar: "3px", directions: ["ltr", "ltr"], figureFirst: true, wide: true });
  await page.close();
});

test("a form sends the priced envelope as JSON, and nothing without a price", async () => {
  const page = await open(`<form><envelope-quote name="envelope" envelope=${ONE}></envelope-quote></form>`);
  const sent = () => page.evaluate(() => Object.fromEntries(new FormData(document.querySelector("form"))));
  assert.deepEqual(await sent(), { envelope: ONE.slice(1, -1) });
  await page.evaluate(() => ((globalThis.element().envelope = { documents: 2, signers: [] }), globalThis.later(30)));
  assert.deepEqual(await sent(), { envelope: '{"documents":2,"signers":[]}' });
  assert.equal(await page.evaluate("element().value"), '{"documents":2,"signers":[]}');
  await page.evaluate(() => ((globalThis.element().envelope = null), globalThis.later(30)));
  assert.deepEqual(await sent(), {});
  await page.close();
});

test("a form that is reset takes it back to its attribute, and one that is restored to what it was", async () => {
  const page = await open(`<form><envelope-quote name="envelope" envelope=${ONE}></envelope-quote></form>`);
  await page.evaluate(() => ((globalThis.element().value = '{"signers":[]}'), globalThis.later(30)));
  assert.deepEqual(await read(page, "total"), ["1 credit"]);
  await page.evaluate(() => (document.querySelector("form").reset(), globalThis.later(30)));
  assert.deepEqual(await read(page, "total"), ["11 credits"]);
  await page.evaluate(() => (globalThis.element().formStateRestoreCallback('{"signers":[{"method":"any"}]}', "restore"), globalThis.later(30)));
  assert.deepEqual(await read(page, "total"), ["16 credits"]);
  await page.close();
});

test("going back in the history restores it", async () => {
  const page = await open();
  await page.goto(`${pages.origin}/?restored`);
  const html = `<form><envelope-quote name="envelope" envelope=${ONE}></envelope-quote></form>`;
  // State is restored to elements that the parser made, so this page has to be written out.
  const written = PAGE.replace("<main></main>", `<main>${html}</main><script type="module">await start(); globalThis.ready = true;</script>`);
  const own = await serveContents(async (path) => {
    if (path === "/" || path === "/other.html") return path === "/" ? written : "<!doctype html><title>Other</title>";
    const answer = await fetch(served.origin + path);
    return answer.ok ? Buffer.from(await answer.arrayBuffer()) : undefined;
  });
  const ready = () => page.waitForFunction("globalThis.ready && element()?.shadowRoot");
  await page.goto(own.origin);
  await ready();
  await page.evaluate(() => ((globalThis.element().value = '{"signers":[]}'), globalThis.later(30)));
  await page.goto(`${own.origin}/other.html`);
  await page.goBack();
  await ready();
  await page.evaluate("later(50)");
  assert.deepEqual(await read(page, "total"), ["1 credit"]);
  await page.close();
  await own.close();
});

test("it tells of itself what elements of a form do", async () => {
  const page = await open(`<form><label for="price">Price</label><envelope-quote id="price" name="envelope" envelope=${ONE}></envelope-quote></form>`);
  const told = () => page.evaluate(() => {
    const [element] = document.querySelector("form").elements;
    const { name, type, labels, willValidate } = element;
    return { name, type, labels: Array.from(labels, ({ textContent }) => textContent), willValidate };
  });
  assert.deepEqual(await told(), { name: "envelope", type: "envelope-quote", labels: ["Price"], willValidate: true });
  await page.evaluate(() => ((globalThis.element().name = "priced"), globalThis.element().toggleAttribute("disabled"), globalThis.later(30)));
  assert.deepEqual(await page.evaluate(() => [...new FormData(document.querySelector("form")).keys()]), []);
  await page.evaluate(() => globalThis.element().toggleAttribute("disabled"));
  assert.deepEqual(await page.evaluate(() => [...new FormData(document.querySelector("form")).keys()]), ["priced"]);
  await page.evaluate(() => globalThis.element().removeAttribute("name"));
  assert.deepEqual((await told()).name, "");
  await page.close();
});

test("it is not valid while credits are missing or the envelope is wrong, and says why", async () => {
  const page = await open(`<form><envelope-quote name="envelope" balance="5" envelope=${ONE}></envelope-quote></form>`);
  const validity = () => page.evaluate(() => [document.querySelector("form").checkValidity(), globalThis.element().validity.customError, globalThis.element().validationMessage]);
  assert.deepEqual(await validity(), [false, true, "6 credits short"]);
  const focused = await page.evaluate(() => (document.querySelector("form").reportValidity(), globalThis.element().shadowRoot.activeElement?.className ?? document.activeElement.tagName));
  assert.match(focused, /short|ENVELOPE-QUOTE/);
  await page.evaluate(() => (globalThis.element().setAttribute("balance", "11"), globalThis.later(30)));
  assert.deepEqual(await validity(), [true, false, ""]);
  await page.evaluate(() => ((globalThis.element().envelope = { signers: [{ method: "wax" }] }), globalThis.later(30)));
  assert.deepEqual(await validity(), [false, true, "No price for this envelope"]);
  await page.evaluate(() => ((globalThis.element().envelope = null), globalThis.later(30)));
  assert.deepEqual(await validity(), [true, false, ""]);
  assert.equal(await page.evaluate(() => globalThis.element().form === document.querySelector("form")), true);
  assert.deepEqual(page.problems, []);
  await page.close();
});

test("a member whose allocation is short is told to ask the owner, not to buy", async () => {
  const page = await open(`<envelope-quote balance="5" payer="allocation" envelope=${ONE}></envelope-quote>`);
  assert.deepEqual(await read(page, "funds"), ["6 credits short Ask the owner to raise the allocation"]);
  await page.evaluate(() => ((globalThis.element().funds = { balance: 5, payer: "personal" }), globalThis.later(30)));
  assert.deepEqual(await read(page, "funds"), ["6 credits short Buy 500, or type in 6 credits"]);
  await page.evaluate(() => ((globalThis.element().funds = { balance: 0.5 }), globalThis.later(30)));
  assert.match((await read(page, "error"))[0], /INVALID_NUMBER/);
  await page.close();
});

test("what is no balance and what is no book is told as it was given", async () => {
  const page = await open(`<envelope-quote balance="1,000" envelope=${ONE}></envelope-quote>`);
  assert.deepEqual(await read(page, "message", "advice"), ["expected a number of credits, got a string; give a number of credits", "/balance · INVALID_TYPE"]);
  await page.evaluate(() => ((globalThis.element().book = { priceBook: "ours", unit: "credit", versions: [] }), globalThis.later(30)));
  assert.deepEqual(await read(page, "message", "advice"), ["not a price book; give what PriceBook.parse or PriceBook.builtin answered", "/book · INVALID_TYPE"]);
  assert.deepEqual(page.problems, []);
  await page.close();
});

test("in French a colon has a space before it that is no place to break, and a mistake is English by its mark", async () => {
  const tiers = `'{"signers":[{"method":"aadhaar_esign"},{"method":"aadhaar_esign"}]}'`;
  const page = await open(`<envelope-quote lang="fr" book="signsecure-staging" balance="500" envelope=${tiers}></envelope-quote>`);
  const colons = (text) => [...text.matchAll(/(.):(.)/gu)].map(([, before, behind]) => before + behind);
  const right = "\u00a0 ";
  const heard = await spoken(page);
  const drawn = await page.evaluate(() => [...globalThis.element().shadowRoot.querySelectorAll("p, .reason")].map((node) => node.textContent).join("\n"));
  assert.match(heard, /À l’envoi.: 20\. Solde restant.: 465 crédits sur 500\./);
  assert.match(drawn, /2 signataires.: 1.×.5 \+ 1.×.15/);
  for (const text of [heard, drawn]) assert.deepEqual([...new Set(colons(text))], [right], text);
  await page.evaluate(() => ((globalThis.element().envelope = { signers: [{ method: "wax" }] }), globalThis.later(30)));
  assert.match(await spoken(page), /^Pas de prix pour cette enveloppe\u00a0: unknown method/);
  assert.deepEqual(await page.evaluate(() => [globalThis.part("title").textContent, globalThis.part("message").lang]), ["Pas de prix pour cette enveloppe", "en"]);
  await page.close();
});

test("presets together are bought when none is enough", async () => {
  const page = await open(`<envelope-quote balance="0" envelope='{"signers":[${Array(7000).fill('{"method":"aadhaar_esign"}')}]}'></envelope-quote>`);
  // 1 + 7,000 × 15 = 105,001, of which 100,000 + 5,000 + 500 is the cheapest that covers it.
  assert.deepEqual(await read(page, "funds"), ["105,001 credits short Buy 100,000 + 5,000 + 500, or type in 105,001 credits"]);
  await page.close();
});

test("every letter that is typed is drawn, and one sentence is said", async () => {
  const page = await open(`<envelope-quote balance="500"></envelope-quote>`);
  const heard = await page.evaluate(async (spoken) => {
    const output = globalThis.element().shadowRoot.querySelector("output");
    const heard = [];
    new MutationObserver(() => heard.push(output.textContent)).observe(output, { childList: true, characterData: true, subtree: true });
    for (let signers = 1; signers <= 8; signers += 1) {
      globalThis.element().envelope = { signers: Array(signers).fill({ method: "aadhaar_esign" }) };
      await globalThis.later(40);
    }
    const before = [...heard];
    await globalThis.later(spoken);
    globalThis.element().envelope = { signers: Array(8).fill({ method: "aadhaar_esign" }) };
    await globalThis.later(spoken);
    return { before, heard, drawn: globalThis.told.length, role: output.getAttribute("role"), box: output.getBoundingClientRect().height };
  }, SPOKEN_MS);
  assert.deepEqual(heard.before, []);
  const sentence = "Exactly 121 credits. When the envelope is created: 1. As signers sign: 120. 379 credits left of 500. Enough for 4 envelopes like this one.";
  // Saying the same again says nothing.
  assert.deepEqual(heard.heard, [sentence]);
  assert.deepEqual([heard.drawn, heard.role], [8, "status"]);
  await page.close();
});

test("mistakes are heard, and nothing is while the page is busy", async () => {
  const page = await open(`<envelope-quote envelope='{"signers":[{"method":"wax"}]}'></envelope-quote>`);
  assert.match(await spoken(page), /^No price for this envelope: .*`?wax`?.*\.$/);
  await page.evaluate(() => {
    globalThis.element().ariaBusy = "true";
    globalThis.element().envelope = { signers: [] };
  });
  assert.match(await spoken(page), /wax/);
  assert.deepEqual(await read(page, "total"), ["1 credit"]);
  assert.equal(await page.evaluate(() => getComputedStyle(globalThis.part("figure")).opacity), "0.5");
  await page.evaluate(() => (globalThis.element().ariaBusy = "false"));
  assert.match(await spoken(page), /^Exactly 1 credit\./);
  await page.close();
});

const LONG = `${"Straße-".repeat(30)}end`;
const bookOf = (unitPrice) => ({ priceBook: LONG, unit: LONG, versions: [{ version: LONG, rates: [{ code: "seal", label: LONG, per: "signer", methods: [LONG], price: { model: "unit", unitPrice } }] }] });
const STATES = {
  empty: "<envelope-quote></envelope-quote>",
  "empty in words of one's own": '<envelope-quote><b slot="empty">Add a recipient.</b></envelope-quote>',
  exact: `<envelope-quote balance="500" envelope=${ONE}></envelope-quote>`,
  open: `<envelope-quote balance="5" envelope=${ANY}></envelope-quote>`,
  wrong: `<envelope-quote envelope='{"signers":[{"method":"${LONG}"}]}'></envelope-quote>`,
  "no JSON": '<envelope-quote envelope="{"></envelope-quote>',
  busy: `<envelope-quote aria-busy="true" envelope=${ANY}></envelope-quote>`,
  French: `<envelope-quote lang="fr" balance="5" envelope=${ANY}></envelope-quote>`,
  "right to left": `<div dir="rtl"><envelope-quote lang="hi" balance="5" envelope=${ANY}></envelope-quote></div>`,
};
for (const [name, html] of Object.entries(STATES)) {
  test(`axe finds nothing, in light and dark, and nothing is too wide: ${name}`, async () => {
    for (const value of ["light", "dark"]) {
      const page = await open("");
      await page.setViewport({ width: 320, height: 700 });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
      await page.evaluate((html) => globalThis.put(`<h1>Price</h1>${html}`), html);
      await page.waitForFunction("element().shadowRoot !== null");
      await page.evaluate("later(300)");
      await page.evaluate(axe);
      const found = await page.evaluate(async () => (await globalThis.axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`));
      assert.deepEqual(found, [], value);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
      await page.close();
    }
  });
}

test("names without end and prices without end stay inside", async () => {
  const page = await open();
  await page.setViewport({ width: 320, height: 700 });
  await page.evaluate(async (book, long) => {
    const { PriceBook } = await import("sealquote");
    await globalThis.put("<envelope-quote></envelope-quote>");
    Object.assign(globalThis.element(), { book: PriceBook.parse(book), envelope: { signers: [{ method: long }, { method: long }] }, funds: { balance: 1 } });
    await globalThis.later(30);
  }, bookOf(4_503_599_627_370_495), LONG);
  assert.equal((await seen(page)).includes("9,007,199,254,740,990"), true);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  await page.close();
});

test("markup in a book is text", async () => {
  const page = await open("<envelope-quote></envelope-quote>");
  const found = await page.evaluate(async () => {
    const { PriceBook } = await import("sealquote");
    const label = '<img src=x onerror="globalThis.harmed = true">';
    const rates = [{ code: "a", label, per: "envelope", price: { model: "unit", unitPrice: 1 } }];
    Object.assign(globalThis.element(), { book: PriceBook.parse({ priceBook: "b", unit: label, versions: [{ version: "1", rates }] }), envelope: { signers: [] } });
    await globalThis.later(60);
    return { label: globalThis.read("label"), images: globalThis.element().shadowRoot.querySelectorAll("img").length, harmed: globalThis.harmed === true };
  });
  assert.deepEqual(found, { label: '<img src=x onerror="globalThis.harmed = true">', images: 0, harmed: false });
  await page.close();
});

test("what has not changed stays the same node", async () => {
  const page = await open(`<envelope-quote envelope=${ONE}></envelope-quote>`);
  const kept = await page.evaluate(async () => {
    const before = [...globalThis.element().shadowRoot.querySelectorAll("tr")];
    globalThis.element().envelope = { signers: [{ method: "electronic" }, { method: "aadhaar_esign" }] };
    await globalThis.later(30);
    const now = [...globalThis.element().shadowRoot.querySelectorAll("tr")];
    return [before.length, now.length, before.filter((row) => now.includes(row)).length];
  });
  assert.deepEqual(kept, [5, 6, 5]);
  await page.close();
});

test("content that is set again is not told again, and another price is", async () => {
  const page = await open("<envelope-quote></envelope-quote>");
  const told = await page.evaluate(async () => {
    globalThis.told.length = 0;
    for (const method of ["electronic", "electronic", "aadhaar_esign", "fax", "fax", "aadhaar_esign"]) {
      globalThis.element().envelope = { signers: [{ method }] };
      await globalThis.later(30);
    }
    return globalThis.told.map(({ quote, error }) => quote?.total ?? error.code);
  });
  assert.deepEqual(told, [11, 16, "UNKNOWN_METHOD", 16]);
  await page.close();
});

test("parts and custom properties style it from outside, and it works under a policy for styles", async () => {
  const page = await open();
  await page.goto(`${pages.origin}/?policy=${encodeURIComponent("style-src 'self'; object-src 'none'; require-trusted-types-for 'script'")}`);
  await page.evaluate("start()");
  await page.evaluate((envelope) => {
    const node = document.createElement("envelope-quote");
    node.setAttribute("envelope", envelope);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("envelope-quote { --envelope-quote-warn: rgb(1, 2, 3) } envelope-quote::part(figure) { color: rgb(4, 5, 6) }");
    document.adoptedStyleSheets = [sheet];
    node.setAttribute("balance", "1");
    document.querySelector("main").append(node);
    return globalThis.later(60);
  }, ONE.slice(1, -1));
  const colours = await page.evaluate(() => [getComputedStyle(globalThis.part("figure")).color, getComputedStyle(globalThis.part("short")).borderLeftColor, getComputedStyle(globalThis.element().shadowRoot.querySelector("output")).position]);
  assert.deepEqual(colours, ["rgb(4, 5, 6)", "rgb(1, 2, 3)", "absolute"]);
  assert.deepEqual(page.problems, []);
  await page.close();
});
