// Markdown as pages have it: code in colour, headings that can be linked to, and examples that run.

import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import markdownIt from "markdown-it";

for (const [name, language] of Object.entries({ bash, javascript, json, typescript, xml })) hljs.registerLanguage(name, language);

const LANGUAGES = { console: "bash", html: "xml", js: "javascript", json: "json", jsx: "javascript", sh: "bash", svelte: "xml", ts: "typescript", tsx: "typescript", vue: "xml" };

export const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** What a person puts into an address to come to a heading. */
export const slug = (text) => text.toLowerCase().replace(/[^\p{Letter}\p{Number}_]+/gu, "-").replace(/^-|-$/g, "");

/** Code in colour; what the highlighter does not know is plain. */
export function coloured(code, language) {
  const known = LANGUAGES[language];
  return known ? hljs.highlight(code, { language: known }).value : escape(code);
}

/** A block of code that a keyboard can scroll. */
export function block(code, language, label = "Code") {
  return `<pre tabindex="0" role="group" aria-label="${escape(label)}"><code class="hljs">${coloured(code.replace(/\n$/, ""), language)}</code></pre>\n`;
}

/** The info string of a fence: its language, a word, and `key="value"` pairs. */
export function info(text) {
  const [language = "", ...rest] = text.trim().split(/\s+/);
  const given = Object.fromEntries([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
  return { language, live: rest.includes("live"), ...given };
}

/** An example that a reader may change, and beside it what it does. */
function live(code, { language, title }) {
  const name = escape(title ?? "Example");
  const shown = coloured(code.replace(/\n$/, ""), language);
  return (
    `<figure class="live" data-language="${language}"><figcaption>${name}</figcaption>` +
    `<pre><code class="hljs" contenteditable="plaintext-only" tabindex="0" role="textbox" aria-multiline="true" aria-label="${name}, code" spellcheck="false">${shown}</code></pre>` +
    `<iframe title="${name}, result" loading="lazy"></iframe></figure>\n`
  );
}

function renderer() {
  const markdown = markdownIt({ html: true });
  markdown.renderer.rules.fence = (tokens, index) => {
    const { content, info: text } = tokens[index];
    const about = info(text);
    return about.live ? live(content, about) : block(content, about.language, about.title);
  };
  markdown.renderer.rules.heading_open = (tokens, index) => {
    const { tag } = tokens[index];
    return tag === "h1" ? "<h1>" : `<${tag} id="${slug(tokens[index + 1].content)}">`;
  };
  markdown.renderer.rules.heading_close = (tokens, index) => {
    const { tag } = tokens[index];
    const { content } = tokens[index - 1];
    const link = `<a class="anchor" href="#${slug(content)}" aria-label="Link to ${escape(content)}">#</a>`;
    return tag === "h1" ? "</h1>\n" : `${link}</${tag}>\n`;
  };
  markdown.renderer.rules.table_open = () => '<div class="table" role="group" aria-label="Table" tabindex="0"><table>\n';
  markdown.renderer.rules.table_close = () => "</table></div>\n";
  return markdown;
}

const markdown = renderer();

export const render = (text) => markdown.render(text);
export const inline = (text) => markdown.renderInline(text);

/** The blocks of code in a text, with what their fences say. */
export const fences = (text) => markdown.parse(text, {}).filter(({ type }) => type === "fence").map(({ content, info: about }) => ({ code: content, ...info(about) }));
