// The module that the caller brings, in any of the ways in which one comes by it.

import build from "sealquote:build";
import { SealquoteError } from "../quotes.js";

/** The custom section that says which build a module is of. */
const SECTION = "sealquote";

let given;

export const compile = () => given;

/** Takes a module, or the bytes of one. */
export function takeNow(source) {
  given ??= checked(isModule(source) ? source : new WebAssembly.Module(source));
}

/** Takes a module in any form, or the promise of one. */
export async function take(source) {
  if (given === undefined) {
    const compiled = await compiledFrom(await source);
    given ??= checked(compiled);
  }
}

async function compiledFrom(source) {
  if (isModule(source)) {
    return source;
  }
  const answer = typeof source === "string" || source?.href !== undefined ? await fetch(source) : source;
  if (typeof answer?.arrayBuffer !== "function") {
    return WebAssembly.compile(answer);
  }
  if (answer.ok === false) {
    throw new TypeError(`\`${answer.url}\` was answered by ${answer.status}`);
  }
  return WebAssembly.compile(await answer.arrayBuffer());
}

/** Not by its class: what a platform compiled may be of another realm. */
function isModule(source) {
  return Object.prototype.toString.call(source) === "[object WebAssembly.Module]";
}

function checked(module) {
  const [section] = WebAssembly.Module.customSections(module, SECTION);
  if (section === undefined || String.fromCharCode(...new Uint8Array(section)) !== build) {
    const message = "not the module of this version; give `quote.wasm` of the package that this code is of";
    throw new SealquoteError({ code: "NOT_COMPILED", message, path: "" });
  }
  return module;
}
