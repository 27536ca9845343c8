// A history on its way into the module: as tapes of some thousand rows each, or, for sums, as numbers.
// Whatever is unusual goes as text, through the module's own reader, which owns every error message.

import { clockOf, millisecondOf } from "./clock.js";
import { guarded, memory } from "./engine.js";
import { reading, refuse } from "./refusing.js";
import { isWellFormed, snapshot, snapshotPart } from "./snapshot.js";
import { tapeOf } from "./tape.js";

export const ROWS_AT_ONCE = 4_096;
/** As many as the core takes. */
const MOST_ROWS = 1_000_000;
/** As `snapshot` has it. */
const MOST_KEYS = 1_000;
/** Kind, amount, balance and milliseconds. */
const NUMBERS = 4;

/** Rows as tapes, made from plain copies, so that nothing of them throws half-way. */
export function rowTapes(rows) {
  const length = lengthOf(rows);
  if (length === null) {
    return [tapeOf(snapshot(rows, true))];
  }
  const tapes = [];
  for (let first = 0; first < length; first += ROWS_AT_ONCE) {
    tapes.push(tapeOf(snapshotPart(rows, first, Math.min(first + ROWS_AT_ONCE, length))));
  }
  return tapes;
}

/** The length of an array that is not too long; null for anything else. */
export function lengthOf(rows) {
  const length = reading("", () => (Array.isArray(rows) ? Number(rows.length) : null));
  return length === null ? null : limited(length);
}

/** A number of rows that is not too large. */
export function limited(length) {
  return length <= MOST_ROWS ? length : refuse("LIMIT_EXCEEDED", "", `\`${length}\` elements; the limit is ${MOST_ROWS}`);
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
  const clock = clockOf(ask);
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
