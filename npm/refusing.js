// How an input is refused, and where: what every reader of one says in the same way.

import { SealquoteError } from "./error.js";

export function refuse(code, path, message) {
  throw new SealquoteError({ code, message, path });
}

/** The JSON Pointer of what a key or a place leads to. */
export function below(path, step) {
  return `${path}/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** Does what may run somebody else's code; what that throws is told with the place. */
export function reading(path, work, what = "this value") {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof SealquoteError) throw cause;
    const message = `reading ${what} threw an error; give plain data`;
    throw new SealquoteError({ code: "UNREADABLE", message, path }, { cause });
  }
}
