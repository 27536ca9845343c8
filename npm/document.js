// A price book's document, as text or as an object, before the core reads it.

import { refuse } from "./refusing.js";
import { isWellFormed, snapshot } from "./snapshot.js";
import { bytesOf } from "./text.js";

/** The longest text of a book, in bytes: the limit that the core has for it too. */
const MAX_BYTES = 1_000_000;

/** The text of a book's document. */
export function bookText(json) {
  // What some editors write before a text is no part of it.
  const text = typeof json === "string" ? json.replace(/^\ufeff/, "") : JSON.stringify(snapshot(json));
  checkLength(text);
  // It has no UTF-8, so the core could only be told something else than was said.
  if (!isWellFormed(text)) {
    refuse("INVALID_VALUE", "", "text with half a character (a lone surrogate); remove it");
  }
  return text;
}

/** What is thrown for a text that could not be read: what JavaScript has against it, if that is anything. */
export function unread(text, error) {
  if (error.code === "INVALID_JSON") {
    try {
      snapshot(fromText(text));
    } catch (cause) {
      return cause;
    }
  }
  return error;
}

function fromText(text) {
  try {
    return JSON.parse(text);
  } catch (cause) {
    return refuse("INVALID_JSON", "", `not JSON: ${cause.message}; give a whole JSON document`, { cause });
  }
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

/** An error as the finding that lint makes of it: what is wrong, and apart from it what to do. */
export function asFinding({ code, message, path }) {
  const cut = message.lastIndexOf("; ");
  return { code, severity: "error", message: message.slice(0, cut), path, remedy: message.slice(cut + 2) };
}
