import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
];
export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 360, height: 780, isMobile: true, hasTouch: true };

/** One browser with a profile of its own, and the preview under `origin`. */
export async function startBrowser() {
  const server = process.env.SEALQUOTE_ORIGIN ? undefined : await startServer();
  const profile = await mkdtemp(join(tmpdir(), "sealquote-page-"));
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    userDataDir: profile,
    args: FLAGS,
  });
  const origin = (process.env.SEALQUOTE_ORIGIN ?? server.origin).replace(/\/$/, "");
  return {
    origin,
    open: (hash, look) => openPage(browser, `${origin}/${hash}`, look),
    async close() {
      await browser.close();
      await server?.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function startServer() {
  const { serve } = await import("../../scripts/serve.mjs");
  return serve({ port: 0 });
}

/** A page at an address; `page.problems` collects what its console has to complain about. */
async function openPage(browser, url, { viewport = DESKTOP, scheme = "light", motion = "reduce", missing } = {}) {
  const page = await browser.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(error.message));
  page.on("console", (message) => {
    if (["error", "warn", "warning"].includes(message.type())) page.problems.push(message.text());
  });
  page.on("requestfailed", (request) => page.problems.push(`not loaded: ${request.url()}`));
  await page.setViewport(viewport);
  await page.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: scheme },
    { name: "prefers-reduced-motion", value: motion },
  ]);
  await page.evaluateOnNewDocument(() => {
    addEventListener("quote", ({ detail }) => (globalThis.lastDetail = detail));
  });
  if (missing) await withhold(page, missing);
  await page.goto(url);
  await page.waitForFunction(() => {
    const find = (selector) => document.querySelector(selector);
    return find("#unreadable")?.hidden === false || find("envelope-quote")?.shadowRoot || find("#what")?.textContent;
  });
  await settle(page);
  return page;
}

/** Answers every request for `path` with nothing, as a server does whose package has not been built. */
async function withhold(page, path) {
  await page.setRequestInterception(true);
  page.on("request", (request) => (new URL(request.url()).pathname === path ? request.abort() : request.continue()));
}

/** The element draws in a microtask: two frames later everything on the page has been drawn. */
export const settle = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** What a person reads in the price part: its visible text, line by line. */
export async function price(page) {
  await settle(page);
  return page.evaluate(() => {
    const root = document.querySelector("envelope-quote").shadowRoot;
    const text = (selector) => {
      const node = root.querySelector(selector);
      return node?.checkVisibility() ? node.innerText.replace(/\s+/g, " ").trim() : "";
    };
    const slotted = (slot) => slot.assignedNodes({ flatten: true }).map((node) => node.textContent).join("");
    const rows = (part) => [...root.querySelectorAll(`tr[part=${part}]`)].map((row) => row.innerText.replace(/\s+/g, " ").trim());
    return {
      total: `${text("[part=bound]")} ${text("[part=total]")}`.trim(),
      minimum: text("[part=minimum]"),
      lines: rows("line"),
      due: rows("due-line"),
      marginal: text("[part=marginal]"),
      funds: text("[part~=funds]"),
      source: text("[part=source]"),
      empty: root.querySelector("[part=empty]")?.checkVisibility() ? slotted(root.querySelector("slot[name=empty]")) : "",
      error: text("[part=error]"),
    };
  });
}

/** What axe finds, with the elements it finds it in. */
export async function violations(page) {
  await page.evaluate(axe);
  // A colour half-way from one scheme to the other is no colour of either.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
  const found = await page.evaluate(async () => (await globalThis.axe.run()).violations);
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

export const text = (page, selector) => page.$eval(selector, (node) => node.innerText.replace(/\s+/g, " ").trim());
export const value = (page, selector) => page.$eval(selector, (node) => node.value);
export const focused = (page) => page.evaluate(() => document.activeElement.ariaLabel ?? document.activeElement.id);
export const lastQuote = (page) => page.evaluate(() => globalThis.lastDetail?.quote);

/** Picks an option of the nth recipient's role or method. */
export async function choose(page, position, kind, option) {
  await page.select(`#rows li:nth-child(${position}) .${kind} select`, option);
  await settle(page);
}

export async function type(page, selector, words) {
  await page.$eval(selector, (node) => node.select?.());
  await page.type(selector, words);
  await settle(page);
}
