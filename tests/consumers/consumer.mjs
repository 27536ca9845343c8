// Projects of somebody else's: the package is packed as it is published, and installed from that. Each asks the same.

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { HISTORY_KINDS } from "../node/answers.mjs";
import { pkg, root, vectors } from "../node/package.mjs";

const exec = promisify(execFile);

/** Runs a command in a folder; what it says is in the error when it fails. */
export async function run(command, args, { cwd, env = {}, timeout = 120_000 }) {
  try {
    return (await exec(command, args, { cwd, env: { ...process.env, ...env }, timeout, maxBuffer: 1 << 26 })).stdout;
  } catch (error) {
    throw new Error(`\`${command} ${args.join(" ")}\`: ${error.message}\n${error.stdout}${error.stderr}`);
  }
}

/** Packs the package into a folder; answers the file. */
export async function pack(folder, from = pkg) {
  const [{ filename }] = JSON.parse(await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], { cwd: from }));
  return join(folder, filename);
}

const quotes = await vectors("quote");
const histories = (await Promise.all(HISTORY_KINDS.map(vectors))).flat();
export const RAN = quotes.length;

/** What each consumer does with the package: answers how many vectors there were, and all that is not as they say. */
const CHECK = `
import { answerQuote, failures } from "./answers.mjs";
import { quotes } from "./quotes.mjs";

export function check(sealquote) {
  const slowly = (envelope) => (typeof envelope === "object" && envelope !== null ? new Proxy(envelope, {}) : envelope);
  return {
    ran: quotes.length,
    failed: [
      ...failures(quotes, (vector) => answerQuote(sealquote, vector)),
      ...failures(quotes, (vector) => answerQuote(sealquote, vector, slowly)),
    ],
  };
}
`;

/** What a check that went well answers. */
export const FINE = { ran: RAN, failed: [] };

/** The same of every entry that answers by itself. */
const WHOLE = `
import * as main from "sealquote";
import * as js from "sealquote/js";
import * as ledger from "sealquote/ledger";
import * as consumption from "sealquote/consumption";
import { answerHistory, failures } from "./answers.mjs";
import { check } from "./check.mjs";
import { histories } from "./histories.mjs";

const seal = { id: "e", at: "2026-03-01T00:00:00Z", source: "api", workspaceId: "w", kind: "seal.created", level: "advanced", documents: 2 };

export function whole() {
  return {
    main: check(main),
    js: check(js),
    ledger: { ran: histories.length, failed: failures(histories, (vector) => answerHistory(ledger, vector, main)) },
    sealed: consumption.classify(seal)[0].value,
    errors: [ledger, consumption].map(({ SealquoteError }) => SealquoteError === main.SealquoteError),
  };
}
`;

/** What a check of all that went well answers. */
export const ALL_FINE = { main: FINE, js: FINE, ledger: { ran: histories.length, failed: [] }, sealed: 2, errors: [true, true] };

/** A value as an expression: in a literal a key `__proto__` would be none. */
const parsed = (value) => `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;

/** The files of a check, as modules and as CommonJS. */
async function checkFiles() {
  const modules = {
    answers: await readFile(join(root, "tests", "node", "answers.mjs"), "utf8"),
    quotes: `export const quotes = ${parsed(quotes)};\n`,
    histories: `export const histories = ${parsed(histories)};\n`,
    check: CHECK,
    whole: WHOLE,
  };
  const files = Object.entries(modules).map(async ([name, text]) => {
    const { code } = await transform(text, { format: "cjs" });
    return [[`${name}.mjs`, text], [`${name}.cjs`, code.replaceAll(/"\.\/(\w+)\.mjs"/g, '"./$1.cjs"')]];
  });
  return (await Promise.all(files)).flat();
}

/**
 * A project with the package installed from its tarball, and with files of its own beside those of the check; within a
 * folder where more is installed, if need be.
 */
export async function consumer(files = {}, within = tmpdir()) {
  const folder = await mkdtemp(join(within, "sealquote-consumer-"));
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  const tarball = await pack(folder);
  // Not by way of npm, which would look at what else is installed: what it does for one file is to unpack it.
  const installed = join(folder, "node_modules", "sealquote");
  await mkdir(installed, { recursive: true });
  await run("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"], { cwd: folder });
  const written = { ...Object.fromEntries(await checkFiles()), ...files };
  for (const [name, text] of Object.entries(written)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return { folder, tarball, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}
