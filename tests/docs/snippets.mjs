// The snippets of the documentation, as it shows them.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseSync } from "oxc-parser";
import { PAGES } from "../../docs/build/contents.mjs";
import { fences } from "../../docs/build/markdown.mjs";
import { root } from "../node/package.mjs";

/** Every snippet of the written pages, with the page that it is on. */
export async function snippets() {
  const pages = PAGES.filter(({ from }) => from);
  const found = await Promise.all(pages.map(async ({ name, from }) => fences(await readFile(join(root, "docs", from), "utf8")).map((fence) => ({ page: name, ...fence }))));
  return found.flat();
}

const VALUE = /^ (true|false|null|-?[\d.]+|"[^"…]*"|\[.*\]|\{.*\})(?:[:,;].*)?$/;

/** Code in which each statement that ends in `// value` claims to have that value; answers how many there are. */
export function claiming(code) {
  const { program, comments } = parseSync("snippet.ts", code, { lang: "ts" });
  const inside = (statement) => (statement.type === "TryStatement" ? [statement.block, statement.handler.body] : [statement]).flatMap((one) => (one.type === "BlockStatement" ? one.body.flatMap(inside) : [one]));
  const found = program.body.flatMap(inside).flatMap(({ type, expression, start, end }) => {
    if (type !== "ExpressionStatement" || expression.type === "AssignmentExpression") return [];
    const comment = comments.find((one) => one.type === "Line" && one.start >= end && /^ *$/.test(code.slice(end, one.start)));
    const [, value] = VALUE.exec(comment?.value ?? "") ?? [];
    return value && !value.includes("…") ? [{ start, end, text: code.slice(expression.start, expression.end), value }] : [];
  });
  const claimed = found.reduceRight((text, { start, end, text: claim, value }) => `${text.slice(0, start)}claim(${JSON.stringify(claim)}, ${claim}, ${value});${text.slice(end)}`, code);
  return { code: claimed, claims: found.length };
}

/** The imports of a page's snippets once, before all that follows. */
export function asModule(codes) {
  const imports = new Set();
  const rest = codes.map((code) => code.replaceAll(/^import .*;$/gm, (line) => (imports.add(line), "")));
  return `${[...imports].join("\n")}\n${rest.join("\n")}`;
}
