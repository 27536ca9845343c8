// The recipes, with the package installed: those whose framework is here are rendered, or called as a server calls them.

import assert from "node:assert/strict";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { project, root } from "../node/package.mjs";
import { EXPRESS } from "./express.mjs";
import { charge } from "./fastify.mjs";
import { snippets } from "./snippets.mjs";

const files = (await snippets()).filter(({ title, live }) => title && !live);
const envelope = { signers: [{ method: "electronic" }, { method: "aadhaar_esign" }] };

let folder;
let remove;
before(async () => {
  ({ folder, remove } = await project());
  for (const name of ["react", "react-dom"]) await symlink(join(root, "node_modules", name), join(folder, "node_modules", name), "dir");
});
after(() => remove());

/** A file of a recipe as it stands, loaded; JSX as React has it. */
async function load(page, title) {
  const { code } = files.find((one) => one.page === page && one.title === title);
  const from = join(folder, page, title);
  await mkdir(dirname(from), { recursive: true });
  await writeFile(from, code);
  const to = from.replace(/\.[jt]sx?$/, ".mjs");
  await build({ entryPoints: [from], outfile: to, bundle: true, packages: "external", format: "esm", jsx: "automatic", platform: "node", logLevel: "error" });
  return import(pathToFileURL(to).href);
}

const react = createRequire(import.meta.url);
const rendered = (component, props) => react("react-dom/server").renderToStaticMarkup(react("react").createElement(component, props));
const asked = (body, method = "POST") => new Request("http://localhost/", method === "POST" ? { method, body: JSON.stringify(body) } : { method });

test("every recipe is in a test", () => {
  assert.deepEqual(files.map(({ page, title }) => `${page}/${title}`).sort(), [
    "express/ledger.js", "express/server.js", "express/settled.js", "fastify/app.js", "next/app/api/quote/route.js", "next/app/page.jsx", "react/preview.tsx", "react/price.tsx",
    "svelte/Preview.svelte", "svelte/Price.svelte", "vue/Preview.vue", "vue/Price.vue", "workers/worker.js",
  ]);
});

test("React: a price, a mistake, nothing yet", async () => {
  const { Price } = await load("react", "price.tsx");
  assert.equal(rendered(Price, { envelope, balance: 20 }), "<output>exactly 26 credits, 6 short</output>");
  assert.match(rendered(Price, { envelope: { signers: [{ method: "fax" }] }, balance: 20 }), /^<p role="alert">unknown method/);
  assert.equal(rendered(Price, { envelope: null, balance: 20 }), "<p>No envelope yet.</p>");
});

test("React: the element is in what a server renders", async () => {
  const { Preview } = await load("react", "preview.tsx");
  assert.match(rendered(Preview, { envelope: JSON.stringify(envelope) }), /^<envelope-quote envelope="[^"]+"><\/envelope-quote>$/);
});

test("Next: the page and the route handler", async () => {
  const { default: Page } = await load("next", "app/page.jsx");
  assert.equal(rendered(Page, {}), "<main>This envelope costs 26 credits.</main>");
  const { POST } = await load("next", "app/api/quote/route.js");
  assert.equal((await (await POST(asked(envelope))).json()).total, 26);
  const refused = await POST(asked({ signers: [{ method: "fax" }] }));
  assert.deepEqual([refused.status, (await refused.json()).path], [422, "/signers/0/method"]);
});

/** So much of Express, or of Fastify, as the recipes ask for: routes by their text, a body, a status and an answer. */
function stub() {
  const routes = [];
  let mistaken;
  const app = {
    use: (handler) => handler.length === 4 && (mistaken = (error, response) => handler(error, {}, response, (other) => assert.fail(other))),
    setErrorHandler: (handler) => (mistaken = (error, reply) => handler(error, {}, reply)),
    post: (path, handler) => routes.push({ pattern: new RegExp(`^${path.replace(/:(\w+)/g, "(?<$1>[^/]+)")}$`), handler }),
    async asked(path, body) {
      const answer = { code: 200 };
      const say = (said) => ((answer.body = JSON.parse(JSON.stringify(said))), response);
      const coded = (code) => ((answer.code = code), response);
      const response = { status: coded, code: coded, json: say, send: say };
      const { pattern, handler } = routes.find(({ pattern }) => pattern.test(path));
      try {
        const returned = await handler({ body, params: pattern.exec(path).groups ?? {} }, response);
        if (answer.body === undefined) say(returned);
      } catch (error) {
        mistaken(error, response);
      }
      return [answer.code, answer.body];
    },
  };
  return app;
}
stub.json = () => () => {};

/** A file of a recipe that imports a framework, with what stands for that. */
async function loadWith(page, title, framework) {
  const path = join(folder, page, title);
  const { code } = files.find((one) => one.page === page && one.title === title);
  const settled = files.find((one) => one.title === "settled.js");
  await mkdir(dirname(path), { recursive: true });
  await writeFile(join(dirname(path), "settled.js"), settled.code);
  await writeFile(path, code.replace(new RegExp(`^import (\\w+) from "${framework}";$`, "m"), "const { stub: $1 } = globalThis;"));
  globalThis.stub = stub;
  const module = await import(pathToFileURL(path).href);
  delete globalThis.stub;
  return module;
}

for (const { name, balance, book, ask } of EXPRESS) {
  test(`Express: ${name}`, async () => {
    const { server } = await loadWith("express", "server.js", "express");
    const kept = (await load("express", "ledger.js")).ledger(balance);
    const { PriceBook } = await import("../../pkg/index.js");
    const clock = { now: "2026-03-11T10:00:00Z" };
    await ask(kept, server(kept, { ...(book && { book: PriceBook.parse(book) }), now: () => clock.now }).asked, clock);
  });
}

test("Fastify: a quote, a mistake, and a charge that is booked once, also when it arrives early", async () => {
  const { app } = await loadWith("fastify", "app.js", "fastify");
  const { ledger } = await load("express", "ledger.js");
  const kept = ledger(40);
  await charge(kept, app(kept).asked);
});

test("Workers: a quote, a mistake, another method", async () => {
  const { default: worker } = await load("workers", "worker.js");
  assert.equal((await (await worker.fetch(asked(envelope))).json()).total, 26);
  assert.equal((await worker.fetch(asked({ signers: 1 }))).status, 422);
  assert.equal((await worker.fetch(asked(null, "GET"))).status, 405);
});
