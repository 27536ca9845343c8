// Pages that are made from sources: types, the schema of price books, what the command says, the core's error codes.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../scripts/run.mjs";
import { declarations } from "./declarations.mjs";
import { block, escape, inline, render, slug } from "./markdown.mjs";

const heading = (level, text, id = slug(text)) => `<h${level} id="${id}">${text}<a class="anchor" href="#${id}" aria-label="Link to ${escape(text.replace(/<[^>]*>/g, ""))}">#</a></h${level}>\n`;
const table = (label, head, rows) =>
  `<div class="table" role="group" aria-label="${escape(label)}" tabindex="0"><table><thead><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join("")}</tr></thead><tbody>` +
  `${rows.map(([first, ...rest]) => `<tr><th scope="row">${first}</th>${rest.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("\n")}</tbody></table></div>\n`;
const data = async (name) => JSON.parse(await readFile(join(root, "docs", "data", `${name}.json`), "utf8"));

/** Where each export is told of, so that types can link to each other. */
export async function places(entries) {
  const all = await Promise.all(entries.map(async ({ name, entry }) => [name, (await declarations(join(root, "npm"), entry)).exported]));
  return new Map(all.flatMap(([page, exported]) => exported.map((one) => [one.name, `./${page}.html#${one.name}`])).reverse());
}

/** Links of doc comments as links of Markdown. */
const linked = (text, where) =>
  text.replaceAll(/\{@link ([\w.]+)\}/g, (_, name) => {
    const to = where.get(name) ?? where.get(name.split(".")[0]);
    return to ? `[\`${name}\`](${to})` : `\`${name}\``;
  });

