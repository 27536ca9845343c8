// A small server for the live preview: `www` at the root; the documentation, the built package, samples and the libraries of the pages beneath it.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { root, Stop } from "./run.mjs";

/** Folders of the checkout that are served under their own names. */
const SHARED = ["/pkg/", "/samples/", "/tests/vectors/", "/node_modules/uplot/dist/", "/node_modules/d3-dsv/dist/"];

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".ndjson": "application/x-ndjson; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** The file that a request is for, or null when it is outside of what is served. */
function fileFor(url) {
  let path;
  try {
    path = decodeURIComponent(new URL(url, "http://localhost").pathname);
  } catch {
    return null;
  }
  if (path.endsWith("/")) path += "index.html";
  const folder = normalize(path).startsWith("/docs/") ? join(root, "target") : SHARED.some((shared) => normalize(path).startsWith(normalize(shared))) ? root : join(root, "www");
  const file = normalize(join(folder, path));
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? file : null;
}

async function respond(request, response) {
  const file = request.method === "GET" || request.method === "HEAD" ? fileFor(request.url) : null;
  const about = file && (await stat(file).catch(() => null));
  if (!about?.isFile()) {
    response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("There is nothing here.\n");
    return;
  }
  response.writeHead(200, {
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    "content-length": about.size,
    "cache-control": "no-cache",
  });
  if (request.method === "HEAD") {
    response.end();
  } else {
    createReadStream(file).on("error", () => response.destroy()).pipe(response);
  }
}

/** Serves on loopback; port 0 takes any that is free. */
export function serve({ port }) {
  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      const taken = cause.code === "EADDRINUSE";
      reject(taken ? new Stop(`Port ${port} is taken: set PORT to another one.`) : cause);
    });
    server.listen(port, "127.0.0.1", () => {
      const close = () => new Promise((done) => (server.close(done), server.closeAllConnections()));
      resolve({ origin: `http://127.0.0.1:${server.address().port}`, close });
    });
  });
}
