// An envelope as numbers: one set of methods a signer, one bit a method. Whatever is not recognised here
// goes the slow way, through the module's own reader, which owns every error message.

const MOST_SIGNERS = 100_000;

const ownKeys = { envelope: ["signers", "id", "documents", "megabytes"], signer: ["method", "id", "role"] };

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

function onlyKnownKeys(object, known) {
  for (const key in object) {
    if (!known.includes(key) || !Object.hasOwn(object, key)) {
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
  if (typeof envelope !== "object" || envelope === null || !onlyKnownKeys(envelope, ownKeys.envelope)) {
    return -1;
  }
  const { id, signers } = envelope;
  if (id !== undefined && typeof id !== "string") {
    return -1;
  }
  if (!Array.isArray(signers) || signers.length > MOST_SIGNERS) {
    return -1;
  }
  const count = signers.length;
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
  if (typeof signer !== "object" || signer === null || !onlyKnownKeys(signer, ownKeys.signer)) {
    return -1;
  }
  const { id, role, method } = signer;
  if (id !== undefined && typeof id !== "string") {
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
    for (let index = 0; index < method.length; index++) {
      const one = method[index] === "any" ? 0 : bitsOf(method[index], version);
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