/** A declaration in colour, in which the names of other exports are links. */
function signature(text, where, self) {
  const shown = block(text, "ts", `Declaration of ${self}`);
  return shown.replaceAll(/\b[A-Z]\w+\b/g, (name, at) => (where.has(name) && name !== self && !/[\w-]="?$/.test(shown.slice(Math.max(0, at - 8), at)) ? `<a href="${where.get(name)}">${name}</a>` : name));
}

export async function entry({ title, entry }, { where }) {
  const { about, exported } = await declarations(join(root, "npm"), entry);
  const parts = [`<h1>${title}</h1>\n`, `<div class="lead">${render(linked(about.text, where))}</div>\n`];
  for (const { code, language } of about.examples) parts.push(block(code, language, "Example"));
  if (entry === "slim" || entry === "js") parts.push(render("It has everything that [`sealquote`](./api.html) exports, and what is told here."));
  for (const [kinds, name] of [[["function", "class"], "Functions and classes"], [["interface", "type", "constant"], "Types"]]) {
    const of = exported.filter(({ kind }) => kinds.includes(kind));
    if (of.length) parts.push(`<h2 id="${slug(name)}" class="part">${name}</h2>\n`, ...of.map((one) => exportOf(one, where)));
  }
  return parts.join("");
}

function exportOf({ name, kind, text, declared, members, throws, source, examples, ...rest }, where) {
  const prose = (words) => render(linked(words, where));
  const shown = members.filter((member) => member.text);
  const parts = [heading(3, `<code>${name}</code> <span class="kind">${kind}</span>`, name), prose(text)];
  parts.push(signature(rest.declaration, where, name));
  if (shown.length) parts.push(table(`Members of ${name}`, ["Member", "What it is"], shown.map((member) => [`<code>${member.isStatic ? "static " : ""}${member.name}</code>`, inline(linked(member.text.replaceAll("\n", " "), where))])));
  for (const one of throws) parts.push(`<div class="throws">${prose(one)}</div>`);
  for (const example of examples) parts.push(block(example.code, example.language, `Example of ${name}`));
  if (source) parts.push(`<p class="source">Source: ${inline(linked(source.replaceAll("\n", " "), where))}</p>\n`);
  return parts.join("");
}

/** Every key of a price book, from the schema that the loader's own tables make. */
export async function schema({ title }) {
  const { description, properties, required, $defs } = JSON.parse(await readFile(join(root, "schema", "price-book.json"), "utf8"));
  const parts = [`<h1>${title}</h1>\n<div class="lead">${render(`${description} The JSON Schema is \`sealquote/schema/price-book.json\`; an editor that is told of it by \`$schema\` completes and checks a book as it is written. What it cannot say, \`sealquote lint\` and \`PriceBook.lint\` find.`)}</div>\n`];
  const show = (name, of) => {
    const variants = of.oneOf ?? of.anyOf;
    parts.push(heading(2, name));
    if (of.description) parts.push(render(of.description));
    if (of.properties) parts.push(keys(name, of));
    for (const [index, variant] of (variants ?? []).entries()) {
      const model = variant.properties?.model?.const ?? variant.title ?? String(index + 1);
      parts.push(heading(3, `${name}: ${model}`, slug(`${name}-${model}`)), variant.description ? render(variant.description) : "", keys(model, variant));
    }
  };
  show("Book", { properties, required });
  for (const [name, of] of Object.entries($defs)) show(name.replace(/^./, (first) => first.toUpperCase()), of);
  return parts.join("");
}

/** The keys of an object, or of what a list is of, each with what it is and whether it is needed; behind it those inside. */
function keysIn({ items, properties = items?.properties ?? {}, required = items?.required ?? [] }, above = "") {
  return Object.entries(properties).flatMap(([key, of]) => [[above + key, of, required.includes(key)], ...keysIn(of, `${above}${key}.`)]);
}

function keys(name, object) {
  return table(`Keys of ${name}`, ["Key", "Type", "What it is"], keysIn(object).map(([key, of, needed]) => [`<code>${escape(key)}</code>${needed ? "" : " <span class=\"kind\">optional</span>"}`, typeOf(of), `${inline(of.description ?? "")}${limits(of)}`]));
}

function typeOf(of) {
  if (of.$ref) {
    const name = of.$ref.split("/").at(-1);
    return `<a href="#${slug(name)}">${name}</a>`;
  }
  if (of.const !== undefined) return `<code>${escape(JSON.stringify(of.const))}</code>`;
  if (of.enum) return of.enum.map((value) => `<code>${escape(JSON.stringify(value))}</code>`).join(", ");
  if (of.type === "array") return `list${of.items ? ` of ${typeOf(of.items)}` : ""}`;
  return [of.type ?? "object"].flat().join(" or ");
}

function limits({ minimum, maximum, minItems, maxItems, default: standard }) {
  const said = [
    minimum !== undefined && `from ${minimum.toLocaleString("en")}`,
    maximum !== undefined && `to ${maximum.toLocaleString("en")}`,
    minItems !== undefined && `at least ${minItems}`,
    maxItems !== undefined && `at most ${maxItems.toLocaleString("en")}`,
    standard !== undefined && `by default <code>${escape(JSON.stringify(standard))}</code>`,
  ].filter(Boolean);
  return said.length ? ` <span class="limits">${said.join(", ")}</span>` : "";
}

/** What the command says of itself. */
export async function command({ title }) {
  const { help, tasks } = await data("command");
  const parts = [`<h1>${title}</h1>\n<div class="lead">${render("`sealquote` checks ledgers, prices envelopes and lints price books where there is no JavaScript. Data goes to standard output, progress and complaints to standard error. The exit code is 0 when nothing is wrong, 1 when something was found, 2 when the input could not be read.")}</div>\n`];
  parts.push(render("It is built with Rust, from a checkout: `cargo build --release -p sealquote-verifier` makes `target/release/sealquote`."));
  parts.push(block(help, "text", "Help of sealquote"));
  for (const [name, text] of Object.entries(tasks)) parts.push(heading(2, `sealquote ${name}`), block(text, "text", `Help of sealquote ${name}`));
  return parts.join("");
}

/** The kinds of findings, as `sealquote explain` has them. */
export async function findings({ title }) {
  const all = await data("findings");
  const parts = [`<h1>${title}</h1>\n<div class="lead">${render("What `verifyLedger` and `sealquote verify` find. A finding speaks of a ledger that was read and is wrong; what could not be read is an [error](./errors.html). On the command line, `sealquote explain CODE` says the same.")}</div>\n`];
  parts.push(table("Findings", ["Code", "Means"], all.map(({ code, meaning }) => [`<a href="#${slug(code)}"><code>${code}</code></a>`, inline(meaning)])));
  for (const { code, meaning, recognised, causes, remedy } of all) {
    parts.push(heading(2, `<code>${code}</code>`, slug(code)), render(`${meaning[0].toUpperCase()}${meaning.slice(1)}.\n\n**How it is recognised.** ${recognised}\n\n**Likely causes**\n\n${causes.map((cause) => `- ${cause}`).join("\n")}\n\n**What to do.** ${remedy}`));
  }
  return parts.join("");
}

const KB = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** The package beside others that hold WebAssembly, as `npm run bench packages` measured them last. */
export async function packages({ title }) {
  const all = await data("packages");
  const kb = (bytes) => `${KB.format(bytes / 1_000)}\u00a0KB`;
  const ms = (time) => (time === undefined ? "–" : `${time.toFixed(1)}\u00a0ms`);
  const rows = all.map(({ name, version, size, ms: took, works }) => {
    const places = Object.keys(works);
    const fails = places.filter((place) => !works[place]);
    const where = fails.length === 0 ? `all ${places.length}` : `${places.length - fails.length} of ${places.length}; not ${fails.join(", ")}`;
    return [`<code>${name}</code> ${version}`, kb(size.raw), kb(size.gzip), ms(took["import in Node"]), ms(took.esbuild), where];
  });
  return [
    `<h1>${title}</h1>\n<div class="lead">${render("What a page fetches, how soon the first answer is there, and where a package works as it is installed: Sealquote beside others that hold WebAssembly, all in one run of `npm run bench packages`.")}</div>\n`,
    table("Packages", ["Package", "As it is", "After gzip", "In Node", "In Chromium", "Works in"], rows),
    render(`Sizes are those of a bundle by esbuild of the one call that is asked, with the module. Times are from the import to the first answer, medians of several processes and pages; they are good for comparing, since all ran on one machine, and not for more. What was tried, each without configuration: ${Object.keys(all[0].works).join(", ")}. The others do other work; what they share with Sealquote is that a module has to be fetched and compiled before there is an answer.`),
  ].join("");
}

const WARNINGS = /^(Gap|MethodNeverPriced|FallingPrice|WorseBonus|UnreachableTier|DuplicatePreset)$/;

/** The codes of errors, as the core declares them, and those that only JavaScript has. */
export async function errors({ title }) {
  const core = await errorCodes();
  const own = [
    ["VALIDATION_ERROR", "A query of `listTransactions` with mistakes, all of which are in `details`."],
    ["UNREADABLE", "A getter or a proxy threw while a value was read."],
    ["NOT_COMPILED", "WebAssembly could not be compiled: a content security policy forbids it, or the module is not the package's."],
    ["INTERNAL", "A defect of ours. The instance is let go; the next call works again."],
  ];
  const row = ([code, meaning]) => [`<code id="${slug(code)}">${code}</code>`, inline(meaning)];
  return [
    `<h1>${title}</h1>\n<div class="lead">${render("An input that cannot be processed is a `SealquoteError` in JavaScript, an `Error` in Rust, and exit code 2 on the command line, each with the same `code`, `message` and `path`, a JSON Pointer (RFC 6901) to what is wrong. The message says what to do.")}</div>\n`,
    render('```js\nimport { quote, SealquoteError } from "sealquote";\n\ntry {\n  quote({ signers: [{ method: "fax" }] });\n} catch (error) {\n  if (!(error instanceof SealquoteError)) throw error;\n  error.code; // "UNKNOWN_METHOD"\n  error.path; // "/signers/0/method"\n}\n```'),
    heading(2, "Everywhere"),
    table("Error codes", ["Code", "Means"], core.filter(({ variant }) => !WARNINGS.test(variant)).map(({ code, meaning }) => row([code, meaning]))),
    heading(2, "In JavaScript"),
    table("Error codes of JavaScript", ["Code", "Means"], own.map(row)),
    heading(2, "Warnings of lint"),
    render("`PriceBook.lint` and `sealquote lint` find more than errors: what is allowed, and most likely not meant."),
    table("Warnings", ["Code", "Means"], core.filter(({ variant }) => WARNINGS.test(variant)).map(({ code, meaning }) => row([code, meaning]))),
  ].join("");
}

/** The codes of the core with their doc comments, from its source. */
export async function errorCodes() {
  const source = await readFile(join(root, "src", "error.rs"), "utf8");
  const body = /pub enum Code \{([^]*?)\n\}/.exec(source)[1];
  const names = new Map([...source.matchAll(/Self::(\w+) => "([A-Z_]+)"/g)].map(([, variant, code]) => [variant, code]));
  return [...body.matchAll(/((?:\s*\/\/\/[^\n]*\n)+)\s*(\w+),/g)].map(([, comment, variant]) => ({ variant, code: names.get(variant), meaning: comment.replaceAll(/^\s*\/\/\/ ?/gm, "").trim().replaceAll("\n", " ").replaceAll(/\[`?(?:\w+::)*(\w+)`?\](?:\([^)]*\))?/g, "`$1`") }));
}
