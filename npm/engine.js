// The one instance of an entry's module: compiled on first use, thrown away after a trap.

import { __wbg_reset_state as restart, initSync } from "sealquote:glue";
import { compile, compileLater } from "sealquote:source";
import { SealquoteError } from "./error.js";

let compiled;
let exports;
/** Counts instances, so that what was loaded into one is not looked for in the next. */
let generation = 0;
/** Whether the instance that there was is dead. */
let dead = false;

/** Starts an instance, unless one is running. */
export function start() {
  if (exports === undefined) {
    try {
      compiled ??= compile();
      if (dead) {
        restart();
      }
      exports = initSync({ module: compiled });
      dead = false;
    } catch (cause) {
      throw notCompiled(cause);
    }
  }
}

/** What went wrong before there was an instance, as what is told. */
function notCompiled(cause) {
  if (cause instanceof SealquoteError) {
    return cause;
  }
  const message =
    "WebAssembly was not compiled; call `await init()` first, let the content security policy allow " +
    "`'wasm-unsafe-eval'` in `script-src`, where only files are compiled use `sealquote/slim`, and where nothing is `sealquote/js`";
  return new SealquoteError({ code: "NOT_COMPILED", message, path: "" }, { cause });
}

/** Compiles the module without blocking. Nothing needs it; a page may want it before the first quote. */
export async function init() {
  try {
    compiled ??= await compileLater();
  } catch (cause) {
    throw notCompiled(cause);
  }
  start();
}

/** The number of the present instance, which there is from here on. */
export function instance() {
  start();
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
  discard();
  const message = "the module failed, which is a defect of Sealquote; please report it";
  return new SealquoteError({ code: "INTERNAL", message, path: "" }, { cause: error });
}

/** An instance that trapped is dead; the next call gets a new one of the same module. */
function discard() {
  generation += 1;
  exports = undefined;
  dead = true;
}
