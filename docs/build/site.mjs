// The documentation: pages written in Markdown, pages made from sources, a style sheet, a script, an index to search in.

import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fingerprint } from "../../scripts/fingerprint.mjs";
import { root, step } from "../../scripts/run.mjs";
import { PAGES } from "./contents.mjs";

export const site = join(root, "target", "docs");
const stamp = join(site, ".built-from");
const SOURCES = ["docs", "npm", "schema", "src/error.rs", "www/tokens.css", "package-lock.json"];

/** Builds the site when anything that it is made from has changed. */
export async function buildDocs() {
  const from = await fingerprint(SOURCES);
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === from) return;
  await step("documentation", async () => {
    await rm(site, { recursive: true, force: true });
    await mkdir(site, { recursive: true });
    const pages = await written();
    for (const { name, html } of pages) await writeFile(join(site, `${name}.html`), html);
    await writeFile(join(site, "search.json"), JSON.stringify(await searchIndex(pages)));
    await bundled();
  });
  await writeFile(stamp, from);
}

/** Each page with its body and as a whole. */
export async function written() {
  const made = await import("./made.mjs");
  const { layout } = await import("./layout.mjs");
  const { render } = await import("./markdown.mjs");
  const where = await made.places(PAGES.filter(({ entry }) => entry));
  return Promise.all(
    PAGES.map(async (page) => {
      const body = page.from ? render(await readFile(join(root, "docs", page.from), "utf8")) : await made[page.made](page, { where });
      return { ...page, body, html: layout(page, body) };
    }),
  );
}

/** What can be found: each heading with the text below it. */
async function searchIndex(pages) {
  const { default: MiniSearch } = await import("minisearch");
  const { SEARCH } = await import("../site/search.js");
  const index = new MiniSearch(SEARCH);
  const plain = (html) => html.replaceAll(/<a class="anchor"[^]*?<\/a>/g, "").replaceAll(/<[^>]*>/g, " ").replaceAll(/&(amp|lt|gt|quot|#\d+);/g, " ").replaceAll(/\s+/g, " ").trim();
  for (const { name, title, body } of pages) {
    const [first, ...sections] = body.split(/(?=<h[23] id=")/);
    index.add({ id: `${name}.html`, title, page: "", text: plain(first) });
    for (const section of sections) {
      const [heading, id] = /<h[23] id="([^"]+)"[^>]*>[^]*?<\/h[23]>/.exec(section);
      const at = `${name}.html#${id}`;
      if (!index.has(at)) index.add({ id: at, title: plain(heading), page: title, text: plain(section.slice(heading.length)) });
    }
  }
  return index;
}

/** The style sheet and the script, with what they stand on. */
async function bundled() {
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: root,
    entryPoints: ["docs/site/style.css", "docs/site/site.js"],
    outdir: site,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    minify: true,
    charset: "utf8",
    logLevel: "warning",
  });
}
