// Everything that has to hold, in the order in which a mistake is found soonest.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { build } from "./build.mjs";
import { answers, main, root, run, step, Stop } from "./run.mjs";
import { needBasics, needBindgen, needBrowser, needPostgres, needTarget, withBindgen } from "./tools.mjs";

const TARGET = "wasm32-unknown-unknown";
const DENY = ["--", "-D", "warnings"];
const NODE_TESTS = ["tests/node", "tests/browser", "tests/page", "tests/docs", "tests/consumers", "tests/samples"];

/** Part of the toolchain, but not of every installation of it. */
async function needComponent(name) {
  if ((await answers("cargo", [name, "--version"])) !== null) return;
  const component = name === "fmt" ? "rustfmt" : name;
  if ((await answers("rustup")) === null) {
    throw new Stop(`\`cargo ${name}\` is needed, and there is no \`rustup\` here to add it with: install ${component}.`);
  }
  await step(`Rust component ${component}`, () => run("rustup", ["component", "add", component]));
}

/** How many tests passed, by what the runners print. */
function passed(output) {
  const counts = [...output.matchAll(/^test result: ok\. (\d+) passed|^\S+ pass (\d+)$/gm)];
  return counts.reduce((sum, [, rust, node]) => sum + Number(rust ?? node), 0);
}

/** A step that runs tests; a runner that found none to run has failed. */
async function tests(name, command, args, options) {
  const count = passed(await step(name, () => run(command, args, options)));
  if (count === 0) throw new Stop(`No test ran in \`${name}\`.`);
  return count;
}

function nodeTests() {
  const files = NODE_TESTS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder)).filter((name) => name.endsWith(".test.mjs")).map((name) => `${folder}/${name}`),
  );
  return files.sort();
}

await main(async () => {
  const began = performance.now();
  await needBasics();
  await needComponent("fmt");
  await needComponent("clippy");
  await needTarget();
  const bindgen = withBindgen(await needBindgen());
  const browser = await needBrowser();
  await needPostgres();

  await step("format", () => run("cargo", ["fmt", "--all", "--check"]));
  await step("lints", () => run("cargo", ["clippy", "--workspace", "--all-targets", ...DENY]));
  await step("lints of the boundary", async () => {
    for (const features of [[], ["--features", "full"]]) {
      await run("cargo", ["clippy", "--package", "sealquote", "--lib", "--tests", "--target", TARGET, ...features, ...DENY]);
    }
  });
  const core = await tests("core and verifier", "cargo", ["test", "--workspace", "--quiet", "--no-fail-fast"]);
  await step("documentation", () =>
    run("cargo", ["doc", "--no-deps", "--workspace"], { env: { RUSTDOCFLAGS: "-Dwarnings" } }),
  );
  await build();
  const boundary = ["test", "--package", "sealquote", "--target", TARGET, "--test", "boundary"];
  const inNode = await tests("boundary in Node", "cargo", boundary, { env: bindgen });
  const inBrowser = await tests("boundary in Chromium", "cargo", boundary, {
    env: { ...bindgen, ...browser, WASM_BINDGEN_USE_BROWSER: "1" },
  });
  // The samples are checked by the command as it is released.
  await step("verifier, released", () => run("cargo", ["build", "--release", "--package", "sealquote-verifier"]));
  const inParallel = ["--test", "--test-reporter=spec", "--test-concurrency=2", ...nodeTests()];
  const node = await tests("package, page and samples", process.execPath, inParallel, { env: browser });

  const seconds = Math.round((performance.now() - began) / 1000);
  process.stdout.write(
    `\n${core} tests of the core and the verifier, ${inNode} of the boundary in Node and ${inBrowser} in Chromium, ` +
      `${node} of the package, the page and the samples, in ${seconds} s\n` +
      `${core + inNode + inBrowser + node} passed, 0 failed\n`,
  );
});
