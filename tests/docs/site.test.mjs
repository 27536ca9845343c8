// The documentation as a reader has it: every page, every link, every example that runs, search, and the phone.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { PAGES } from "../../docs/build/contents.mjs";
import { buildDocs, written } from "../../docs/build/site.mjs";
import { serve } from "../../scripts/serve.mjs";
import { launch } from "../browser/chromium.mjs";
import { snippets } from "./snippets.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };
/** Pages that other people make, and that need not be there when the documentation is built. */
const ELSEWHERE = /^\.\.\//;

let served;
let browser;
let close;

before(async () => {
  await buildDocs();
  served = await serve({ port: 0 });
  ({ browser, close } = await launch());
});

after(async () => {
  await close?.();
  await served?.close();
});

async function open(name, { viewport = DESKTOP, scheme = "light" } = {}) {
  const page = await browser.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(error.message));
  page.on("console", (message) => ["error", "warn"].includes(message.type()) && page.problems.push(message.text()));
  page.on("response", (response) => response.status() >= 400 && page.problems.push(`${response.status()} ${response.url()}`));
  await page.setViewport(viewport);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }, { name: "prefers-reduced-motion", value: "reduce" }]);
  await page.goto(`${served.origin}/docs/${name === "index" ? "" : `${name}.html`}`);
  return page;
}

async function violations(page) {
  await page.evaluate(axe);
  // Frames have pages of their own, whose parts are tested on pages of their own.
  return page.evaluate(async () => (await globalThis.axe.run({ exclude: [["iframe"]] }, { iframes: false })).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" ")}`));
}

for (const { name } of PAGES) {
  test(`axe finds nothing, and nothing is too wide, in light and dark, at a desk and on a phone: ${name}`, async () => {
    for (const look of [{}, { scheme: "dark" }, { viewport: PHONE }, { viewport: PHONE, scheme: "dark" }]) {
      const page = await open(name, look);
      assert.deepEqual(await violations(page), [], JSON.stringify(look));
      const [scroll, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(scroll <= inner, `${scroll} > ${inner} ${JSON.stringify(look)}`);
      assert.deepEqual(page.problems, []);
      await page.close();
    }
  });
}

test("every link leads somewhere", async () => {
  const pages = new Map((await written()).map(({ name, html }) => [`./${name === "index" ? "" : `${name}.html`}`, html]));
  const ids = new Map([...pages].map(([path, html]) => [path, new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]));
  const broken = [];
  for (const [path, html] of pages) {
    for (const [, href] of html.matchAll(/<a [^>]*href="([^"]+)"/g)) {
      if (ELSEWHERE.test(href) || /^https?:/.test(href)) continue;
      const [to, anchor] = href.split("#");
      const there = ids.get(to || path);
      if (!there || (anchor && !there.has(anchor))) broken.push(`${path}: ${href}`);
    }
  }
  assert.deepEqual(broken, []);
});

test("no address in a page has an id twice", async () => {
  for (const { name, html } of await written()) {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    assert.deepEqual(ids.filter((id, index) => ids.indexOf(id) !== index), [], name);
  }
});

const live = (await snippets()).filter((one) => one.live);
for (const name of new Set(live.map(({ page }) => page))) {
  test(`what runs on the page \`${name}\` shows what it should`, async () => {
    const page = await open(name);
    const examples = live.filter((one) => one.page === name);
    const frames = await page.$$(".live iframe");
    assert.equal(frames.length, examples.length);
    for (const [index, { shows, title }] of examples.entries()) {
      assert.ok(shows, `\`${title}\` does not say what it shows`);
      await frames[index].scrollIntoView();
      const frame = await frames[index].contentFrame();
      const seen = () => frame.evaluate(() => [document.body?.innerText, ...[...document.querySelectorAll("envelope-quote")].flatMap((node) => [node.shadowRoot?.querySelector("div").innerText, node.innerText])].join(" ").replace(/\s+/g, " ").toLowerCase()).catch(() => "");
      for (let tries = 0; tries < 100 && !(await seen()).includes(shows.toLowerCase()); tries += 1) await new Promise((done) => setTimeout(done, 50));
      assert.ok((await seen()).includes(shows.toLowerCase()), `${title}: ${await seen()}`);
      const [inside, outside] = [await frame.evaluate(() => document.documentElement.getBoundingClientRect().height), await frames[index].evaluate((node) => node.clientHeight)];
      assert.ok(outside >= inside - 1, `${title} is cut off: ${outside} of ${inside}`);
    }
    assert.deepEqual(page.problems, []);
    await page.close();
  });
}

