// The module by a way that another file of the package knows, of which there may be several.

import { memory } from "../engine.js";
import { SealquoteError } from "../error.js";

const ways = [];
/** Whether memory is JavaScript's own: when it grows, it is another buffer, and the old one stays readable. */
let translated = false;

/** Takes a way to come by the module: what it answers is nothing while there is none. */
export function provide(way) {
  ways.push(way);
}

export function compile() {
  return found(ways.map((way) => way.compile()).find(Boolean));
}

export async function compileLater() {
  for (const way of ways) {
    const module = await way.compileLater();
    if (module !== undefined) return found(module);
  }
  return found();
}

function found(module) {
  if (module === undefined) {
    const message = "there is no module yet; call `await init(source)` or `initSync(source)` with `sealquote/quote.wasm` first";
    throw new SealquoteError({ code: "NOT_COMPILED", message, path: "" });
  }
  translated = typeof module === "function";
  return module;
}

export const isStale = (view) => view.length === 0 || (translated && view.buffer !== memory());
