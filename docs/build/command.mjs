// Writes down what the command says of itself, for the pages that are made of it: `node docs/build/command.mjs`.
// The site is built where there is no Rust to build the command with; a test holds these files to it.

import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../../scripts/run.mjs";

const sealquote = (...args) => execFileSync(join(root, "target", "release", "sealquote"), args, { encoding: "utf8" });

/** What the files in `docs/data/` have to hold, by their names. */
export function said() {
  const help = sealquote("--help");
  return { command: { help, tasks: Object.fromEntries(tasksIn(help)) }, findings: JSON.parse(sealquote("explain", "--format", "json")) };
}

/** The tasks that a help lists, each with its own help, and behind it those that this lists. */
function tasksIn(help, above = []) {
  const [, listed = ""] = /^Commands:\n([^]*?)\n\n/m.exec(help) ?? [];
  const names = [...listed.matchAll(/^ {2}([\w-]+)/gm)].map(([, name]) => name).filter((name) => name !== "help");
  return names.flatMap((name) => {
    const task = [...above, name];
    const own = sealquote(...task, "--help").replaceAll(/[ \t]+$/gm, "");
    return [[task.join(" "), own], ...tasksIn(own, task)];
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const [name, content] of Object.entries(said())) await writeFile(join(root, "docs", "data", `${name}.json`), `${JSON.stringify(content, null, 2)}\n`);
}
