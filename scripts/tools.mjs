// What the build and the tests need, and how each is had when it is missing.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, rename, rm, utimes } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { answers, root, run, step, Stop } from "./run.mjs";

const TARGET = "wasm32-unknown-unknown";
const NODE_LEAST = [20, 19];

/** Where built tools are kept between checkouts; losing it costs only time. */
const cache =
  process.env.SEALQUOTE_CACHE ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "sealquote");

export const bin = (name) => join(root, "node_modules", ".bin", name);

/** Node, Cargo, the npm dependencies: what every script needs. */
export async function needBasics() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < NODE_LEAST[0] || (major === NODE_LEAST[0] && minor < NODE_LEAST[1])) {
    throw new Stop(`Node ${NODE_LEAST.join(".")} or later is needed, and this is ${process.versions.node}.`);
  }
  if ((await answers("cargo")) === null) {
    throw new Stop("Rust is needed, and there is no `cargo` here: install it with rustup, then try again.");
  }
  await needNodeModules();
}

async function needNodeModules() {
  const lock = join(root, "package-lock.json");
  const installed = join(root, "node_modules", ".package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) {
    return;
  }
  await step("npm dependencies", async () => {
    await run("npm", ["ci", "--no-audit", "--no-fund"]);
    const now = new Date();
    await utimes(installed, now, now);
  });
}

/** The WebAssembly target of the Rust toolchain. */
export async function needTarget() {
  const sysroot = await answers("rustc", ["--print", "sysroot"]);
  if (sysroot !== null && existsSync(join(sysroot, "lib", "rustlib", TARGET))) {
    return;
  }
  await step(`Rust target ${TARGET}`, async () => {
    if ((await answers("rustup")) === null) {
      throw new Stop(`The Rust target ${TARGET} is missing, and there is no \`rustup\` here to add it with.`);
    }
    await run("rustup", ["target", "add", TARGET]);
  });
}

/** The version of the `wasm-bindgen` library, which its command has to share. */
function bindgenVersion() {
  const lock = readFileSync(join(root, "Cargo.lock"), "utf8");
  return /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(lock)[1];
}

/** The folder with `wasm-bindgen` and its test runner, at the version of the library. */
export async function needBindgen() {
  const version = bindgenVersion();
  if ((await answers("wasm-bindgen")) === `wasm-bindgen ${version}` && (await answers("wasm-bindgen-test-runner"))) {
    return "";
  }
  const home = join(cache, `wasm-bindgen-${version}`);
  if (!existsSync(join(home, "bin", "wasm-bindgen-test-runner"))) {
    // Without `--locked`: the lock file that wasm-bindgen ships names versions that are withdrawn.
    await step(`wasm-bindgen ${version} (built once, a few minutes)`, () => buildTool("wasm-bindgen-cli", version, home, ["--debug"]));
  }
  return join(home, "bin");
}

/** Builds a command that is published into a folder. */
async function buildTool(name, version, home, more) {
  // Built aside and moved into place whole: an interrupted build leaves nothing that looks finished.
  const aside = `${home}.${process.pid}`;
  await mkdir(aside, { recursive: true });
  try {
    const args = ["install", name, "--version", `=${version}`, ...more, "--root", aside];
    await run("cargo", args, { env: { CARGO_TARGET_DIR: join(aside, "target"), RUSTFLAGS: "" } });
    await rm(join(aside, "target"), { recursive: true, force: true });
    await rm(home, { recursive: true, force: true });
    await rename(aside, home);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

const DENY_VERSION = "0.20.2";

/** The path of `cargo-deny`, which no test needs and only `npm run audit` builds. */
export async function needDeny() {
  if ((await answers("cargo-deny")) === `cargo-deny ${DENY_VERSION}`) return "cargo-deny";
  const home = join(cache, `cargo-deny-${DENY_VERSION}`);
  if (!existsSync(join(home, "bin", "cargo-deny"))) {
    const args = ["--no-default-features", "--debug"];
    await step(`cargo-deny ${DENY_VERSION} (built once, a few minutes)`, () => buildTool("cargo-deny", DENY_VERSION, home, args));
  }
  return join(home, "bin", "cargo-deny");
}

/** The environment in which Cargo finds `wasm-bindgen-test-runner`. */
export const withBindgen = (folder) => ({ PATH: [folder, process.env.PATH].filter(Boolean).join(delimiter) });

/** Chromium and its driver, for the tests that need a browser. */
export async function needBrowser() {
  const browser = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const driver = process.env.CHROMEDRIVER ?? "/usr/bin/chromedriver";
  if (!existsSync(browser) || !existsSync(driver)) await needDebian(["chromium", "chromium-driver"], "CHROMIUM and CHROMEDRIVER");
  return { CHROMIUM: browser, CHROMEDRIVER: driver };
}

/** Firefox, for the places where the package is tried. */
export async function needFirefox() {
  const browser = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
  if (!existsSync(browser)) await needDebian(["firefox-esr"], "FIREFOX");
  return { FIREFOX: browser };
}

/** Installs what Debian has, where that may be, or says what variables say where it is. */
async function needDebian(packages, variables) {
  if (process.getuid?.() !== 0 || (await answers("apt-get")) === null) {
    const names = packages.map((name) => `\`${name}\``).join(" and ");
    const otherwise = variables ? `, or set ${variables} to where it is` : "";
    throw new Stop(`The tests need Debian's ${names}: install that${otherwise}.`);
  }
  await step(packages.join(" and "), async () => {
    await run("apt-get", ["update", "-qq"]);
    await run("apt-get", ["install", "-y", "--no-install-recommends", ...packages], { env: { DEBIAN_FRONTEND: "noninteractive" } });
  });
}

/** PostgreSQL's server, which the tests of the verifier start on loopback. */
export async function needPostgres() {
  const home = "/usr/lib/postgresql";
  const versions = existsSync(home) ? readdirSync(home) : [];
  if (versions.some((version) => existsSync(join(home, version, "bin", "initdb")))) return;
  await needDebian(["postgresql"]);
}
