// Measurements beside what else one could use; nothing here fails for being slow.

import { existsSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { build } from "./build.mjs";
import { main, root, run, step } from "./run.mjs";
import { needBrowser } from "./tools.mjs";

await main(async () => {
  await build();
  await step("the command `sealquote`", () => run("cargo", ["build", "--release", "-p", "sealquote-verifier"]));
  process.stdout.write(`Load of this machine before: ${loadavg().map((load) => load.toFixed(2)).join(", ")}\n\n`);
  const names = process.argv.length > 2 ? process.argv.slice(2) : ["quote", "peers", "many", "statement", "consumption", "load", "verify"];
  if (names.includes("peers") && !existsSync(join(root, "benches", "node_modules"))) {
    await step("the engines to compare with", () => run("npm", ["install", "--no-save", "--no-audit", "--no-fund"], { cwd: join(root, "benches") }));
  }
  // `packages` is asked for by name: it installs what it compares with, and a browser runs it.
  const browser = names.includes("packages") ? await needBrowser() : {};
  for (const name of names) {
    await run(process.execPath, [join("benches", `${name}.mjs`)], { env: browser, live: true });
  }
});
