// The entry `sealquote/slim`: the main one without its module, which the caller brings.

import { SealquoteError, provide, start } from "../quotes.js";
import { compile, take, takeNow } from "../source/given.js";

provide({ compile, compileLater: compile });

export * from "./face.js";

export async function init(source) {
  try {
    await take(source);
  } catch (cause) {
    throw refused(cause);
  }
  start();
}

export function initSync(source) {
  try {
    takeNow(source);
  } catch (cause) {
    throw refused(cause);
  }
  start();
}

/** What was wrong with what the caller brought, as what is told. */
function refused(cause) {
  if (cause instanceof SealquoteError) {
    return cause;
  }
  const message =
    `no module was made of this: ${cause?.message}; give the bytes, the address or the compiled module of \`sealquote/quote.wasm\`, ` +
    "let the content security policy allow `'wasm-unsafe-eval'` in `script-src`, and where nothing is compiled use `sealquote/js`";
  return new SealquoteError({ code: "NOT_COMPILED", message, path: "" }, { cause });
}
