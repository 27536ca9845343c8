// Documents on their way into the module, as `src/wasm/tape.rs` reads them. What is written is always a plain
// copy: nothing here runs anybody's code.

import { refuse } from "./refusing.js";

/** Room that is kept from one tape to the next. */
const MOST_KEPT_BYTES = 1 << 16;
const least = new Uint8Array(1 << 10);

let bytes = least;
let view = new DataView(bytes.buffer);
let end = 0;
/** The numbers of the keys that were written. */
let keys;

/** The tape of a value. */
export function tapeOf(plain) {
  end = 0;
  keys = new Map();
  try {
    write(plain);
    return bytes.slice(0, end);
  } catch (cause) {
    // The engine's limit to the length of an array; nothing else is left in a plain copy.
    return refuse("LIMIT_EXCEEDED", "", "more text than fits at once; split the input", { cause });
  } finally {
    if (bytes.length > MOST_KEPT_BYTES) {
      useRoom(least);
    }
  }
}

function write(value) {
  need(9);
  switch (typeof value) {
    case "number":
      writeFloat(value);
      break;
    case "string":
      bytes[end++] = 4;
      writeText(value);
      break;
    case "object":
      writeObject(value);
      break;
    default:
      bytes[end++] = value === true ? 2 : 1;
  }
}

/** A number that is no amount is told as it is written here, and not as it is held. */
function writeFloat(number) {
  if (Number.isSafeInteger(number)) {
    bytes[end] = 3;
    view.setFloat64(end + 1, number, true);
    end += 9;
  } else {
    bytes[end++] = Number.isInteger(number) ? 7 : 8;
    writeText(String(number));
  }
}

function writeObject(value) {
  if (value === null) {
    bytes[end++] = 0;
  } else if (Array.isArray(value)) {
    bytes[end++] = 5;
    writeNumber(value.length);
    for (let place = 0; place < value.length; place++) {
      write(value[place]);
    }
  } else {
    bytes[end] = 6;
    const count = end + 1;
    end += 5;
    let entries = 0;
    for (const key of Object.keys(value)) {
      writeKey(key);
      write(value[key]);
      entries++;
    }
    view.setUint32(count, entries, true);
  }
}

function writeKey(key) {
  need(4);
  const known = keys.get(key);
  if (known === undefined) {
    writeNumber(keys.size);
    keys.set(key, keys.size);
    writeText(key);
  } else {
    writeNumber(known);
  }
}

function writeText(text) {
  if (!writeUnits(text, 0x7f)) {
    // The same characters, one for each byte that they have in UTF-8.
    writeUnits(unescape(encodeURIComponent(text)), 0xff);
  }
}

/** Writes a text's length and its units, one byte each, unless one is above `most`. */
function writeUnits(text, most) {
  const { length } = text;
  need(4 + length);
  const start = end + 4;
  const room = bytes;
  for (let place = 0; place < length; place++) {
    const unit = text.charCodeAt(place);
    if (unit > most) {
      return false;
    }
    room[start + place] = unit;
  }
  writeNumber(length);
  end += length;
  return true;
}

function writeNumber(number) {
  view.setUint32(end, number, true);
  end += 4;
}

function need(more) {
  if (end + more > bytes.length) {
    const larger = new Uint8Array(2 * (end + more));
    larger.set(bytes);
    useRoom(larger);
  }
}

function useRoom(room) {
  bytes = room;
  view = new DataView(room.buffer);
}
