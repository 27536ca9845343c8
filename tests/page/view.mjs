// The consumption view, and what a person reads in it.

import assert from "node:assert/strict";
import { settle, startBrowser, value } from "./browser.mjs";

const number = (text) => Number(text.replaceAll(",", ""));

/** A browser that opens one view after the other. */
export async function startView() {
  const browser = await startBrowser();
  const view = {
    page: null,
    origin: browser.origin,
    stop: () => browser.close(),
    open: async (hash = "", look) => (view.page = await browser.open(`consumption.html${hash}`, look)),
    async close() {
      assert.deepEqual(view.page.problems, []);
      await view.page.close();
    },
    hash: () => view.page.evaluate(() => location.hash),
    /** What can be read there: nothing of what is hidden. */
    text: async (selector) => (await view.texts(selector))[0],
    value: (selector) => value(view.page, selector),
    texts: (selector) => view.page.$$eval(selector, (nodes) => nodes.map((node) => (node.checkVisibility() ? node.innerText.replace(/\s+/g, " ").trim() : ""))),
    shown: (selector) => view.page.$eval(selector, (node) => node.checkVisibility()),
    async figures(selector) {
      const rows = await view.page.$$eval(selector, (rows) => rows.map((row) => [...row.querySelectorAll("td, strong")].map((cell) => cell.textContent)));
      return rows.map((row) => row.map(number));
    },
    /** The last row of the table over time. */
    whole: async () => (await view.figures("#time-whole tr"))[0],
    /** The figures in the keys of all charts. */
    keys: async () => (await view.figures("#charts"))[0],
    async click(selector) {
      assert.ok(await view.shown(selector), `${selector} cannot be seen`);
      await view.page.$eval(selector, (node) => node.click());
      await settle(view.page);
    },
    async setDay(which, day) {
      await view.page.$eval(`#${which}`, (node, day) => {
        node.value = day;
        node.dispatchEvent(new Event("change", { bubbles: true }));
      }, day);
      await settle(view.page);
    },
  };
  return view;
}
