// A history on its way into the module: as tapes of some thousand rows each, or, for sums, as numbers.
// Whatever is unusual goes as text, through the module's own reader, which owns every error message.

import { guarded, memory } from "./engine.js";
import { SealquoteError } from "./error.js";
import { isWellFormed, snapshot, snapshotPart } from "./snapshot.js";
import { tapeOf } from "./tape.js";

/** As many as the core takes. */
const MOST_ROWS = 1_000_000;
export const ROWS_AT_ONCE = 4_096;
/** As `snapshot` has it. */
const MOST_KEYS = 1_000;
/** Kind, amount, balance and milliseconds. */
const NUMBERS = 4;

/** Rows as tapes, made from plain copies, so that nothing of them throws half-way. */
export function rowTapes(rows) {
  const length = lengthOf(rows);
  if (length === null) {
    return [tapeOf(snapshot(rows))];
  }
  if (!(length <= MOST_ROWS)) {
    const message = `\`${length}\` elements; the limit is ${MOST_ROWS}`;
    throw new SealquoteError({ code: "LIMIT_EXCEEDED", message, path: "" });
  }
  const tapes = [];
  for (let first = 0; first < length; first += ROWS_AT_ONCE) {
    tapes.push(tapeOf(snapshotPart(rows, first, Math.min(first + ROWS_AT_ONCE, length))));
  }
  return tapes;
}

/** The length of an array; null for anything else. */
function lengthOf(rows) {
  try {
    return Array.isArray(rows) ? Number(rows.length) : null;
  } catch (cause) {
    const message = "reading this value threw an error; give plain data";
    throw new SealquoteError({ code: "UNREADABLE", message, path: "" }, { cause });
  }
}

const hasProto = "__proto__" in Object.prototype;
const empty = {};

/**
 * Hands the rows of one wallet over as numbers: kind, amount, balance and milliseconds of each.
 *
 * What is not read here is checked all the same, so that both ways take the same rows. As in `packing.js`, every
 * value is read once, in the loop over the keys.
 *
 * @param fold the module's `StatementRows`, with room for `ROWS_AT_ONCE`
 * @param ask which millisecond a text is, for one that is not written as most are
 * @returns {boolean} whether all of them could be; if not, nothing that `fold` says is of use
 */
export function foldRows(rows, fold, ask) {
  // What every object has all of a sudden is for the slow way to sort out.
  for (const _ in empty) return false;
  const length = Array.isArray(rows) ? rows.length : -1;
  if (!(length <= MOST_ROWS)) return false;
  const clock = { day: -1, begin: 0, days: new Map(), ask };
  let wallet;
  for (let first = 0; first < length; first += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, length - first);
    let room = roomOf(fold);
    for (let index = 0; index < count; index++) {
      const row = rows[first + index];
      if (typeof row !== "object" || row === null) return false;
      if ((hasProto ? row.__proto__ : Object.getPrototypeOf(row)) !== Object.prototype) return false;
      let id;
      let kind;
      let amount;
      let balance;
      let created;
      let walletId = "";
      let keys = 0;
      for (const key in row) {
        const value = row[key];
        keys++;
        if (key === "id") id = value;
        else if (key === "type") kind = value;
        else if (key === "amount") amount = value;
        else if (key === "balanceAfter") balance = value;
        else if (key === "createdAt") created = value;
        else if (key === "walletId") walletId = value ?? "";
        else if (!isPassedOver(key, value)) return false;
      }
      if (!isText(id) || id === "" || !Number.isSafeInteger(amount) || !Number.isSafeInteger(balance)) return false;
      if (!isText(walletId) || typeof created !== "string" || keys > MOST_KEYS) return false;
      if (first + index === 0) wallet = walletId;
      if (walletId !== wallet) return false;
      const number = kind === "consume" ? 0 : kind === "add" ? 1 : kind === "refund" ? 2 : -1;
      const milliseconds = millisecondOf(created, clock);
      if (number < 0 || milliseconds === Infinity) return false;
      // Asking the module may make its memory grow, and then this is no longer a view of it.
      if (room.length === 0) room = roomOf(fold);
      const at = index * NUMBERS;
      room[at] = number;
      room[at + 1] = amount;
      room[at + 2] = balance;
      room[at + 3] = milliseconds;
    }
    if (!guarded(() => fold.take(count))) return false;
  }
  return length >= 0;
}

function roomOf(fold) {
  return new Float64Array(memory(), guarded(() => fold.room()), ROWS_AT_ONCE * NUMBERS);
}

function isText(value) {
  return typeof value === "string" && isWellFormed(value);
}

/** Whether nothing is wrong with a field that does not bear on a balance. */
function isPassedOver(key, value) {
  if (typeof value === "string" ? !isWellFormed(value) : typeof value === "object" && value !== null) return false;
  if (
    key === "reason" ||
    key === "description" ||
    key === "documentId" ||
    key === "signatureMethod" ||
    key === "source" ||
    key === "envelopeId"
  ) {
    return typeof value === "string" || value === null || value === undefined;
  }
  return isWellFormed(key) && !/function|symbol|bigint/.test(typeof value);
}

/** What two characters that are no digits count: more than any part of an instant. */
const NO_DIGITS = 1e9;
const MOST_DAYS_KEPT = 10_000;

/**
 * The millisecond that an instant in UTC is, to the second or the millisecond; any other text is asked for, and
 * infinity is the answer to what is none. So is the first of each day, which leaves the calendar to the core.
 */
function millisecondOf(text, clock) {
  const { length } = text;
  if ((length !== 20 && length !== 24) || text.charCodeAt(length - 1) !== 90) return clock.ask(text);
  const punctuated =
    text.charCodeAt(4) === 45 &&
    text.charCodeAt(7) === 45 &&
    text.charCodeAt(10) === 84 &&
    text.charCodeAt(13) === 58 &&
    text.charCodeAt(16) === 58;
  const day = digits(text, 0) * 1e6 + digits(text, 2) * 1e4 + digits(text, 5) * 100 + digits(text, 8);
  const hour = digits(text, 11);
  const minute = digits(text, 14);
  const second = digits(text, 17);
  const part = length === 20 ? 0 : text.charCodeAt(19) === 46 ? digits(text, 20) * 10 + digit(text, 22) : NO_DIGITS;
  if (!punctuated || !(day < 1e8) || hour > 23 || minute > 59 || second > 59 || part > 999) return clock.ask(text);
  const time = ((hour * 60 + minute) * 60 + second) * 1_000 + part;
  if (day !== clock.day) {
    let begin = clock.days.get(day);
    if (begin === undefined) {
      const whole = clock.ask(text);
      if (whole === Infinity) return whole;
      begin = whole - time;
      if (clock.days.size >= MOST_DAYS_KEPT) clock.days.clear();
      clock.days.set(day, begin);
    }
    clock.day = day;
    clock.begin = begin;
  }
  return clock.begin + time;
}

function digits(text, at) {
  return digit(text, at) * 10 + digit(text, at + 1);
}

function digit(text, at) {
  const value = text.charCodeAt(at) - 48;
  return value >= 0 && value <= 9 ? value : NO_DIGITS;
}
