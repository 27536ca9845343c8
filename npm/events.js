// Events on their way into the module, to be counted: as numbers, some thousand at a time. An event of which
// anything is unusual goes as a tape, to the module's own reader, which owns every error message.

import { clockOf, millisecondOf } from "./clock.js";
import { guarded, memory } from "./engine.js";
import { lengthOf, ROWS_AT_ONCE } from "./rows.js";
import { isWellFormed, snapshot, snapshotPart } from "./snapshot.js";
import { tapeOf } from "./tape.js";

/** What an event was, how much of it, where, and milliseconds. */
const NUMBERS = 4;
/** What it was is the number of its kind times this, and what the kind says further: as `src/wasm/events.rs` reads it. */
const PARTS = 8;
const SENT = 0;
const CANCELLED = PARTS;
const IDENTIFICATION = 2 * PARTS;
const SEAL = 3 * PARTS;
const ARCHIVED = 4 * PARTS;
const LEVELS = ["simple", "advanced", "qualified"];
const SEAL_LEVELS = ["simple", "advanced"];
const MODES = ["double_verification", "saved_identity"];
const OUTCOMES = ["succeeded", "failed", "abandoned"];
const SOURCES = ["app", "api", "connector"];

const BYTES_A_MEGABYTE = 1e6;
/** So many bytes have fifteen digits: as many as a number of megabytes has for certain as it was written. */
const MOST_BYTES_OF_MEGABYTES = 1e15;

const hasProto = "__proto__" in Object.prototype;
const empty = {};

/**
 * Hands events over.
 *
 * @param fold the module's `EventRows`, with room for `ROWS_AT_ONCE`
 * @param ask which millisecond a text is, for one that is not written as most are
 */
export function foldEvents(events, fold, ask) {
  const length = lengthOf(events);
  if (length === null) {
    guarded(() => fold.list(tapeOf(snapshot(events, true)), 0));
    return;
  }
  const desk = { fold, clock: clockOf(ask), workspaces: new Map(), room: roomOf(fold), isClean: isClean() };
  for (let first = 0; first < length; first += ROWS_AT_ONCE) {
    const end = Math.min(first + ROWS_AT_ONCE, length);
    let count = 0;
    for (let place = first; place < end; place++) {
      if (isWritten(events, place, desk, count * NUMBERS)) {
        count++;
      } else {
        const tape = tapeOf(snapshotPart(events, place, place + 1));
        guarded(() => fold.list(tape, place));
      }
    }
    guarded(() => fold.take(count));
  }
}

/** Whether no key is there that nobody wrote. */
function isClean() {
  for (const _ in empty) return false;
  return true;
}

function roomOf(fold) {
  return new Float64Array(memory(), guarded(() => fold.room()), ROWS_AT_ONCE * NUMBERS);
}

function isWritten(events, place, desk, at) {
  try {
    return desk.isClean && write(events[place], desk, at);
  } catch {
    // A getter or a trap: whoever copies it finds out which, and says so.
    return false;
  }
}

/** Writes one event, and answers whether nothing about it is unusual. Every value is read once. */
function write(event, desk, at) {
  if (typeof event !== "object" || event === null) return false;
  if ((hasProto ? event.__proto__ : Object.getPrototypeOf(event)) !== Object.prototype) return false;
  let id;
  let instant;
  let source;
  let workspaceId;
  let kind;
  let grade;
  let size;
  let outcome;
  // Which of the keys there are that only some kinds have.
  let keys = 0;
  for (const key in event) {
    const value = event[key];
    if (key === "id") id = value;
    else if (key === "at") instant = value;
    else if (key === "source") source = value;
    else if (key === "workspaceId") workspaceId = value;
    else if (key === "kind") kind = value;
    else if (key === "level") (grade = value), (keys |= 1);
    else if (key === "signers") (size = value), (keys |= 2);
    else if (key === "documents") (size = value), (keys |= 4);
    else if (key === "mode") (grade = value), (keys |= 8);
    else if (key === "outcome") (outcome = value), (keys |= 16);
    else if (key === "bytes") (size = value), (keys |= 32);
    else if (key === "megabytes") (size = bytesOf(value)), (keys |= 64);
    else return false;
  }
  let what = -1;
  if (kind === "signature_request.sent") {
    if (keys === 3) what = numbered(LEVELS, grade, SENT);
  } else if (kind === "identification.attempted") {
    size = 1;
    const mode = MODES.indexOf(grade);
    if (keys === 24 && mode >= 0) what = numbered(OUTCOMES, outcome, IDENTIFICATION + mode * OUTCOMES.length);
  } else if (kind === "seal.created") {
    if (keys === 5) what = numbered(SEAL_LEVELS, grade, SEAL);
  } else if (kind === "document.archived") {
    if (keys === 32 || keys === 64) what = ARCHIVED;
  } else if (kind === "signature_request.cancelled") {
    size = 0;
    if (keys === 0) what = CANCELLED;
  }
  if (what < 0 || !(Number.isSafeInteger(size) && size >= 0)) return false;
  if (typeof id !== "string" || id === "" || !isWellFormed(id) || typeof instant !== "string") return false;
  const by = source === "api" ? 1 : SOURCES.indexOf(source);
  const workspace = desk.workspaces.get(workspaceId) ?? numberOf(workspaceId, desk);
  const milliseconds = millisecondOf(instant, desk.clock);
  if (by < 0 || workspace < 0 || milliseconds === Infinity) return false;
  // The module's memory may have grown since, and then this is no longer a view of it.
  if (desk.room.length === 0) desk.room = roomOf(desk.fold);
  const { room } = desk;
  room[at] = what;
  room[at + 1] = size;
  room[at + 2] = workspace * SOURCES.length + by;
  room[at + 3] = milliseconds;
  return true;
}

function numbered(names, name, first) {
  const number = names.indexOf(name);
  return number < 0 ? -1 : first + number;
}

/** The number of a workspace that was not met before; -1 for what is no name. */
function numberOf(workspaceId, { fold, workspaces }) {
  if (typeof workspaceId !== "string" || workspaceId === "" || !isWellFormed(workspaceId)) return -1;
  guarded(() => fold.workspace(workspaceId));
  const number = workspaces.size;
  workspaces.set(workspaceId, number);
  return number;
}

/** Megabytes in bytes, where it is beyond doubt which number of them was written. */
function bytesOf(megabytes) {
  if (typeof megabytes !== "number") return -1;
  const bytes = Math.round(megabytes * BYTES_A_MEGABYTE);
  return bytes < MOST_BYTES_OF_MEGABYTES && bytes / BYTES_A_MEGABYTE === megabytes ? bytes : -1;
}
