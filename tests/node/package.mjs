import { createRequire, register } from "node:module";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const pkg = join(root, "pkg");

/** A folder in which the built package is installed, as a user's project has it. */
export async function project() {
  const folder = await mkdtemp(join(tmpdir(), "sealquote-"));
  await mkdir(join(folder, "node_modules"));
  await symlink(pkg, join(folder, "node_modules", "sealquote"), "dir");
  await writeFile(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** An entry of the package by its name, through `exports`, as a module and as CommonJS. */
export async function bothKinds(name = "sealquote") {
  const { folder, remove } = await project();
  try {
    const entry = join(folder, "entry.mjs");
    await writeFile(entry, `export * from "${name}";\nexport const from = import.meta.resolve("${name}");\n`);
    const module = await import(pathToFileURL(entry).href);
    const common = createRequire(join(folder, "entry.cjs"));
    return { module, common: { ...common(name), from: pathToFileURL(common.resolve(name)).href } };
  } finally {
    await remove();
  }
}

/** What a copy of a file imports is a copy as well. */
const COPYING = `export async function resolve(name, context, next) {
  const found = await next(name, context);
  const copy = /[?]copy=[0-9]+$/.exec(context.parentURL ?? "");
  return copy === null || !found.url.startsWith("file:") ? found : { ...found, url: found.url + copy[0] };
}`;

let copies = 0;

/** A file of the package as nobody has imported it yet. */
export function fresh(file) {
  if (copies === 0) register(`data:text/javascript,${encodeURIComponent(COPYING)}`);
  return import(`${pathToFileURL(join(pkg, file)).href}?copy=${copies++}`);
}

/** The vectors of a kind, with their file names. */
export async function vectors(kind) {
  const folder = join(root, "tests", "vectors", kind);
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  return Promise.all(
    names.map(async (name) => ({ name: `${kind}/${name}`, ...JSON.parse(await readFile(join(folder, name), "utf8")) })),
  );
}
