// What of others is compiled into the modules: a bill of materials in CycloneDX, and the licences that go with it.

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { answers, root, run, Stop } from "./run.mjs";

/** Not by `cargo metadata`, which would have to fetch what only the command is made of. */
const TREE = [
  "tree", "--locked", "--package", "sealquote", "--features", "full", "--target", "wasm32-unknown-unknown",
  "--edges", "normal,no-proc-macro", "--no-dedupe", "--prefix", "depth", "--format", "|{p}|{l}",
];

/** Of a choice of licences the one that is made use of is the first of these; of several at once all are. */
const LICENCES = {
  MIT: /^LICENSE(-MIT)?(\.md|\.txt)?$/,
  "BSL-1.0": /^LICENSE$/,
  "Unicode-3.0": /^LICENSE-UNICODE$/,
};

const RUST = { name: "rust-std", licence: "MIT OR Apache-2.0", copyright: ["Copyright (c) The Rust Project Contributors"] };

/** Every crate in the modules, by name and version, with those that it depends on. */
async function crates() {
  const above = [];
  const found = new Map();
  for (const line of (await run("cargo", TREE)).trim().split("\n")) {
    const [depth, named, licence] = line.split("|");
    const [name, version] = named.split(" ");
    const crate = found.get(`${name}@${version.slice(1)}`) ?? { name, version: version.slice(1), licence, needs: new Set() };
    found.set(`${name}@${crate.version}`, crate);
    above[depth] = crate;
    above[depth - 1]?.needs.add(crate);
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The version of the toolchain, whose standard library is in every module. */
async function rust() {
  const version = /^rustc (\S+)/.exec((await answers("rustc")) ?? "")?.[1];
  if (version === undefined) throw new Stop("There is no `rustc` here to say which standard library the modules have.");
  return { ...RUST, version, needs: new Set() };
}

const purl = ({ name, version }) => (name === RUST.name ? `pkg:generic/${name}@${version}` : `pkg:cargo/${name}@${version}`);

/** The bill of materials of the package with this manifest. */
export async function bill({ name, version, license, description }) {
  const [own, ...others] = (await crates()).sort((a, b) => Number(b.name === name) - Number(a.name === name));
  const standard = await rust();
  const lock = await readFile(join(root, "Cargo.lock"), "utf8");
  const checksum = (crate) => new RegExp(`name = "${crate.name}"\nversion = "${crate.version}"\n.*\nchecksum = "(\\w+)"`).exec(lock)?.[1];
  // By these the parts of the bill name each other, and nobody else does; no crate is there in two versions.
  const reference = (crate) => crate.name;
  const all = [...others, standard];
  const component = (crate) => ({
    type: "library",
    "bom-ref": reference(crate),
    name: crate.name,
    version: crate.version,
    ...(checksum(crate) && { hashes: [{ alg: "SHA-256", content: checksum(crate) }] }),
    licenses: [{ expression: crate.licence }],
    purl: purl(crate),
  });
  const needs = (crate) => [...crate.needs, ...(crate === own ? [standard] : [])].map(reference).sort();
  const of = `pkg:npm/${name}@${version}`;
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { type: "library", "bom-ref": reference(own), name, version, description, licenses: [{ expression: license }], purl: of } },
    components: all.map(component),
    dependencies: [own, ...all].map((crate) => ({ ref: reference(crate), ...(needs(crate).length > 0 && { dependsOn: needs(crate) }) })),
  };
}

/** The licences of what is compiled in, each text once, after who holds the copyright of what. */
export async function licences() {
  const [, ...others] = (await crates()).sort((a, b) => Number(b.name === "sealquote") - Number(a.name === "sealquote"));
  const texts = new Map();
  const notices = [];
  for (const crate of [...others, await rust()]) {
    for (const licence of chosen(crate)) {
      const { copyright, text } = crate.copyright ? { ...crate, text: undefined } : parted(await licenceFile(crate, licence));
      notices.push(`${crate.name} ${crate.version} (${licence})`, ...copyright.map((line) => `  ${line}`));
      if (text !== undefined) texts.set(digest(text), { licence, text });
    }
  }
  const whole = [...texts.values()].map(({ licence, text }) => `${"-".repeat(20)}\n${licence}\n\n${text}\n`);
  return `The modules of this package hold compiled code of others. Of a choice of licences, MIT is made use of.\n\n${notices.join("\n")}\n\n${whole.join("\n")}`;
}

/** Which of a crate's licences are made use of. */
function chosen({ name, licence }) {
  return licence.split(" AND ").map((part) => {
    const offered = part.replace(/[()]/g, "").split(" OR ");
    const used = Object.keys(LICENCES).find((known) => offered.includes(known));
    if (used === undefined) throw new Stop(`\`${name}\` is under ${licence}, of which nobody has seen to the terms.`);
    return used;
  });
}

async function licenceFile({ name, version }, licence) {
  const sources = join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "registry", "src");
  for (const registry of await readdir(sources)) {
    const folder = join(sources, registry, `${name}-${version}`);
    const file = (await readdir(folder).catch(() => [])).sort().reverse().find((file) => LICENCES[licence].test(file));
    if (file !== undefined) return readFile(join(folder, file), "utf8");
  }
  throw new Stop(`The text of ${licence} was not found in the sources of \`${name}\` ${version}.`);
}

/** Who holds the copyright, and the terms without that and without their name: many crates have the same ones. */
function parted(file) {
  const lines = file.replaceAll("\r", "").split("\n").map((line) => line.trimEnd());
  const isCopyright = (line) => /^\s*copyright (\(c\)|©|[0-9])/i.test(line);
  const text = lines.filter((line) => !isCopyright(line) && !/^(#* *)?(the )?MIT License( \(MIT\))?$/i.test(line));
  return { copyright: lines.filter(isCopyright).map((line) => line.trim()), text: text.join("\n").trim() };
}

/** Of the words alone: how lines are broken says nothing. */
function digest(text) {
  return createHash("sha256").update(text.split(/\s+/).join(" ")).digest("hex");
}
