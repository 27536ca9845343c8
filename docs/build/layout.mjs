// The page around each page: where one is, where else one can go.

import { CONTENTS, PAGES } from "./contents.mjs";
import { escape } from "./markdown.mjs";

const LOGO = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 6.5 12 13l9-6.5M3 5h18v14H3z"/></svg>';
const IMPORTS = { sealquote: "../pkg/index.js", "sealquote/ledger": "../pkg/ledger.js", "sealquote/consumption": "../pkg/consumption.js", "sealquote/element": "../pkg/element.js" };

/** A whole page. */
export function layout({ name, title, section }, body) {
  const at = PAGES.findIndex((page) => page.name === name);
  const description = /<p>([^]*?)<\/p>/.exec(body)?.[1].replace(/<[^>]*>/g, "") ?? title;
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <meta name="description" content="${escape(unescaped(description)).slice(0, 300)}">
  <title>${escape(title)} · Sealquote</title>
  <link rel="icon" href="../icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="./style.css">
  <script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>
  <script type="module" src="./site.js"></script>
</head>
<body>
  <a class="skip" href="#content">Skip to the text</a>
  <header class="masthead">
    <p class="brand">${LOGO}Sealquote</p>
    <nav class="pages" aria-label="Pages"><a href="../">Price</a><a href="../consumption.html">Consumption</a>${LEDGER}<a href="./" aria-current="${name === "index" ? "page" : "true"}">Docs</a></nav>
    <button type="button" class="menu" popovertarget="contents"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 7h16M4 12h16M4 17h16"/></svg><span>Contents</span></button>
  </header>
  <div class="columns">
    <div id="contents" class="contents" popover>
      <search><label class="unseen" for="search">Search the documentation</label><input id="search" type="search" placeholder="Search" autocomplete="off"><p id="found" class="unseen" role="status"></p><ol id="results" hidden></ol></search>
      <nav aria-label="Contents">${CONTENTS.map((part) => partOf(part, name)).join("")}</nav>
    </div>
    <main id="content" tabindex="-1">
      <article>
        <p class="section">${section}</p>
${body}
      </article>
      ${around(PAGES[at - 1], PAGES[at + 1])}
    </main>
    ${onThisPage(body)}
  </div>
</body>
</html>
`;
}

/** The page where a ledger is checked. */
const LEDGER = '<a href="../ledger.html">Ledger</a>';

const unescaped = (html) => html.replaceAll(/&(amp|lt|gt|quot|#\d+);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">", quot: '"' })[name] ?? String.fromCharCode(name.slice(1)));

function partOf({ title, pages }, here) {
  const link = ({ name, title: words }) => `<li><a href="./${name === "index" ? "" : `${name}.html`}"${name === here ? ' aria-current="page"' : ""}>${escape(words)}</a></li>`;
  return `<h2>${title}</h2><ul>${pages.map(link).join("")}</ul>`;
}

function around(before, after) {
  const link = (page, kind, words) => (page ? `<a class="${kind}" href="./${page.name === "index" ? "" : `${page.name}.html`}"><span>${words}</span>${escape(page.title)}</a>` : "");
  return `<nav class="around" aria-label="Before and after">${link(before, "before", "Before")}${link(after, "after", "Next")}</nav>`;
}

function onThisPage(body) {
  const headings = [...body.matchAll(/<h([23]) id="([^"]+)"[^>]*>([^]*?)<\/h\1>/g)].map(([, level, id, html]) => ({ level, id, words: html.replace(/<a class="anchor"[^]*?<\/a>|<span class="kind">[^]*?<\/span>/g, "").replace(/<[^>]*>/g, "").trim() }));
  if (headings.length < 3) return "";
  return `<nav class="on-page" aria-label="On this page"><h2>On this page</h2><ul>${headings.map(({ level, id, words }) => `<li class="level-${level}"><a href="#${id}">${words}</a></li>`).join("")}</ul></nav>`;
}
