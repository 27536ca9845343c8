// An envelope as numbers: one for all of it where nothing is unusual, else a set of methods a signer, one bit
// a method. Whatever is not recognised here goes the slow way, through the module's own reader, which owns
// every error message.

import { listed, refuse } from "./refusing.js";
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

/** The bit of a name that has to be a method's, where nothing else would say that it is none. */
export function methodBit(name, { names }, path) {
  const number = names.indexOf(name);
  if (number < 0) {
    const known = listed([...names, "any"]);
    refuse("UNKNOWN_METHOD", path, name === "any" ? "`any` stands for all methods; give it alone" : `unknown method \`${name}\`; use ${known}`);
  }
  return 1 << number;
}

function isCount(value) {
  return value === undefined || (Number.isSafeInteger(value) && value >= 0);
}

// An engine knows this property from an object's shape, where it would have to call the function; not every
// platform has the property.
const hasProto = "__proto__" in Object.prototype;

const empty = {};

/** Whether a key that is left out would be found further up all the same. */
export function isPolluted() {
  return (
    empty.signers !== undefined ||
    empty.at !== undefined ||
    empty.documents !== undefined ||
    empty.megabytes !== undefined ||
    empty.method !== undefined ||
    empty.role !== undefined ||
    empty.id !== undefined
  );
}

export function isId(value) {
  return value === undefined || (typeof value === "string" && isWellFormed(value));
}

// What is no object literal, or the like, is left to the slow way, so that both agree. Every value is read
// once, so that a getter cannot say one thing to the checks and another to the sum; and within the loop, where
// an engine knows the place of each key. The loops see the keys of `Object.prototype` too, but none of those
// named here is one: that would be pollution. The check of the prototype stands twice because an engine
// remembers the shapes that it meets for each place of the code.

/** What the envelope that was looked at last says, where it is not to be read the slow way. */
export const seen = { version: undefined, signers: undefined, documents: 1, megabytes: 0 };

/** To be read the slow way. */
export const UNUSUAL = -2;

/**
 * Looks at an envelope; `seen` has then what it says. Nothing of the caller's runs after that has been written.
 *
 * @param versionAt the version in force at what was given as instant, if that is known
 * @returns {number} how many signers use each method, as one number: all that is in a price of theirs when each method is
 * decided; -1 for signers of whom it would not say all, or `UNUSUAL`
 */
export function look(envelope, versionAt) {
  if (isPolluted() || typeof envelope !== "object" || envelope === null) {
    return UNUSUAL;
  }
  if ((hasProto ? envelope.__proto__ : Object.getPrototypeOf(envelope)) !== Object.prototype) {
    return UNUSUAL;
  }
  let at;
  let signers;
  let documents = 1;
  let megabytes = 0;
  for (const key in envelope) {
    const value = envelope[key];
    if (key === "signers") {
      signers = value;
    } else if (key === "id") {
      if (!isId(value)) return UNUSUAL;
    } else if (key === "at") {
      at = value;
    } else if (key === "documents") {
      if (!isCount(value)) return UNUSUAL;
      documents = value ?? 1;
    } else if (key === "megabytes") {
      if (!isCount(value)) return UNUSUAL;
      megabytes = value ?? 0;
    } else {
      return UNUSUAL;
    }
  }
  const version = versionAt(at);
  if (version === undefined || !Array.isArray(signers)) {
    return UNUSUAL;
  }
  const users = tally(signers, version);
  seen.version = version;
  seen.signers = signers;
  seen.documents = documents;
  seen.megabytes = megabytes;
  return users;
}

function tally(signers, version) {
  const count = signers.length;
  if (version.names.length > MOST_TALLIED_METHODS || !(count <= MOST_TALLIED_SIGNERS)) {
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
 * Writes signers into the module's memory.
 *
 * @returns {number} how many there are, or -1 for what has to be read the slow way
 */
export function pack(signers, version, room) {
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
  if (typeof signer !== "object" || signer === null) {
    return -1;
  }
  if ((hasProto ? signer.__proto__ : Object.getPrototypeOf(signer)) !== Object.prototype) {
    return -1;
  }
  let method;
  let signs = true;
  for (const key in signer) {
    const value = signer[key];
    if (key === "method") {
      method = value;
    } else if (key === "id") {
      if (!isId(value)) return -1;
    } else if (key === "role") {
      signs = value === undefined || value === "signer";
      if (!signs && value !== "approver" && value !== "cc") return -1;
    } else {
      return -1;
    }
  }
  const bits = typeof method === "string" ? bitsOf(method, version) : choiceBits(method, version, signs);
  return bits === 0 ? -1 : signs ? bits : Math.min(bits, 0);
}

/** The bits of what is no single name: a choice, or nothing for one who does not sign. */
function choiceBits(method, version, signs) {
  if (method === undefined && !signs) {
    return version.all;
  }
  const choices = Array.isArray(method) ? method.length : 0;
  if (!(choices <= MOST_CHOICES)) {
    return -1;
  }
  let bits = 0;
  for (let index = 0; index < choices; index++) {
    const name = method[index];
    const one = name === "any" ? 0 : bitsOf(name, version);
    if (one === 0) {
      return -1;
    }
    bits |= one;
  }
  return bits;
}
