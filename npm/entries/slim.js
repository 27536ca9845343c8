// The entry `sealquote/slim`: the main one without its module, which the caller brings.

import { notCompiled, provide, start } from "../quotes.js";
import { compile, take, takeNow } from "../source/given.js";

provide({ compile, compileLater: compile });

export * from "./face.js";

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
