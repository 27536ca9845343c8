// How the resident memory of `sealquote verify` goes on while rows come through a pipe.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { root } from "../scripts/run.mjs";
import { printTable } from "./rounds.mjs";

const NEWLINE = 10;
/** What is resident after so many rows is what the rest is held against. */
const FIRST = 1_000_000;

/** The resident memory of a process in megabytes. */
function resident(pid) {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(kilobytes?.[1] ?? 0) / 1024;
}

function countLines(chunk) {
  let count = 0;
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) {
    count += 1;
  }
  return count;
}

/** Pipes a ledger that is made on the way into a check, and prints what memory that takes from million to million. */
export async function watchPiped(command, { rows, wallets, seed }) {
  const args = ["--rows", rows, "--wallets", wallets, "--seed", seed, "--format", "ndjson", "--out", "/dev/stdout"];
  // A stream of Node's own is a socket, which cannot be opened by a name: `cat` makes a pipe of it.
  const generate = [process.execPath, "samples/generate.mjs", ...args.map(String)];
  const source = spawn("sh", ["-c", '"$@" | cat', "sh", ...generate], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const check = spawn(command, ["verify", "--format", "json", "-"], { stdio: ["pipe", "ignore", "inherit"] });
  const ended = new Promise((resolve, reject) => {
    check.on("error", reject);
    check.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`the check ended with ${code}`))));
  });
  const noted = [];
  let passed = 0;
  let next = FIRST;
  for await (const chunk of source.stdout) {
    if (!check.stdin.write(chunk)) {
      await new Promise((resolve) => check.stdin.once("drain", resolve));
    }
    passed += countLines(chunk);
    if (passed >= next || passed >= rows) {
      noted.push({ rows: passed, megabytes: resident(check.pid) });
      next = passed >= 10 * FIRST ? next + 10 * FIRST : next + FIRST;
    }
  }
  check.stdin.end();
  await ended;
  if (passed !== rows) {
    throw new Error(`${passed} rows came instead of ${rows}`);
  }
  const [first] = noted;
  process.stdout.write(`Resident memory while ${rows.toLocaleString("en")} rows come through a pipe\n`);
  const table = noted.map(({ rows, megabytes }) => [
    `after ${rows.toLocaleString("en")} rows`,
    `${megabytes.toFixed(1)} MB`,
    `${(megabytes - first.megabytes).toFixed(1)} MB`,
  ]);
  printTable(["", "resident", "since the first million"], table);
}
