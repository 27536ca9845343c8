// Many envelopes at once: typed arrays in, typed arrays out.

import { guarded, memory } from "./engine.js";
import { SealquoteError } from "./error.js";

/** Rows that are handed over at once: the module's room for them is kept, so it stays small. */
const ROWS = 1 << 14;
const COUNTS = [Uint8Array, Uint16Array, Uint32Array];
const KEYS = ["at", "signers", "documents", "megabytes"];

/** What a caller gave, checked and in the order in which the module wants it. Each value is read once. */
export function readColumns({ signers, documents, megabytes }, names) {
  const sets = [];
  const counts = [];
  for (const [key, column] of signers) {
    const path = `/signers/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    sets.push(setOf(key, names, path));
    counts.push(asColumn(column, path));
  }
  const ofDocuments = countOrColumn(documents, 1, "/documents", counts);
  const ofMegabytes = countOrColumn(megabytes, 0, "/megabytes", counts);
  const rows = counts[0]?.length ?? 0;
  const uneven = counts.findIndex((column) => column.length !== rows);
  if (uneven >= 0) {
    refuse("INVALID_VALUE", "", `columns of ${rows} and of ${counts[uneven].length} rows; give all the same length`);
  }
  const open = sets.some((set) => (set & (set - 1)) !== 0);
  return { sets: Uint32Array.from(sets), counts, rows, documents: ofDocuments, megabytes: ofMegabytes, open };
}

/** The parts of what was given as columns. */
export function partsOf(columns) {
  if (typeof columns !== "object" || columns === null) {
    refuse("INVALID_TYPE", "", "expected columns; give `{ signers: { method: counts } }`");
  }
  try {
    for (const key of Object.keys(columns)) {
      if (!KEYS.includes(key)) refuse("UNKNOWN_KEY", `/${key}`, `unknown key \`${key}\`; use ${listed(KEYS)}`);
    }
    const { at, signers, documents, megabytes } = columns;
    if (typeof signers !== "object" || signers === null || ArrayBuffer.isView(signers)) {
      refuse("INVALID_TYPE", "/signers", "expected an object with a column for each method; give `{ method: counts }`");
    }
    return { at, signers: Object.entries(signers), documents, megabytes };
  } catch (cause) {
    if (cause instanceof SealquoteError) throw cause;
    const message = "reading these columns threw an error; give plain data";
    throw new SealquoteError({ code: "UNREADABLE", message, path: "" }, { cause });
  }
}

/** One bit for each method that a column's name holds: one, several with commas between, or `any`. */
function setOf(key, names, path) {
  if (key === "any") {
    return names.reduce((all, _, number) => all | (1 << number), 0) >>> 0;
  }
  let set = 0;
  for (const name of key.split(",")) {
    const number = names.indexOf(name);
    if (number < 0) {
      refuse("UNKNOWN_METHOD", path, `unknown method \`${name}\`; use ${listed([...names, "any"])}`);
    }
    set |= 1 << number;
  }
  return set >>> 0;
}

function asColumn(column, path) {
  if (!COUNTS.some((kind) => column instanceof kind)) {
    refuse("INVALID_TYPE", path, "expected a column of counts; give a Uint8Array, Uint16Array or Uint32Array");
  }
  return column;
}

/** A count for all rows, or -1 for a column that is added to the others. */
function countOrColumn(given, otherwise, path, counts) {
  if (given === undefined) return otherwise;
  if (typeof given === "number") {
    if (Number.isSafeInteger(given) && given >= 0) return given;
    refuse("INVALID_NUMBER", path, `\`${given}\` is no count; give a whole number or a column`);
  }
  counts.push(asColumn(given, path));
  return -1;
}

/** Prices columns in the module, some rows at a time. */
export function priceColumns(book, version, { sets, counts, rows, documents, megabytes, open }) {
  const total = new Float64Array(rows);
  const minimum = open ? new Float64Array(rows) : total;
  const sum = { total: 0, minimum: 0 };
  for (let from = 0; from < rows; from += ROWS) {
    const count = Math.min(ROWS, rows - from);
    // The room first: making it may move the module's memory.
    const roomAt = guarded(() => book.reserveColumns(counts.length, count));
    if (roomAt === 0) {
      refuse("LIMIT_EXCEEDED", "/signers", `\`${counts.length}\` columns; the limit is 64`);
    }
    const room = new Uint32Array(memory(), roomAt, counts.length * count);
    for (const [place, column] of counts.entries()) {
      room.set(column.subarray(from, from + count), place * count);
    }
    const at = guarded(() => book.priceColumns(version.number, count, sets, documents, megabytes));
    if (at === 0) {
      const { code, message, path } = book.failure();
      refuse(code, path === "" ? path : `/${from + Number(path.slice(1))}`, message);
    }
    const numbers = new Float64Array(memory(), at, 2 + 2 * count);
    sum.total += numbers[0];
    sum.minimum += numbers[1];
    total.set(numbers.subarray(2, 2 + count), from);
    if (open) minimum.set(numbers.subarray(2 + count), from);
  }
  if (!Number.isSafeInteger(sum.total)) {
    refuse("AMOUNT_OUT_OF_RANGE", "", "all rows together are beyond 2^53 - 1; price fewer at once");
  }
  return { total, minimum, sum };
}

function listed(names) {
  return names.map((name) => `\`${name}\``).join(", ");
}

function refuse(code, path, message) {
  throw new SealquoteError({ code, message, path });
}
