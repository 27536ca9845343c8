// Receipts signed with a server's key. The platform of a server brings the HMAC; a page has no business with a key.

import { optionsOf, refuse } from "./refusing.js";
import { bytesOf } from "./text.js";

/** As in the core: the least bytes of a key, and how many hexadecimal digits of the HMAC are kept. */
const LEAST_KEY_BYTES = 16;
const DIGITS = 32;
/** Parts of a receipt before its signature. */
const PARTS = 6;

/** The key among the options of a call, as bytes, or null. */
export function keyOf(options) {
  const given = optionsOf(options, ["key"]);
  // One that is there and undefined is most often a variable that is not set, and not the wish for no signature.
  if (!("key" in given)) {
    return null;
  }
  const { key } = given;
  // In this order, since a proxy is no view, and what is none is not looked at.
  if (typeof key !== "string" && !(ArrayBuffer.isView(key) && key instanceof Uint8Array)) {
    refuse("INVALID_TYPE", "/key", "expected a string or a Uint8Array; give the server's key");
  }
  const bytes = typeof key === "string" ? bytesOf(key) : key;
  if (bytes.length < LEAST_KEY_BYTES) {
    refuse("INVALID_VALUE", "/key", `a key of less than ${LEAST_KEY_BYTES} bytes; use a longer one`);
  }
  return bytes;
}

export function sign(unsigned, key) {
  return `${unsigned}.${hmac(unsigned, key)}`;
}

export function isSigned(receipt, key) {
  const parts = receipt.split(".");
  const right = hmac(parts.slice(0, PARTS).join("."), key);
  const given = parts[PARTS] ?? "";
  // Every digit is looked at, so that the time taken says nothing of where they differ.
  let differ = given.length ^ right.length;
  for (let digit = 0; digit < DIGITS; digit++) {
    differ |= given.charCodeAt(digit) ^ right.charCodeAt(digit);
  }
  return differ === 0;
}

function hmac(text, key) {
  const crypto = globalThis.process?.getBuiltinModule?.("node:crypto");
  if (crypto === undefined) {
    refuse("NOT_AVAILABLE", "/key", "receipts are signed on a server, where `node:crypto` is; leave `key` out here");
  }
  return crypto.createHmac("sha256", key).update(text).digest("hex").slice(0, DIGITS);
}
