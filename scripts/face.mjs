// The public face of the package as one text, so that a change of it is seen in review: what every entry declares, without
// what is said about it. `node scripts/face.mjs` writes it anew.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { main, root } from "./run.mjs";

export const report = join(root, "tests", "face.txt");

/** The face of what is in a folder, by the manifest's entries. */
export async function face(folder) {
  const { exports } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const parts = Object.entries(exports).map(async ([entry, target]) => `# ${entry}\n\n${await declared(folder, target)}`);
  return `${(await Promise.all(parts)).join("\n\n")}\n`;
}

/** What an entry declares; for one without types where it leads, for one with several the conditions of each. */
async function declared(folder, target) {
  if (typeof target === "string") return target;
  const { types: { import: ofModule, require: ofCommon } = { import: target.import.types, require: target.require.types } } = target;
  const texts = await Promise.all([ofModule, ofCommon].map((name) => readFile(join(folder, name), "utf8")));
  return [...conditions(target), ...texts.flatMap((text) => ["", withoutComments(text)])].join("\n");
}

function conditions(target, above = "") {
  return Object.entries(target).flatMap(([condition, next]) =>
    typeof next === "string" ? [`${above}${condition}: ${next}`] : conditions(next, `${above}${condition} `),
  );
}

function withoutComments(text) {
  const lines = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "").split("\n");
  return lines.map((line) => line.trimEnd()).filter((line) => line !== "").join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    const { build } = await import("./build.mjs");
    const { pkg } = await import("./assemble.mjs");
    await build();
    await writeFile(report, await face(pkg));
  });
}
