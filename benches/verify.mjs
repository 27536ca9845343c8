// A ledger of two million rows: `sealquote verify` beside DuckDB and Polars, on the same file of each format, in turns.
// Beside these, how far it is to the limit: the rows read and added up, and the lines counted. Then another ledger goes
// through a pipe, and what memory that takes is watched.
//
//   node benches/verify.mjs [--rows N] [--rounds N] [--piped N] [--full]
//
// `--full` is ten million rows, and a hundred million through the pipe: half an hour, and seven gigabytes of disk.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { answers, root, run, step } from "../scripts/run.mjs";
import { watchPiped } from "./piped.mjs";
import { median, printTable, takeTurns } from "./rounds.mjs";

const { values: given } = parseArgs({
  options: {
    rows: { type: "string" },
    rounds: { type: "string" },
    piped: { type: "string" },
    full: { type: "boolean", default: false },
  },
});
const ROWS = Number(given.rows ?? (given.full ? 10_000_000 : 2_000_000));
const ROUNDS = Number(given.rounds ?? (given.full ? 3 : 5));
const PIPED = Number(given.piped ?? (given.full ? 100_000_000 : 4_000_000));
const WALLETS = 20_000;
const SEED = 1;
const cache = join(tmpdir(), "sealquote-bench");
const command = join(root, "target", "release", "sealquote");
const script = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The ledger, written once and kept. */
async function needLedger() {
  const path = join(cache, `ledger-${ROWS}-${WALLETS}-${SEED}.ndjson`);
  if (!existsSync(path)) {
    const aside = `${path}.${process.pid}`;
    const args = ["--rows", ROWS, "--wallets", WALLETS, "--seed", SEED, "--format", "ndjson", "--out", aside];
    await step(`a ledger of ${ROWS.toLocaleString("en")} rows`, () =>
      run(process.execPath, ["samples/generate.mjs", ...args.map(String)]),
    );
    renameSync(aside, path);
  }
  return path;
}

const VERSIONS = "import duckdb, polars; print(duckdb.__version__, polars.__version__)";

/** A Python with DuckDB and Polars, or null when it cannot be had here. */
async function needPeers() {
  const python = join(cache, "python", "bin", "python");
  if ((await answers(python, ["-c", VERSIONS])) === null) {
    try {
      await step("DuckDB and Polars, in a Python of their own", async () => {
        rmSync(join(cache, "python"), { recursive: true, force: true });
        await run("python3", ["-m", "venv", join(cache, "python")]);
        await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "duckdb", "polars"]);
      });
    } catch {
      return null;
    }
  }
  const [duckdb, polars] = (await answers(python, ["-c", VERSIONS])).trim().split(" ");
  return { python, duckdb, polars };
}

/** The ledger as tables, which DuckDB writes. */
async function needTables(python, ledger) {
  const tables = ["csv", "parquet"].map((format) => ledger.replace(/ndjson$/, format));
  if (!tables.every((path) => existsSync(path))) {
    const aside = tables.map((path) => `${path}.${process.pid}`);
    await step("the ledger as CSV and Parquet", () => run(python, [script("tables_duckdb.py"), ledger, ...aside]));
    aside.forEach((path, place) => renameSync(path, tables[place]));
  }
  return { CSV: tables[0], Parquet: tables[1] };
}

/** Runs a command; answers its seconds, those of all cores, its peak of resident memory, and what it printed. */
function measure(command, args) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn("/usr/bin/time", ["-f", "took %U %S %M", command, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let told = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (told += chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      const seconds = (performance.now() - began) / 1000;
      const took = /^took ([\d.]+) ([\d.]+) (\d+)$/m.exec(told);
      if (code !== 0 || took === null) {
        reject(new Error(`\`${command}\` ended with ${code}: ${told}`));
      } else {
        const [, user, system, kilobytes] = took.map(Number);
        resolve({ seconds, busy: user + system, kilobytes, output });
      }
    });
  });
}

function describe(format, path) {
  const gigabytes = (statSync(path).size / 1e9).toFixed(2);
  const rows = ROWS.toLocaleString("en");
  process.stdout.write(
    `A ledger of ${rows} rows and ${WALLETS.toLocaleString("en")} wallets (${format}, ${gigabytes} GB) on ` +
      `${availableParallelism()} cores, ${ROUNDS} rounds in turns\n`,
  );
}

/** Measures one file with everything that can check it, and prints a table. */
async function compare(format, path, peers) {
  const alternatives = {
    "sealquote verify": () => measure(command, ["verify", "--format", "json", path]),
    "  on one thread": () => measure(command, ["verify", "--threads", "1", "--format", "json", path]),
  };
  if (peers !== null) {
    alternatives[`DuckDB ${peers.duckdb}`] = () => measure(peers.python, [script("verify_duckdb.py"), path]);
    alternatives[`Polars ${peers.polars}`] = () => measure(peers.python, [script("verify_polars.py"), path]);
  }
  alternatives["sealquote statement: read, added up"] = () => measure(command, ["statement", "--format", "json", path]);
  if (format !== "Parquet") {
    alternatives["wc -l: read, lines counted"] = () => measure("wc", ["-l", path]);
  }
  describe(format, path);
  // Once without counting: the file is read into the cache of the system.
  await takeTurns(alternatives, 1);
  const measured = await takeTurns(alternatives, ROUNDS);
  const medians = Object.entries(measured).map(([name, runs]) => {
    const of = (what) => median(runs.map((one) => one[what]));
    return { name, seconds: of("seconds"), busy: of("busy"), kilobytes: of("kilobytes") };
  });
  const [ours, alone] = medians;
  const times = (one, other) => `${(one / other).toFixed(2)} ×`;
  const rows = medians.map(({ name, seconds, busy, kilobytes }) => [
    name,
    `${seconds.toFixed(2)} s`,
    `${busy.toFixed(2)} s`,
    `${(ROWS / seconds / 1e6).toFixed(2)} M`,
    times(seconds, ours.seconds),
    `${(kilobytes / 1024).toFixed(0)} MB`,
    times(kilobytes, ours.kilobytes),
  ]);
  printTable(["", "median", "of all cores", "rows a second", "time to sealquote", "peak memory", "to sealquote"], rows);
  const others = medians.filter(({ name }) => /^(DuckDB|Polars)/.test(name));
  if (others.length > 0) {
    const faster = others.reduce((one, other) => (other.seconds < one.seconds ? other : one));
    process.stdout.write(
      `  ${faster.name} is the faster of the others: ${times(faster.seconds, ours.seconds)} the time of sealquote, ` +
        `${times(faster.kilobytes, ours.kilobytes)} its memory.\n`,
    );
  }
  process.stdout.write(`  One thread takes ${times(alone.seconds, ours.seconds)} the time of ${availableParallelism()}.\n\n`);
}

mkdirSync(cache, { recursive: true });
const ledger = await needLedger();
const peers = await needPeers();
if (peers === null) {
  process.stdout.write("DuckDB and Polars could not be installed from PyPI, so nothing stands beside the command.\n");
}
await compare("NDJSON", ledger, peers);
for (const [format, path] of Object.entries(peers === null ? {} : await needTables(peers.python, ledger))) {
  await compare(format, path, peers);
}
if (process.platform === "linux" && PIPED > 0) {
  await watchPiped(command, { rows: PIPED, wallets: WALLETS, seed: SEED });
}
