// The entry `sealquote/slim`: the main one without its module, which the caller brings.

import { notCompiled, start } from "./engine.js";
import { take, takeNow } from "./source/given.js";

export * from "./index.js";

export async function init(source) {
  try {
    await take(source);
  } catch (cause) {
    throw notCompiled(cause);
  }
  start();
}

export function initSync(source) {
  try {
    takeNow(source);
  } catch (cause) {
    throw notCompiled(cause);
  }
  start();
}
