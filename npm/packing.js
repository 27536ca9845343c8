// An envelope as numbers: one set of methods a signer, one bit a method. Whatever is not recognised here
// goes the slow way, through the module's own reader, which owns every error message.

import { isWellFormed } from "./snapshot.js";

const MOST_SIGNERS = 100_000;
const MOST_CHOICES = 1_000;

/** Bits of a method name, or 0. `names` is short: looking along it beats a hash. */
function bitsOf(name, version) {
  const { names } = version;
  for (let number = 0; number < names.length; number++) {
    if (names[number] === name) {
      return 1 << number;
    }
  }
  return name === "any" ? version.all : 0;
}

function isCount(value) {
  return value === undefined || (Number.isSafeInteger(value) && value >= 0);
}

// An engine knows this property from an object's shape, where it would have to call the function; not every
// platform has the property.
const hasProto = "__proto__" in Object.prototype;

const empty = {};

/** Whether a key that is left out would be found further up all the same. */
function isPolluted() {
  return (
    empty.signers !== undefined ||
    empty.documents !== undefined ||
    empty.megabytes !== undefined ||
    empty.method !== undefined ||
    empty.role !== undefined ||
    empty.id !== undefined
  );
}

function isId(value) {
  return value === undefined || (typeof value === "string" && isWellFormed(value));
}

// What is no object literal, or the like, is left to the slow way, so that both agree. The checks stand
// twice because an engine remembers the shapes that it meets for each place of the code. The loops see the
// keys of `Object.prototype` too, but none of those named here is one: that would be pollution.

function isPlainEnvelope(object) {
  if (typeof object !== "object" || object === null) {
    return false;
  }
  if ((hasProto ? object.__proto__ : Object.getPrototypeOf(object)) !== Object.prototype) {
    return false;
  }
  for (const key in object) {
    if (key !== "signers" && key !== "id" && key !== "documents" && key !== "megabytes") {
      return false;
    }
  }
  return true;
}

function isPlainSigner(object) {
  if (typeof object !== "object" || object === null) {
    return false;
  }
  if ((hasProto ? object.__proto__ : Object.getPrototypeOf(object)) !== Object.prototype) {
    return false;
  }
  for (const key in object) {
    if (key !== "method" && key !== "id" && key !== "role") {
      return false;
    }
  }
  return true;
}

/**
 * Writes the signers of an envelope into the module's memory.
 *
 * @returns {number} how many there are, or -1 for what has to be read the slow way
 */
export function pack(envelope, version, room) {
  if (isPolluted() || !isPlainEnvelope(envelope)) {
    return -1;
  }
  const { id, signers } = envelope;
  if (!isId(id) || !Array.isArray(signers)) {
    return -1;
  }
  // Read once: the length that a proxy gives is written past the room's end if it is another one later.
  const count = signers.length;
  if (!Number.isInteger(count) || count < 0 || count > MOST_SIGNERS) {
    return -1;
  }
  const masks = room(count);
  for (let index = 0; index < count; index++) {
    const bits = signerBits(signers[index], version);
    if (bits < 0) {
      return -1;
    }
    masks[index] = bits;
  }
  return count;
}

/** The methods of one signer; 0 for one who does not sign, -1 for what is not recognised. */
function signerBits(signer, version) {
  if (!isPlainSigner(signer)) {
    return -1;
  }
  const { id, role, method } = signer;
  if (!isId(id)) {
    return -1;
  }
  const signs = role === undefined || role === "signer";
  if (!signs && role !== "approver" && role !== "cc") {
    return -1;
  }
  let bits = 0;
  if (typeof method === "string") {
    bits = bitsOf(method, version);
  } else if (Array.isArray(method)) {
    const choices = method.length;
    if (!(choices <= MOST_CHOICES)) {
      return -1;
    }
    for (let index = 0; index < choices; index++) {
      const name = method[index];
      const one = name === "any" ? 0 : bitsOf(name, version);
      if (one === 0) {
        return -1;
      }
      bits |= one;
    }
  } else if (method === undefined && !signs) {
    return 0;
  }
  return bits === 0 ? -1 : signs ? bits : 0;
}

/** A count of documents or megabytes, or -1 for what has to be read the slow way. */
export function packCount(value, otherwise) {
  return isCount(value) ? (value ?? otherwise) : -1;
}
