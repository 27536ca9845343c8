// How an input is refused, and where: what every reader of one says in the same way.

import { SealquoteError } from "./error.js";

export function refuse(code, path, message, options) {
  throw new SealquoteError({ code, message, path }, options);
}

/** What may be given, in words. */
export function listed(names) {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.pop();
  return quoted.length > 0 ? `${quoted.join(", ")} or ${last}` : last;
}

/** The JSON Pointer of what a key or a place leads to. */
export function below(path, step) {
  return `${path}/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

export const NOT_PLAIN = "expected a plain object, got something else";

/** The keys of an object; what is in a map, in another list, or in a price book stands under none. */
export function keysOf(object) {
  if (typeof object !== "object" || Symbol.iterator in object || object.afford?.call) refuse("INVALID_TYPE", "", `${NOT_PLAIN}; convert it`);
  return Object.keys(object);
}

/** The options of a call, each read once. A misspelt one would mean nothing, and nobody would see it. */
export function optionsOf(options, known) {
  const given = { __proto__: null };
  for (const key of reading("", () => keysOf(options ?? {}))) {
    if (!known.includes(key)) {
      refuse("UNKNOWN_KEY", below("", key), `unknown key \`${key}\`; use ${listed(known)}`);
    }
    given[key] = reading(below("", key), () => options[key]);
  }
  return given;
}

export const NOT_A_BOOK = "not a price book; give what `PriceBook.parse` or `PriceBook.builtin` answered";

/** A price book, by what it can do: one of the CommonJS build is one too, and of another class. A proxy of one can do nothing. */
export function asBook(book, path) {
  const afford = reading(path, () => typeof book?.afford);
  try {
    if (afford === "function" && typeof book.unit === "string") return book;
  } catch {}
  refuse("INVALID_TYPE", path, NOT_A_BOOK);
}

/** Does what may run somebody else's code; what that throws is told with the place. */
export function reading(path, work) {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof SealquoteError) throw cause;
    refuse("UNREADABLE", path, "reading this value threw an error; give plain data", { cause });
  }
}
