// What the types of an entry say: each export with its doc comment and its members.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseSync } from "oxc-parser";

/** Reads a file of types. */
export async function declarations(folder, entry) {
  const source = await readFile(join(folder, `${entry}.d.ts`), "utf8");
  const { program, comments, errors } = parseSync(`${entry}.d.ts`, source, { lang: "dts" });
  if (errors.length) throw new Error(`${entry}.d.ts: ${errors[0].message}`);
  const docs = comments.filter(({ value }) => value.startsWith("*"));
  /** The comment that ends where a node begins. */
  const docOf = ({ start }) => docs.find(({ end }) => end <= start && source.slice(end, start).trim() === "");
  const about = docs.find(({ value }) => value.includes("@packageDocumentation"));
  const exported = program.body.flatMap((statement) => exportsOf(statement, { source, docOf }));
  return { about: documentation(about?.value ?? ""), exported };
}

function exportsOf(statement, { source, docOf }) {
  const { declaration } = statement;
  if (statement.type !== "ExportNamedDeclaration" || !declaration) return [];
  const declared = declaration.id ?? declaration.declarations[0].id;
  const members = (declaration.body?.body ?? []).map((member) => memberOf(member, { source, docOf })).filter(Boolean);
  const comment = docOf(statement);
  return [{ name: declared.name, kind: kindOf(declaration), declaration: bare(source.slice(statement.start, statement.end)), members, ...documentation(comment?.value ?? "") }];
}

const KINDS = {
  ClassDeclaration: "class",
  FunctionDeclaration: "function",
  TSDeclareFunction: "function",
  TSInterfaceDeclaration: "interface",
  TSTypeAliasDeclaration: "type",
  VariableDeclaration: "constant",
};
const kindOf = ({ type }) => KINDS[type] ?? type;

function memberOf(member, { source, docOf }) {
  const name = member.key?.name ?? member.key?.value;
  if (!name || member.key.type === "PrivateIdentifier" || name === "constructor") return undefined;
  const { text, throws } = documentation(docOf(member)?.value ?? "");
  return { name, isStatic: Boolean(member.static), declared: bare(source.slice(member.start, member.end)).replace(/;$/, ""), text: [text, ...throws].filter(Boolean).join(" ") };
}

/** A declaration without the comments in it. */
const bare = (text) => text.replaceAll(/^[ \t]*\/\*\*[^]*?\*\/[ \t]*\n/gm, "").replaceAll(/\/\*\*[^]*?\*\/\s*/g, "").replaceAll(/^ *(#private|private constructor\(\));\n/gm, "").replaceAll(/\n{2,}/g, "\n");

/** A doc comment in its parts. */
function documentation(comment) {
  const lines = comment.replace(/^\*/, "").split("\n").map((line) => line.replace(/^\s*\* ?/, ""));
  const [text, ...tags] = lines.join("\n").split(/^@(?=\w)/m);
  const examples = tags.filter((tag) => tag.startsWith("example")).map((tag) => /```(\w+)\n([^]*?)```/.exec(tag)).filter(Boolean);
  const throws = tags.filter((tag) => tag.startsWith("throws")).map((tag) => tag.replace(/^throws \{\w+\}\s*/, "Throws ").trim());
  const behind = tags.flatMap((tag) => tag.split(/\n{2,}/).slice(1)).filter((part) => /^[A-Z]/.test(part));
  const paragraphs = [...text.split(/\n{2,}/), ...behind].map((part) => part.trim()).filter(Boolean);
  const sources = paragraphs.filter((part) => part.startsWith("Source:"));
  return {
    text: paragraphs.filter((part) => !part.startsWith("Source:")).join("\n\n"),
    throws: throws.map((part) => part.split(/\n{2,}/)[0]),
    source: sources[0]?.replace(/^Source:\s*/, ""),
    examples: examples.map(([, language, code]) => ({ language, code })),
  };
}
