// Chromium, Firefox, and a server of what a test hands out, for tests that need no more than that.

import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import puppeteer from "puppeteer-core";

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** A browser with a profile of its own. */
export async function launch() {
  const profile = await mkdtemp(join(tmpdir(), "sealquote-browser-"));
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    userDataDir: profile,
    args: FLAGS,
  });
  const close = async () => {
    await browser.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return { browser, close };
}

/** Firefox, with a profile of its own as well. */
export async function launchFirefox() {
  const executablePath = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
  const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
  return { browser, close: () => browser.close() };
}

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};

/** A server of what `contents` answers for a path, `undefined` for what there is not; `policy` in the address is sent. */
export async function serveContents(contents) {
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    const found = await contents(pathname).catch(() => undefined);
    const policy = searchParams.get("policy");
    const type = pathname === "/" ? TYPES[".html"] : (TYPES[extname(pathname)] ?? "application/octet-stream");
    const headers = { "content-type": type, ...(policy === null ? {} : { "content-security-policy": policy }) };
    response.writeHead(found === undefined ? 404 : 200, headers).end(found);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const close = () => new Promise((closed) => (server.close(closed), server.closeAllConnections()));
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}