test("an example that is changed runs anew", async () => {
  const page = await open("examples");
  await page.evaluate(() => {
    const code = document.querySelector(".live code");
    code.textContent = code.textContent.replaceAll("electronic", "aadhaar_esign");
    code.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  const frame = await (await page.$(".live iframe")).contentFrame();
  await frame.page().waitForFunction(() => document.querySelector(".live iframe").contentDocument?.querySelector("envelope-quote")?.shadowRoot?.querySelector("[part=figure]")?.textContent === "31", { timeout: 5000 });
  await page.close();
});

test("search finds an export, an error code and a word of the guide, and says when there is nothing", async () => {
  const page = await open("index");
  const look = async (words) => {
    await page.$eval("#search", (node) => (node.value = ""));
    await page.type("#search", words);
    await page.waitForFunction(() => document.querySelector("#found").textContent !== "");
    await new Promise((done) => setTimeout(done, 150));
    return page.evaluate(() => [...document.querySelectorAll("#results a")].map((link) => link.getAttribute("href")));
  };
  assert.equal((await look("quoteMany"))[0], "./api.html#quoteMany");
  assert.ok((await look("unknown_method")).includes("./errors.html#everywhere"));
  assert.ok((await look("idempotency")).some((href) => href.startsWith("./charging.html")));
  assert.deepEqual(await look("xyzzyqu"), []);
  assert.equal(await page.$eval("#found", (node) => node.textContent), "Nothing has “xyzzyqu” in it.");
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(page.problems, []);
  await page.close();
});

test("on a phone the contents open and close, also by the keyboard", async () => {
  const page = await open("charging", { viewport: PHONE });
  const shown = () => page.$eval("#contents", (node) => node.checkVisibility());
  assert.equal(await shown(), false);
  await page.focus(".menu");
  await page.keyboard.press("Enter");
  assert.equal(await shown(), true);
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  assert.equal(await shown(), false);
  await page.click(".menu");
  await page.click('#contents a[href="./finance.html"]');
  await page.waitForFunction(() => document.title.startsWith("In finance"));
  await page.close();
});

test("the first stop of the keyboard skips to the text", async () => {
  const page = await open("api");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "content");
  await page.close();
});

test("every export of every entry has its place, with what it is, an example and a source", async () => {
  const { declarations } = await import("../../docs/build/declarations.mjs");
  for (const { name, entry } of PAGES.filter((page) => page.entry)) {
    const { exported } = await declarations("npm", entry);
    const { html } = (await written()).find((page) => page.name === name);
    for (const one of exported) {
      assert.ok(one.text && one.source && one.examples.length, `${entry}: ${one.name}`);
      assert.ok(html.includes(` id="${one.name}"`), `${entry}: ${one.name}`);
    }
    const values = Object.keys(await import(`../../pkg/${entry}.js`).catch(() => ({}))).filter((value) => value !== "prefer");
    const reexported = ["index", "slim", "js"].includes(entry) ? [] : ["SealquoteError", "init"];
    const named = new Set([...exported.map((one) => one.name), ...reexported]);
    if (entry === "slim" || entry === "js") continue;
    assert.deepEqual(values.filter((value) => !named.has(value)), [], entry);
  }
});

test("it is not built again while nothing has changed", async () => {
  const { stat } = await import("node:fs/promises");
  const { site } = await import("../../docs/build/site.mjs");
  const built = async () => (await stat(`${site}/index.html`)).mtimeMs;
  const first = await built();
  await buildDocs();
  assert.equal(await built(), first);
});
