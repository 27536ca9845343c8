// A plain copy of whatever a caller hands over, made before any of it reaches the module: a getter that
// throws or lies, a proxy, a cycle or a polluted prototype does its harm here, where it is an error with
// a path, and not half-way through a call into WebAssembly.

import { SealquoteError } from "./error.js";

const MAX_DEPTH = 64;
const MAX_KEYS = 1_000;
const MAX_ELEMENTS = 100_000;
const MAX_VALUES = 2_000_000;

export function snapshot(input) {
  return copy(input, "", 0, { left: MAX_VALUES });
}

/** A plain copy of some of an array's elements; a budget for each such part, since no two are held at a time. */
export function snapshotPart(array, first, end) {
  const budget = { left: MAX_VALUES };
  return copyElements(array, "", first, end, 0, budget);
}

function copy(value, path, depth, budget) {
  if (budget.left-- === 0) {
    refuse("LIMIT_EXCEEDED", "", `more than ${MAX_VALUES} values; split the input`);
  }
  switch (typeof value) {
    case "number":
    case "boolean":
      return value;
    case "string":
      return wellFormed(value, path);
    case "undefined":
      return null;
    case "object":
      return value === null ? null : copyObject(value, path, depth, budget);
    default:
      return refuse("INVALID_TYPE", path, `expected JSON data, got a ${typeof value}`);
  }
}

function copyObject(value, path, depth, budget) {
  if (depth === MAX_DEPTH) {
    refuse("TOO_DEEP", "", `nested deeper than ${MAX_DEPTH} levels; flatten it`);
  }
  if (read(path, () => Array.isArray(value))) {
    return copyArray(value, path, depth, budget);
  }
  if (read(path, () => value instanceof Date)) {
    return read(path, () => instant(value));
  }
  if (read(path, () => value instanceof Map || value instanceof Set)) {
    refuse("INVALID_TYPE", path, "expected a plain object, got a Map or a Set; convert it");
  }
  const keys = read(path, () => Object.keys(value));
  if (keys.length > MAX_KEYS) {
    refuse("LIMIT_EXCEEDED", path, `\`${keys.length}\` keys; the limit is ${MAX_KEYS}`);
  }
  // Without a prototype `__proto__` is a key like any other.
  const plain = Object.create(null);
  for (const key of keys) {
    const below = `${path}/${wellFormed(key, path).replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const field = read(below, () => value[key]);
    if (field !== undefined) {
      plain[key] = copy(field, below, depth + 1, budget);
    }
  }
  return plain;
}

function copyArray(value, path, depth, budget) {
  const length = read(path, () => Number(value.length));
  if (!(length <= MAX_ELEMENTS)) {
    refuse("LIMIT_EXCEEDED", path, `\`${length}\` elements; the limit is ${MAX_ELEMENTS}`);
  }
  return copyElements(value, path, 0, length, depth, budget);
}

function copyElements(value, path, first, end, depth, budget) {
  const plain = [];
  for (let index = first; index < end; index++) {
    const below = `${path}/${index}`;
    plain.push(copy(read(below, () => value[index]), below, depth + 1, budget));
  }
  return plain;
}

/** A `Date` as text; one that is none stays text too, and is refused as an instant where it stands. */
function instant(date) {
  return Number.isNaN(Date.prototype.getTime.call(date)) ? "Invalid Date" : Date.prototype.toISOString.call(date);
}

/** Whether no half of a character stands alone; the platform's own look, where it has one, is the faster. */
export const isWellFormed =
  typeof String.prototype.isWellFormed === "function" ? (text) => text.isWellFormed() : (text) => !/\p{Surrogate}/u.test(text);

// A lone surrogate has no UTF-8, so Rust could only be told something else than was said.
function wellFormed(text, path) {
  if (!isWellFormed(text)) {
    refuse("INVALID_VALUE", path, "text with half a character (a lone surrogate); remove it");
  }
  return text;
}

function read(path, get) {
  try {
    return get();
  } catch (cause) {
    const message = "reading this value threw an error; give plain data";
    throw new SealquoteError({ code: "UNREADABLE", message, path }, { cause });
  }
}

function refuse(code, path, message) {
  throw new SealquoteError({ code, message, path });
}
