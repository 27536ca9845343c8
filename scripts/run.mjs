// Running the tools of the build, with a line of progress for each.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** A failure that is told in one sentence, without a stack. */
export class Stop extends Error {}

/** Runs a command in the checkout; what it prints is shown when it fails, or as it comes when `live`. */
export function run(command, args, { live = false, env = {}, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      // Where the rest of the build looks, whatever the machine's own settings are.
      env: { ...process.env, CARGO_TARGET_DIR: join(root, "target"), ...env },
      stdio: ["ignore", live ? "inherit" : "pipe", live ? "inherit" : "pipe"],
    });
    let printed = "";
    let output = "";
    child.stdout?.on("data", (chunk) => ((output += chunk), (printed += chunk)));
    child.stderr?.on("data", (chunk) => (printed += chunk));
    child.on("error", (cause) => reject(new Stop(`\`${command}\` could not be started: ${cause.message}`)));
    child.on("close", (code, signal) => {
      if (code === 0) {
        resolve(output);
      } else {
        process.stderr.write(printed);
        reject(new Stop(`\`${command} ${args.join(" ")}\` failed (${signal ?? `exit ${code}`})`));
      }
    });
  });
}

/** Whether a command answers. */
export async function answers(command, args = ["--version"]) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.on("error", () => resolve(null));
    child.on("close", (code) => resolve(code === 0 ? output.trim() : null));
  });
}

/** Does a piece of work under a name, and says how long it took. */
export async function step(name, work) {
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  const live = process.stderr.isTTY && !process.env.CI;
  const tick = live
    ? setInterval(() => process.stderr.write(`\r\x1b[2K  ${name} … ${seconds()}`), 200)
    : process.stderr.write(`  ${name} …\n`) && undefined;
  try {
    return await work();
  } finally {
    clearInterval(tick);
    process.stderr.write(`${live ? "\r\x1b[2K" : ""}  ${name}: ${seconds()}\n`);
  }
}

/** Runs a script's main function; a `Stop` ends it with one sentence. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    process.stderr.write(error instanceof Stop ? `\n${error.message}\n` : `\n${error.stack}\n`);
    process.exitCode = 1;
  }
}
