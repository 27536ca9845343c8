// The entry for React: on a server, taken over by a page, and rendered again.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { project, root } from "../node/package.mjs";
import { launch, serveContents } from "./chromium.mjs";

/** What is rendered in Node and in the page. */
const APP = `
  import { createElement as h } from "react";
  import { useQuote } from "sealquote/react";

  export function Price({ envelope, options, seen }) {
    const answer = useQuote(envelope, options);
    seen?.(answer);
    const { quote, affordability, error } = answer;
    const text = error ? error.code + " at " + error.path : quote ? quote.total + " of " + affordability?.balance : "nothing";
    return h("p", null, text);
  }

  export function Whole({ envelope, seen }) {
    return h("main", null,
      h(Price, { envelope, options: { funds: { balance: 500 } } }),
      h("envelope-quote", { envelope, book: "signsecure-staging", balance: 500, onquote: seen }));
  }
`;

const SERVER = `
  import { renderToString } from "react-dom/server";
  import { createElement as h } from "react";
  import { Price, Whole } from "./app.js";
  export const price = (props) => renderToString(h(Price, props));
  export const whole = (props) => renderToString(h(Whole, props));
`;

const PAGE = `
  import { StrictMode, createElement as h } from "react";
  import { flushSync } from "react-dom";
  import { createRoot, hydrateRoot } from "react-dom/client";
  import { PriceBook } from "sealquote";
  import "sealquote/element";
  import { Price, Whole } from "./app.js";

  const real = PriceBook.builtin("signsecure");
  let asked = 0;
  const book = { unit: real.unit, quote: (envelope) => (asked++, real.quote(envelope)), afford: (...given) => real.afford(...given) };

  globalThis.renderings = () => {
    const answers = [];
    const place = document.createElement("div");
    const tree = createRoot(place);
    const render = (envelope, funds) =>
      flushSync(() => tree.render(h(Price, { envelope, options: { book, funds }, seen: (answer) => answers.push(answer) })));
    const told = (work) => {
      const before = asked;
      work();
      return [place.textContent, asked - before, answers.at(-1) === answers.at(-2)];
    };
    const kept = { signers: [{ method: "electronic" }] };
    return {
      first: told(() => render(kept, { balance: 20 })),
      equal: told(() => render(structuredClone(kept), { balance: 20 })),
      otherFunds: told(() => render(kept, { balance: 30 })),
      otherContent: told(() => render({ signers: [{ method: "aadhaar_esign" }] }, { balance: 30 })),
      changedInPlace: told(() => ((kept.signers[0].method = "aadhaar_esign"), kept.signers.push({ method: "electronic" }), render(kept, { balance: 30 }))),
      wrong: told(() => render({ signers: [{ method: "fax" }] }, { balance: 30 })),
      notANumber: told(() => render({ signers: [], documents: NaN }, { balance: 30 })),
      noNumber: told(() => render({ signers: [], documents: null }, { balance: 30 })),
      cyclic: told(() => ((kept.kept = kept), render(kept, { balance: 30 }))),
      none: told(() => render(null, { balance: 30 })),
    };
  };

  const settled = () => new Promise((done) => setTimeout(done, 50));
  const read = (place) => [place.querySelector("p").textContent, place.querySelector("envelope-quote").shadowRoot?.querySelector("[part=figure]").textContent];

  globalThis.takenOver = async (html, envelope) => {
    const place = document.body.appendChild(document.createElement("div"));
    place.innerHTML = html;
    const problems = [];
    const tree = (given) => h(StrictMode, null, h(Whole, { envelope: given }));
    const root = hydrateRoot(place, tree(envelope), { onRecoverableError: (error) => problems.push(String(error)) });
    await settled();
    const first = read(place);
    root.render(tree({ signers: [{ method: "electronic" }, { method: "aadhaar_esign" }] }));
    await settled();
    return { first, more: read(place), problems };
  };

  globalThis.rendered = async (envelopes) => {
    const place = document.body.appendChild(document.createElement("div"));
    const events = [];
    const seen = ({ detail }) => events.push(detail.quote?.total ?? detail.error.code);
    const root = createRoot(place);
    for (const envelope of envelopes) {
      root.render(h(Whole, { envelope, seen }));
      await settled();
    }
    return { events, last: read(place) };
  };
`;

let folder;
let remove;
let server;
let browser;
let close;
let pages;

