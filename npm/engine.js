// The one instance of an entry's module: compiled on first use, thrown away after a trap.

import { __wbg_reset_state as restart, initSync } from "sealquote:glue";
import packed from "sealquote:module";
import unpacker from "sealquote:unpacker";
import { SealquoteError } from "./error.js";

let compiled;
let exports;
/** Counts instances, so that what was loaded into one is not looked for in the next. */
let generation = 0;

/** The module's bytes, which another one, small enough to be carried as it is, unpacks. */
function bytes() {
  const from = fromText(packed);
  const length = new DataView(from.buffer, from.byteOffset).getUint32(0, true);
  const { memory, unpack, __heap_base } = new WebAssembly.Instance(new WebAssembly.Module(fromText(unpacker))).exports;
  const at = __heap_base.value;
  const to = at + from.length;
  memory.grow((from.length + length + 0xffff) >>> 16);
  new Uint8Array(memory.buffer).set(from, at);
  unpack(at + 4, from.length - 4, to, length);
  return new Uint8Array(memory.buffer, to, length);
}

function fromText(text) {
  if (globalThis.Buffer !== undefined) {
    return Buffer.from(text, "base64");
  }
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = characters.charCodeAt(at);
  }
  return bytes;
}

function start() {
  try {
    compiled ??= new WebAssembly.Module(bytes());
  } catch (cause) {
    throw notCompiled(cause);
  }
  exports = initSync({ module: compiled });
}

function notCompiled(cause) {
  const message =
    "this environment did not compile the WebAssembly module; call `await init()` first, and in a " +
    "page with a content security policy allow `'wasm-unsafe-eval'` in `script-src`";
  return new SealquoteError({ code: "NOT_COMPILED", message, path: "" }, { cause });
}

/** Compiles the module without blocking. Nothing needs it; a page may want it before the first quote. */
export async function init() {
  if (exports === undefined) {
    try {
      compiled ??= await WebAssembly.compile(bytes());
    } catch (cause) {
      throw notCompiled(cause);
    }
    instance();
  }
}

/** The number of the present instance, which there is from here on. */
export function instance() {
  if (exports === undefined) {
    start();
  }
  return generation;
}

/** The memory of the present instance. */
export function memory() {
  return exports.memory.buffer;
}

/** Calls into the module; whatever goes wrong comes out as a `SealquoteError`. */
export function guarded(call) {
  try {
    return call();
  } catch (error) {
    throw asSealquoteError(error);
  }
}

function asSealquoteError(error) {
  if (error instanceof SealquoteError) {
    return error;
  }
  // The larger module throws its errors, some as text and some as objects.
  const refused = typeof error === "string" ? JSON.parse(error) : error;
  if (typeof refused?.code === "string") {
    return new SealquoteError(refused);
  }
  // An instance that trapped is dead; the next call gets a new one of the same module.
  generation += 1;
  restart();
  const message = "the module failed, which is a defect of Sealquote; please report it";
  return new SealquoteError({ code: "INTERNAL", message, path: "" }, { cause: error });
}
