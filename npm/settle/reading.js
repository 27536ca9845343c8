// Reading a history: what is well-formed is read in place, once; whatever is not is told with the way to it.

import { below, listed, refuse } from "../refusing.js";
import { isWellFormed, MAX_ELEMENTS, PLAIN } from "../snapshot.js";

export function checkObject(value, path) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    refuse("INVALID_TYPE", path, `expected an object, got ${kindOf(value)}; give an object`);
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== PLAIN) {
    refuse("INVALID_TYPE", path, "expected a plain object; give plain data");
  }
}

export function checkArray(value, path) {
  if (!Array.isArray(value)) {
    refuse("INVALID_TYPE", path, `expected an array, got ${kindOf(value)}; give an array`);
  }
  if (!(value.length <= MAX_ELEMENTS)) {
    refuse("LIMIT_EXCEEDED", path, `\`${value.length}\` elements; the limit is ${MAX_ELEMENTS}`);
  }
}

/** A field that has to be there, and to be text. */
export function required(value, path, key) {
  if (value === undefined) {
    refuse("MISSING_KEY", `${path}/${key}`, `\`${key}\` is missing; add it`);
  }
  return optional(value, path, key);
}

/** A field that is text if it is there. */
export function optional(value, path, key) {
  if (value !== undefined && (typeof value !== "string" || !isWellFormed(value))) {
    refuse("INVALID_TYPE", `${path}/${key}`, `expected a string, got ${kindOf(value)}; give a string`);
  }
  return value;
}

/** Where a text stands in a list of all that it may be. */
export function placeAmong(names, value, path, key) {
  const place = names.indexOf(required(value, path, key));
  if (place < 0) {
    refuse("INVALID_VALUE", `${path}/${key}`, `\`${value}\` has no meaning here; use ${listed(names)}`);
  }
  return place;
}

/** Refuses the first key of an object that is not among those known. */
export function refuseUnknown(value, path, known) {
  for (const key in value) {
    if (value[key] !== undefined && !known.includes(key)) {
      refuse("UNKNOWN_KEY", below(path, key), `unknown key \`${key}\`; remove it or use one of ${listed(known)}`);
    }
  }
}

function kindOf(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