before(async () => {
  ({ folder, remove } = await project());
  for (const [name, text] of Object.entries({ "app.js": APP, "server.js": SERVER, "page.js": PAGE })) await writeFile(join(folder, name), text);
  const common = { bundle: true, absWorkingDir: folder, write: false, nodePaths: [join(root, "node_modules")], logLevel: "error", define: { "process.env.NODE_ENV": '"development"' } };
  const [{ text: onServer }] = (await build({ ...common, entryPoints: ["server.js"], format: "cjs", platform: "node" })).outputFiles;
  await writeFile(join(folder, "bundled.cjs"), onServer);
  server = (await import(pathToFileURL(join(folder, "bundled.cjs")).href)).default;
  const [{ contents }] = (await build({ ...common, entryPoints: ["page.js"], format: "esm" })).outputFiles;
  pages = await serveContents(async (path) => (path === "/page.js" ? contents : path === "/" ? '<!doctype html><script type="module" src="/page.js"></script>' : undefined));
  ({ browser, close } = await launch());
});

after(async () => {
  await close?.();
  await pages?.close();
  await remove?.();
});

async function open() {
  const page = await browser.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(pages.origin);
  await page.waitForFunction("globalThis.takenOver !== undefined");
  assert.deepEqual(problems, []);
  return page;
}

test("a price is rendered on a server", () => {
  const envelope = { signers: [{ method: "electronic" }] };
  assert.equal(server.price({ envelope, options: { funds: { balance: 500 } } }), "<p>11 of 500</p>");
  assert.equal(server.price({ envelope, options: { book: "signsecure-staging", funds: null } }), "<p>15 of undefined</p>");
  assert.equal(server.price({ envelope: { signers: [{ method: "fax" }] } }), "<p>UNKNOWN_METHOD at /signers/0/method</p>");
  assert.equal(server.price({ envelope, options: { book: "none" } }), "<p>UNKNOWN_BOOK at </p>");
  assert.equal(server.price({ envelope, options: { funds: { balance: 0.5 } } }), "<p>INVALID_NUMBER at /balance</p>");
  assert.equal(server.price({ envelope, options: { book: { priceBook: "ours" } } }), "<p>INVALID_TYPE at /book</p>");
  assert.equal(server.price({}), "<p>nothing</p>");
});

test("what is equal is not priced again, and what changed is", async () => {
  const page = await open();
  // What is shown, how often the book was asked, and whether the answer is the same object as before.
  assert.deepEqual(await page.evaluate(() => globalThis.renderings()), {
    first: ["11 of 20", 1, false],
    equal: ["11 of 20", 0, true],
    otherFunds: ["11 of 30", 1, false],
    otherContent: ["16 of 30", 1, false],
    changedInPlace: ["26 of 30", 1, false],
    wrong: ["UNKNOWN_METHOD at /signers/0/method", 1, false],
    notANumber: ["INVALID_NUMBER at /documents", 1, false],
    noNumber: ["INVALID_TYPE at /documents", 1, false],
    cyclic: ["TOO_DEEP at ", 1, false],
    none: ["nothing", 0, false],
  });
  await page.close();
});

test("a page takes over what a server rendered, with the element", async () => {
  const envelope = JSON.stringify({ signers: [{ method: "electronic" }] });
  const html = server.whole({ envelope });
  assert.match(html, /^<main><p>.*<\/p><envelope-quote envelope="[^"]+" book="signsecure-staging" balance="500"><\/envelope-quote><\/main>$/);
  const page = await open();
  const told = await page.evaluate((...given) => globalThis.takenOver(...given), html, envelope);
  // The hook takes no text for an envelope; the element does.
  assert.deepEqual(told, { first: ["INVALID_TYPE at ", "15"], more: ["26 of 500", "20"], problems: [] });
  await page.close();
});

test("the element takes properties and tells its prices", async () => {
  const page = await open();
  const electronic = { signers: [{ method: "electronic" }] };
  const more = { signers: [{ method: "electronic" }, { method: "aadhaar_esign" }] };
  const told = await page.evaluate((given) => globalThis.rendered(given), [electronic, more, { signers: [{ method: "fax" }] }, JSON.stringify(more)]);
  assert.deepEqual(told, { events: [15, 20, "UNKNOWN_METHOD", 20], last: ["INVALID_TYPE at ", "20"] });
  await page.close();
});
