// An envelope as numbers: one for all of it where nothing is unusual, else a set of methods a signer, one bit
// a method. Whatever is not recognised here goes the slow way, through the module's own reader, which owns
// every error message.

import { isWellFormed } from "./snapshot.js";

const MOST_SIGNERS = 100_000;
const MOST_CHOICES = 1_000;

/** A tally counts the users of each method in so many bits, and has to be a small number of an engine's. */
const TALLY_BITS = 6;
const MOST_TALLIED_METHODS = 5;
const MOST_TALLIED_SIGNERS = (1 << TALLY_BITS) - 1;

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
 * How many signers use each method, as one number.
 *
 * Nothing else of an envelope is in its price when each signer's method is decided, and when there is one
 * document and no megabyte. Every value is read once, so that a getter cannot say one thing to the checks and
 * another to the sum.
 *
 * @returns {number} the tally, or -1 for an envelope of which it would not say all
 */
export function tally(envelope, version) {
  if (version.names.length > MOST_TALLIED_METHODS || isPolluted() || !isPlainEnvelope(envelope)) {
    return -1;
  }
  const { id, signers, documents, megabytes } = envelope;
  if (!isId(id) || !Array.isArray(signers)) {
    return -1;
  }
  if ((documents !== undefined && documents !== 1) || (megabytes !== undefined && megabytes !== 0)) {
    return -1;
  }
  const count = signers.length;
  if (!(count <= MOST_TALLIED_SIGNERS)) {
    return -1;
  }
  let sum = 0;
  for (let index = 0; index < count; index++) {
    const bits = signerBits(signers[index], version);
    if (bits < 0 || (bits & (bits - 1)) !== 0) {
      return -1;
    }
    if (bits > 0) {
      sum += 1 << (TALLY_BITS * (31 - Math.clz32(bits)));
    }
  }
  return sum;
}

/** Writes signers that a tally stands for into the module's memory, and answers how many. */
export function unpack(tally, room) {
  const masks = room(MOST_TALLIED_SIGNERS);
  let count = 0;
  for (let method = 0, left = tally; left > 0; method++, left >>= TALLY_BITS) {
    const users = left & MOST_TALLIED_SIGNERS;
    masks.fill(1 << method, count, count + users);
    count += users;
  }
  return count;
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
