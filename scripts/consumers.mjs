// The tarball in more places than `npm test` tries: bundlers, runtimes and test runners, installed in a folder of their own.

import { cp, mkdir, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { build } from "./build.mjs";
import { main, root, run, step } from "./run.mjs";
import { needBrowser, needFirefox } from "./tools.mjs";

const from = join(root, "tests", "consumers", "matrix");
const to = join(root, "target", "consumers");

/** Installs what the lock file says, unless that was done. */
async function needConsumers() {
  const timeOf = async (path) => (await stat(path).catch(() => ({ mtimeMs: 0 }))).mtimeMs;
  const installed = join(to, "node_modules", ".package-lock.json");
  if ((await timeOf(installed)) >= (await timeOf(join(from, "package-lock.json")))) return;
  await mkdir(to, { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) await cp(join(from, name), join(to, name));
  await step("bundlers, runtimes and test runners", () => run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: to }));
  await utimes(installed, new Date(), new Date());
}

await main(async () => {
  await build();
  const browser = { ...(await needBrowser()), ...(await needFirefox()) };
  await needConsumers();
  const tests = ["matrix", "recipes", "reproduced"].map((name) => join(from, `${name}.test.mjs`));
  await run(process.execPath, ["--test", "--test-reporter=spec", "--test-concurrency=1", ...tests], { env: browser, live: true });
});
