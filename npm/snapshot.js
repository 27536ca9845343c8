// A plain copy of whatever a caller hands over, made before any of it reaches the module: a getter that
// throws or lies, a proxy, a cycle or a polluted prototype does its harm here, where it is an error with
// a path, and not half-way through a call into WebAssembly.

import { SealquoteError } from "./error.js";
import { NOT_PLAIN, below, refuse } from "./refusing.js";

const MAX_DEPTH = 64;
const MAX_KEYS = 1_000;
export const MAX_ELEMENTS = 100_000;
const MAX_VALUES = 2_000_000;

/**
 * A plain copy of anything. Numbers that JSON does not have are refused, unless they may be: as `null`, which is what JSON
 * would make of them, they might mean something.
 */
export function snapshot(input, anyNumber = false) {
  return new Copier(anyNumber).all(input);
}

/** A plain copy of some of an array's elements; a budget for each such part, since no two are held at a time. */
export function snapshotPart(array, first, end) {
  return new Copier(true).part(array, first, end);
}

/** What copies are made of: it inherits nothing, so `__proto__` is a key like any other. */
function Plain() {}
Plain.prototype = Object.create(null);
export const PLAIN = Plain.prototype;

class Copier {
  #left = MAX_VALUES;
  /** The keys and places on the way to what is being read, of which the first `#depth` are meant. */
  #trail = [];
  #depth = 0;
  /** What was thrown here, and not by what is copied, which may throw anything but this. */
  #refusal = this;
  #anyNumber;

  constructor(anyNumber) {
    this.#anyNumber = anyNumber;
  }

  all(input) {
    return this.#guarded(() => this.#copy(input));
  }

  part(array, first, end) {
    return this.#guarded(() => this.#copyElements(array, first, end));
  }

  /** Whatever is thrown by what is copied is told with the way to it. */
  #guarded(copy) {
    try {
      return copy();
    } catch (cause) {
      if (cause === this.#refusal) throw cause;
      return refuse("UNREADABLE", this.#path(), "reading this value threw an error; give plain data", { cause });
    }
  }

  #copy(value) {
    if (this.#left-- === 0) {
      this.#depth = 0;
      this.#refuse("LIMIT_EXCEEDED", `more than ${MAX_VALUES} values; split the input`);
    }
    switch (typeof value) {
      case "number":
        if (!this.#anyNumber && this.#depth > 0 && !Number.isFinite(value)) {
          this.#refuse("INVALID_NUMBER", `\`${value}\` is not a whole number; give one`);
        }
        return value;
      case "boolean":
        return value;
      case "string":
        return this.#wellFormed(value);
      case "undefined":
        return null;
      case "object":
        return value === null ? null : this.#copyObject(value);
      default:
        return this.#refuse("INVALID_TYPE", `expected JSON data, got a ${typeof value}; convert it`);
    }
  }

  #copyObject(value) {
    const depth = this.#depth;
    if (depth === MAX_DEPTH) {
      this.#depth = 0;
      this.#refuse("TOO_DEEP", `nested deeper than ${MAX_DEPTH} levels; flatten it`);
    }
    if (Array.isArray(value)) {
      const length = Number(value.length);
      if (!(length <= MAX_ELEMENTS)) {
        this.#refuse("LIMIT_EXCEEDED", `\`${length}\` elements; the limit is ${MAX_ELEMENTS}`);
      }
      return this.#copyElements(value, 0, length);
    }
    if (value instanceof Date) {
      return instant(value);
    }
    // What is in it stands under no key, so it would seem empty.
    if (Symbol.iterator in value) {
      this.#refuse("INVALID_TYPE", `${NOT_PLAIN}; convert it`);
    }
    const keys = Object.keys(value);
    if (keys.length > MAX_KEYS) {
      this.#refuse("LIMIT_EXCEEDED", `\`${keys.length}\` keys; the limit is ${MAX_KEYS}`);
    }
    const plain = new Plain();
    for (const key of keys) {
      this.#wellFormed(key);
      this.#trail[depth] = key;
      this.#depth = depth + 1;
      const field = value[key];
      if (field !== undefined) {
        plain[key] = this.#copy(field);
      }
      this.#depth = depth;
    }
    return plain;
  }

  #copyElements(value, first, end) {
    const depth = this.#depth;
    const plain = [];
    this.#depth = depth + 1;
    for (let place = first; place < end; place++) {
      this.#trail[depth] = place;
      plain.push(this.#copy(value[place]));
    }
    this.#depth = depth;
    return plain;
  }

  // A lone surrogate has no UTF-8, so Rust could only be told something else than was said.
  #wellFormed(text) {
    if (!isWellFormed(text)) {
      this.#refuse("INVALID_VALUE", "text with half a character (a lone surrogate); remove it");
    }
    return text;
  }

  #path() {
    return this.#trail.slice(0, this.#depth).reduce(below, "");
  }

  #refuse(code, message) {
    this.#refusal = new SealquoteError({ code, message, path: this.#path() });
    throw this.#refusal;
  }
}

/** A `Date` as text; one that is none stays text too, and is refused as an instant where it stands. */
function instant(date) {
  return Number.isNaN(Date.prototype.getTime.call(date)) ? "Invalid Date" : Date.prototype.toISOString.call(date);
}

/** Whether no half of a character stands alone; the platform's own look, where it has one, is the faster. */
export const isWellFormed =
  typeof String.prototype.isWellFormed === "function" ? (text) => text.isWellFormed() : (text) => !/\p{Surrogate}/u.test(text);
