// A price book's document, as text or as an object, before the core reads it.

import { refuse } from "./refusing.js";
import { snapshot } from "./snapshot.js";
import { bytesOf } from "./text.js";

/** The longest text of a book, in bytes: the limit that the core has for it too. */
const MAX_BYTES = 1_000_000;

/** A plain copy of a book's document, and its text. */
export function bookDocument(json) {
  if (typeof json !== "string") {
    const plain = snapshot(json);
    const text = JSON.stringify(plain);
    checkLength(text);
    return { plain, text };
  }
  checkLength(json);
  return { plain: snapshot(fromText(json)), text: json };
}

function checkLength(text) {
  // A unit of UTF-16 is one to three bytes, of ASCII one: nearly no text need be encoded to be sure.
  if (text.length * 3 > MAX_BYTES) {
    const isSure = text.length > MAX_BYTES || /^[\0-\x7f]*$/.test(text);
    const bytes = isSure ? text.length : bytesOf(text).length;
    if (bytes > MAX_BYTES) {
      refuse("LIMIT_EXCEEDED", "", `over the limit of ${MAX_BYTES} bytes; leave some versions out`);
    }
  }
}

function fromText(text) {
  try {
    return JSON.parse(text);
  } catch (cause) {
    return refuse("INVALID_JSON", "", `not JSON: ${cause.message}; give a whole JSON document`, { cause });
  }
}

/** An error as the finding that lint makes of it: what is wrong, and apart from it what to do. */
export function asFinding({ code, message, path }) {
  const cut = message.lastIndexOf("; ");
  return { code, severity: "error", message: message.slice(0, cut), path, remedy: message.slice(cut + 2) };
}
