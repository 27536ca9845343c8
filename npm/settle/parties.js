// An envelope as its settlement needs it: who it goes to, and what they are called in keys.

import { isId, methodBit } from "../packing.js";
import { refuse } from "../refusing.js";
import { checkArray, checkObject } from "./reading.js";

const MOST_CHOICES = 1_000;
const ROLES = ["signer", "approver", "cc"];

/**
 * The envelope, read in place. Of what is wrong with it only the core says where: this says merely that it is, but
 * for what no other use of an envelope minds.
 */
export function readEnvelope(envelope, momentOf) {
  checkObject(envelope, "/envelope");
  const { id, at, documents = 1, megabytes = 0, signers, ...others } = envelope;
  const isRead =
    isId(id) &&
    (at === undefined || (typeof at === "string" && momentOf(at) !== null)) &&
    isCount(documents) &&
    isCount(megabytes) &&
    isEmpty(others);
  checkArray(signers, "/envelope/signers");
  if (!isRead) {
    unreadable();
  }
  return { id, at, documents, megabytes, signers: signers.map(readSigner) };
}

function readSigner(signer) {
  checkObject(signer, "/envelope/signers");
  const { id, role = "signer", method, ...others } = signer;
  const isSigner = role === "signer";
  const isRead = isId(id) && ROLES.includes(role) && isChoice(method, isSigner) && isEmpty(others);
  return isRead ? { id, isSigner, method: typeof method === "object" ? [...method] : method } : unreadable();
}

function isChoice(method, isSigner) {
  if (Array.isArray(method)) {
    const { length } = method;
    return length > 0 && length <= MOST_CHOICES && method.every((name) => typeof name === "string");
  }
  return typeof method === "string" || (method === undefined && !isSigner);
}

function isCount(value) {
  return Number.isSafeInteger(value) && value >= 0;
}

function isEmpty(fields) {
  return Object.values(fields).every((value) => value === undefined);
}

function unreadable() {
  refuse("INVALID_TYPE", "/envelope", "not an envelope");
}

/** Everybody on an envelope, by the names that stand in keys. */
export class Parties {
  #places = new Map();

  constructor({ id, signers }) {
    if (id === undefined || id === "") {
      const code = id === undefined ? "MISSING_KEY" : "INVALID_VALUE";
      refuse(code, "/envelope/id", "the envelope has no id, and charges are told apart by it; add one");
    }
    this.documentId = id;
    this.id = escaped(id);
    this.signers = signers;
    this.names = [];
    for (let place = 0; place < signers.length; place++) {
      const name = escaped(signers[place].id || String(place + 1));
      if (this.#places.has(name)) {
        refuse("DUPLICATE_ID", `/envelope/signers/${place}/id`, `two recipients are called \`${name}\`; rename one`);
      }
      this.#places.set(name, place);
      this.names.push(name);
    }
  }

  /** The place of whoever has this id, or, without one, this place. */
  find(id) {
    return this.#places.get(escaped(id));
  }

  /** The place of whoever is called this in keys. */
  findEscaped(name) {
    return this.#places.get(name);
  }

  /** What somebody is called in words. */
  labelOf(place) {
    return this.signers[place].id || this.names[place];
  }

  /** The set of methods that each may sign by, in the numbers of a version. */
  methods(version) {
    return this.signers.map(({ isSigner, method }, place) => {
      const path = `/envelope/signers/${place}/method`;
      if (method === undefined) return 0;
      let bits = 0;
      if (method === "any") bits = version.all;
      else if (typeof method === "string") bits = methodBit(method, version, path);
      else method.forEach((name, choice) => (bits |= methodBit(name, version, `${path}/${choice}`)));
      return isSigner ? bits >>> 0 : 0;
    });
  }
}

/** A name in which nothing stands that separates the parts of a key. */
export function escaped(name) {
  return name.includes("/") || name.includes("%") ? name.replaceAll("%", "%25").replaceAll("/", "%2F") : name;
}
