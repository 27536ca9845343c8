// The recipes of the documentation whose frameworks `npm test` does not install: rendered on a server, or asked.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { EXPRESS } from "../../docs/express.mjs";
import { charge } from "../../docs/fastify.mjs";
import { snippets } from "../../docs/snippets.mjs";
import { root } from "../../node/package.mjs";
import { consumer } from "../consumer.mjs";

const installed = join(root, "target", "consumers");
const require = createRequire(join(installed, "package.json"));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);

const recipes = (await snippets()).filter(({ title, live }) => title && !live);
const codeOf = (page, title) => recipes.find((one) => one.page === page && one.title === title).code;
const envelope = { signers: [{ method: "electronic" }, { method: "aadhaar_esign" }] };

let place;
before(async () => (place = await consumer({}, installed)));
after(() => place?.remove());

async function written(name, code) {
  const path = join(place.folder, name);
  await writeFile(path, code);
  return import(pathToFileURL(path).href);
}

test("Vue: a price, and the element with what it is given", async () => {
  const { compileScript, parse } = await load("vue/compiler-sfc");
  const { createSSRApp } = await load("vue");
  const { renderToString } = await load("@vue/server-renderer");
  const rendered = async (title, props) => {
    const { descriptor, errors } = parse(codeOf("vue", title), { filename: title });
    assert.deepEqual(errors, []);
    const templateOptions = { compilerOptions: { isCustomElement: (tag) => tag.includes("-") } };
    const { content } = compileScript(descriptor, { id: title, inlineTemplate: true, templateOptions });
    const { default: component } = await written(title.replace(".vue", "-vue.mjs"), content);
    return renderToString(createSSRApp(component, props));
  };
  assert.equal(await rendered("Price.vue", { envelope }), "<output>exactly 26 credits</output>");
  assert.match(await rendered("Preview.vue", { envelope, funds: { balance: 5 } }), /^<envelope-quote[^>]*><\/envelope-quote>$/);
});

test("Svelte: a price, and the element", async () => {
  const { compile } = (await load("svelte/compiler")).default;
  const { render } = await load("svelte/server");
  const rendered = async (title, props) => {
    const { js, warnings } = compile(codeOf("svelte", title), { generate: "server", filename: title });
    assert.deepEqual(warnings.map(({ code }) => code), []);
    const { default: component } = await written(title.replace(".svelte", "-svelte.mjs"), js.code);
    return render(component, { props }).body.replaceAll(/<!--.*?-->/g, "");
  };
  assert.equal(await rendered("Price.svelte", { envelope }), "<output>exactly 26 credits</output>");
  assert.match(await rendered("Preview.svelte", { envelope: JSON.stringify(envelope) }), /^<envelope-quote envelope="[^"]+"><\/envelope-quote>$/);
});

test("Fastify: a quote, a mistake, and a charge that is booked once, also when it arrives early", async () => {
  await written("settled.js", codeOf("express", "settled.js"));
  const { app } = await written("app.mjs", codeOf("fastify", "app.js"));
  const { ledger } = await written("express-ledger.mjs", codeOf("express", "ledger.js"));
  const kept = ledger(40);
  const server = app(kept);
  const post = async (url, payload) => {
    const answer = await server.inject({ method: "POST", url, payload });
    return [answer.statusCode, answer.json()];
  };
  await charge(kept, post);
  await server.close();
});

for (const { name, balance, book, ask } of EXPRESS) {
  test(`Express: ${name}`, async () => {
    await written("settled.js", codeOf("express", "settled.js"));
    const { server } = await written("express-server.mjs", codeOf("express", "server.js"));
    const { ledger } = await written("express-ledger.mjs", codeOf("express", "ledger.js"));
    const { PriceBook } = await written("books.mjs", 'export { PriceBook } from "sealquote";');
    const kept = ledger(balance);
    const clock = { now: "2026-03-11T10:00:00Z" };
    const listening = server(kept, { ...(book && { book: PriceBook.parse(book) }), now: () => clock.now }).listen(0, "127.0.0.1");
    await new Promise((heard) => listening.once("listening", heard));
    const post = async (path, body) => {
      const sent = body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
      const answer = await fetch(`http://127.0.0.1:${listening.address().port}${path}`, { method: "POST", ...sent });
      return [answer.status, await answer.json()];
    };
    await ask(kept, post, clock).finally(() => listening.close());
  });
}
