// The tarball as a registry would have it: linted, of types that resolve however they are asked for, and the same each time.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { assemble } from "../../scripts/assemble.mjs";
import { pkg, root } from "../node/package.mjs";
import { pack, run } from "./consumer.mjs";

const MOST_BYTES = 600_000;
const MOST_BYTES_UNPACKED = 1_200_000;

let folder;
let tarball;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "sealquote-published-"));
  tarball = await pack(folder);
});

after(() => rm(folder, { recursive: true, force: true }));

const bytesOf = async (path) => new Uint8Array(await readFile(path));

test("publint has nothing to say", async () => {
  const { messages, pkg: manifest } = await publint({ pack: { tarball: (await bytesOf(tarball)).buffer }, strict: true });
  assert.equal(manifest.name, "sealquote");
  assert.deepEqual(messages.map((message) => formatMessage(message, manifest)), []);
});

test("every entry's types are those of what is loaded", async () => {
  const attw = join(root, "node_modules", ".bin", "attw");
  const told = JSON.parse(await run(attw, [tarball, "--format", "json"], { cwd: folder }));
  const entries = Object.entries(told.analysis.entrypoints).filter(([, { hasTypes }]) => hasTypes !== false);
  assert.deepEqual(entries.map(([name]) => name).filter((name) => !/json$/.test(name)), [".", "./ledger", "./consumption", "./slim", "./js", "./element", "./react", "./quote.wasm"]);
  assert.deepEqual(told.analysis.problems, []);
});

/** Digests of all files, by their names. */
async function digests(of) {
  const names = (await readdir(of, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const digested = names.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(of.length).replace(/^\/+/, ""), createHash("sha256").update(await readFile(path)).digest("hex")];
  });
  return Object.fromEntries((await Promise.all(digested)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

test("what is assembled and packed again is the same to the byte", async () => {
  const again = join(folder, "again");
  await assemble(again);
  const [first, second] = [await digests(pkg), await digests(again)];
  assert.ok(Object.keys(first).length > 30);
  assert.deepEqual(second, first);
  const repacked = await pack(again, again);
  assert.equal(Buffer.compare(await readFile(repacked), await readFile(tarball)), 0);
});

test("it says what is compiled in, and by whose leave", async () => {
  const bill = JSON.parse(await readFile(join(pkg, "sbom.cdx.json"), "utf8"));
  const licences = await readFile(join(pkg, "THIRD-PARTY-LICENSES"), "utf8");
  const lock = await readFile(join(root, "Cargo.lock"), "utf8");
  const small = await run("cargo", ["tree", "--package", "sealquote", "--target", "wasm32-unknown-unknown", "--edges", "normal,no-proc-macro", "--prefix", "none"], { cwd: root });
  const [own, ...needed] = new Set([...small.matchAll(/^([\w-]+) v([\w.]+)/gm)].map(([, name, version]) => `${name}@${version}`));
  assert.ok(own.startsWith("sealquote@") && needed.length > 10);
  assert.deepEqual([bill.bomFormat, bill.specVersion, bill.metadata.component.purl], ["CycloneDX", "1.6", `pkg:npm/${own}`]);
  const told = bill.components.map(({ name, version }) => `${name}@${version}`);
  assert.deepEqual(needed.filter((crate) => !told.includes(crate)), []);
  for (const { name, version, hashes, licenses, "bom-ref": reference } of bill.components) {
    assert.ok(licenses[0].expression.length > 2);
    assert.match(licences, new RegExp(`^${name} ${version.replaceAll(".", "\\.")} \\(`, "m"));
    assert.equal(bill.dependencies.filter(({ ref }) => ref === reference).length, 1);
    if (name !== "rust-std") assert.ok(lock.includes(`name = "${name}"\nversion = "${version}"`) && lock.includes(hashes[0].content));
  }
  const references = [bill.metadata.component, ...bill.components].map((component) => component["bom-ref"]);
  assert.deepEqual(bill.dependencies.flatMap(({ dependsOn = [] }) => dependsOn).filter((reference) => !references.includes(reference)), []);
  for (const term of ["Permission is hereby granted", "Boost Software License", "UNICODE LICENSE V3"]) assert.ok(licences.includes(term), term);
});

test("nothing of whoever built it is in it, and it is small", async () => {
  for (const name of Object.keys(await digests(pkg))) {
    const text = (await readFile(join(pkg, name))).toString("latin1");
    for (const place of [root, homedir()]) assert.ok(!text.includes(`${place.replace(/\/$/, "")}/`), `${name} names ${place}`);
  }
  const { length } = await readFile(tarball);
  assert.ok(length <= MOST_BYTES, `${length} bytes`);
  const unpacked = (await Promise.all(Object.keys(await digests(pkg)).map((name) => stat(join(pkg, name))))).reduce((sum, { size }) => sum + size, 0);
  assert.ok(unpacked > length && unpacked <= MOST_BYTES_UNPACKED, `${unpacked} bytes`);
});
