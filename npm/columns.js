// Many envelopes at once: typed arrays in, typed arrays out.

import { methodBit } from "./packing.js";
import { below, optionsOf, reading, refuse } from "./refusing.js";

/** As an envelope has them. */
const MOST_SIGNERS = 100_000;
/** Amounts of larger counts are asked for one by one. */
const MOST_LOOKED_UP = 0xffff;
/** As many signers of a kind as hardly any envelope has; nobody looks whether there are more before it is tried. */
const FEW = 0xff;
const COUNTS = [Uint8Array, Uint16Array, Uint32Array];
const KEYS = ["at", "signers", "documents", "megabytes"];

/** What a caller gave, checked and in the order in which the module wants it. Each value is read once. */
export function readColumns({ signers, documents, megabytes }, version) {
  const sets = [];
  const counts = [];
  let rows;
  const even = (column, path) => {
    const length = typeof column === "number" ? rows : column.length;
    rows ??= length;
    if (length !== rows) {
      refuse("INVALID_VALUE", path, `a column of ${length} rows after one of ${rows}; give all the same length`);
    }
    return column;
  };
  for (const [key, column] of signers) {
    const path = below("/signers", key);
    sets.push(setOf(key, version, path));
    counts.push(even(asColumn(column, path), path));
  }
  const ofDocuments = even(countOrColumn(documents, 1, "/documents"), "/documents");
  const ofMegabytes = even(countOrColumn(megabytes, 0, "/megabytes"), "/megabytes");
  const open = !sets.every(isSingle);
  return { sets, counts, rows: rows ?? 0, documents: ofDocuments, megabytes: ofMegabytes, open };
}

/** The parts of what was given as columns. */
export function partsOf(columns) {
  if (typeof columns !== "object" || columns === null) {
    refuse("INVALID_TYPE", "", "expected columns; give `{ signers: { method: counts } }`");
  }
  const given = optionsOf(columns, KEYS);
  const { signers } = given;
  if (typeof signers !== "object" || signers === null || reading("/signers", () => Symbol.iterator in signers)) {
    refuse("INVALID_TYPE", "/signers", "expected an object of columns; give `{ method: counts }`");
  }
  return { __proto__: null, ...given, signers: reading("/signers", () => Object.entries(signers)) };
}

/** One bit for each method that a column's name holds: one, several with commas between, or `any`. */
function setOf(key, version, path) {
  if (key === "any") {
    return version.all;
  }
  // There may be commas in the name of a method.
  const names = version.names.includes(key) ? [key] : key.split(",");
  return names.reduce((set, name) => set | methodBit(name, version, path), 0) >>> 0;
}

function asColumn(column, path) {
  // A proxy is no view, and is not looked at any further.
  if (!ArrayBuffer.isView(column) || !COUNTS.some((kind) => column instanceof kind)) {
    refuse("INVALID_TYPE", path, "expected a column of counts; give a Uint8Array, Uint16Array or Uint32Array");
  }
  return column;
}

/** A count for all rows, or a column, which has to be as long as the others. */
function countOrColumn(given, otherwise, path) {
  if (given === undefined) return otherwise;
  if (typeof given === "number") {
    if (Number.isSafeInteger(given) && given >= 0) return given;
    refuse("INVALID_NUMBER", path, `\`${given}\` is no count; give a whole number or a column`);
  }
  return asColumn(given, path);
}

/**
 * What each row costs. The amounts come from the module, which answers what each number of units of a rate costs;
 * a row is a sum of those, and a row in which a method is open is asked for by itself.
 *
 * @param amounts what so many numbers of units of a rate cost, from one number on
 * @param priceOne prices one row by the sets of methods of its signers
 */
export function priceColumns(version, read, amounts, priceOne) {
  const { sets, counts, rows, documents, megabytes, open } = read;
  const total = new Float64Array(rows);
  if (!open && counts.length * FEW <= MOST_SIGNERS) {
    const { once, parts, lookUps } = planOf(version, read, amounts, () => FEW);
    if (lookUps.length <= 3 && parts.every(({ columns }) => columns.length === 0)) {
      // What is not in a table makes it no number. And no row is below zero, so none is beyond what all are within.
      const sum = layThree(total, once, lookUps);
      if (sum <= Number.MAX_SAFE_INTEGER) {
        return { total, minimum: total, sum: { total: sum, minimum: sum } };
      }
    }
  }
  const mosts = new Map(counts.map((column) => [column, mostOf(column)]));
  checkSigners(counts, mosts, rows);
  const { once, parts, lookUps } = planOf(version, read, amounts, (column) => mosts.get(column) ?? mostOf(column));
  total.fill(once);
  parts.forEach((part) => addColumns(total, part, amounts));
  addLookUps(total, lookUps);
  const minimum = open ? total.slice() : total;
  const priceRow = (row) => {
    const at = (given) => (typeof given === "number" ? given : given[row]);
    const signers = sets.map((set, place) => [set, counts[place][row]]);
    return priceOne(signers, at(documents), at(megabytes), row);
  };
  if (open) {
    priceOpenRows(total, minimum, read, priceRow);
  }
  const sum = sumOf(total, priceRow);
  return { total, minimum, sum: { total: sum, minimum: open ? sumOf(minimum) : sum } };
}

/** What each row has in common, and what is to be looked up by its counts, of which each is at most `most(column)`. */
function planOf(version, { sets, counts, rows, documents, megabytes }, amounts, most) {
  const decided = sets.map((set, place) => ({ set, counts: counts[place] })).filter(({ set }) => isSingle(set));
  const plan = { once: 0, parts: [], lookUps: [] };
  for (const part of partsOfPrice(version, { documents, megabytes }, amounts)) {
    if (part.users === null) {
      plan.once = part.once;
    } else {
      part.quantities = together(decided.filter(({ set }) => (set & part.users) !== 0), rows);
      plan.lookUps.push({ quantities: part.quantities, table: tableOf(part, most(part.quantities), amounts) });
    }
    plan.parts.push(part);
  }
  return plan;
}

function isSingle(set) {
  return (set & (set - 1)) === 0;
}

/** The rates, those together that ask for the same signers: what is counted, and what any use of them adds. */
function partsOfPrice(version, given, amounts) {
  const parts = new Map();
  version.rates.forEach(({ per, methods }, rate) => {
    const users = methods ?? (per === "signer" ? version.all : null);
    let part = parts.get(users);
    if (part === undefined) {
      part = { users, once: 0, units: [], columns: [] };
      parts.set(users, part);
    }
    const count = per === "document" ? given.documents : per === "megabyte" ? given.megabytes : 1;
    if (per === "signer") {
      part.units.push(rate);
    } else if (typeof count === "number") {
      part.once += amounts(rate, count, 1)[0];
    } else {
      part.columns.push({ rate, counts: count });
    }
  });
  return parts.values();
}

/** For each number of users what all that counts them comes to. */
function tableOf({ once, units }, most, amounts) {
  const table = new Float64Array(most + 1).fill(once, 1);
  for (const rate of units) {
    amounts(rate, 0, most + 1).forEach((amount, quantity) => (table[quantity] += amount));
  }
  return table;
}

function addColumns(total, { quantities, columns }, amounts) {
  for (const { rate, counts } of columns) {
    const costs = amounts(rate, 0, Math.min(mostOf(counts), MOST_LOOKED_UP) + 1);
    for (let row = 0; row < total.length; row++) {
      if (quantities === undefined || quantities[row] > 0) {
        total[row] += counts[row] < costs.length ? costs[counts[row]] : amounts(rate, counts[row], 1)[0];
      }
    }
  }
}

/** Fills rows with one amount and up to three looked up, and answers the sum of all: rows are gone along but once. */
function layThree(total, once, lookUps) {
  const nothing = { quantities: new Uint8Array(lookUps.length === 3 ? 0 : total.length), table: new Float64Array(1) };
  const [{ quantities: one, table: ofOne }, { quantities: two, table: ofTwo }, { quantities: three, table: ofThree }] = [
    ...lookUps,
    nothing,
    nothing,
    nothing,
  ];
  let sum = 0;
  for (let row = 0; row < total.length; row++) {
    const amount = once + ofOne[one[row]] + ofTwo[two[row]] + ofThree[three[row]];
    total[row] = amount;
    sum += amount;
  }
  return sum;
}

/** Three at a time: to go along the rows takes longer than to look up. */
function addLookUps(total, lookUps) {
  const nothing = { quantities: new Uint8Array(lookUps.length % 3 === 0 ? 0 : total.length), table: new Float64Array(1) };
  for (let first = 0; first < lookUps.length; first += 3) {
    const [one, two = nothing, three = nothing] = lookUps.slice(first, first + 3);
    addThree(total, one.quantities, one.table, two.quantities, two.table, three.quantities, three.table);
  }
}

function addThree(total, one, ofOne, two, ofTwo, three, ofThree) {
  for (let row = 0; row < total.length; row++) {
    total[row] += ofOne[one[row]] + ofTwo[two[row]] + ofThree[three[row]];
  }
}

/** Columns added up; one alone is itself. */
function together(columns, rows) {
  if (columns.length === 1) {
    return columns[0].counts;
  }
  const sums = columns.length === 0 ? new Uint8Array(rows) : new Uint32Array(rows);
  for (const { counts } of columns) {
    for (let row = 0; row < rows; row++) sums[row] += counts[row];
  }
  return sums;
}

function mostOf(counts) {
  if (counts instanceof Uint8Array) {
    return 0xff;
  }
  let most = 0;
  for (let row = 0; row < counts.length; row++) {
    if (counts[row] > most) most = counts[row];
  }
  return most;
}

/** An envelope has a limit of signers, and so has a row. */
function checkSigners(columns, mosts, rows) {
  if (columns.reduce((sum, column) => sum + mosts.get(column), 0) <= MOST_SIGNERS) return;
  for (let row = 0; row < rows; row++) {
    if (columns.reduce((sum, column) => sum + column[row], 0) > MOST_SIGNERS) {
      refuse("LIMIT_EXCEEDED", `/${row}`, `more than \`${MOST_SIGNERS}\` signers; use several envelopes`);
    }
  }
}

function priceOpenRows(total, minimum, { sets, counts }, priceRow) {
  for (let row = 0; row < total.length; row++) {
    if (sets.some((set, place) => !isSingle(set) && counts[place][row] > 0)) {
      const quote = priceRow(row);
      total[row] = quote.total;
      minimum[row] = quote.minimum;
    }
  }
}

/** All rows together; every one, and all of them, within what a number holds exactly. */
function sumOf(sums, priceRow) {
  let sum = 0;
  for (let row = 0; row < sums.length; row++) {
    // That is refused by its own quote, which knows the line.
    if (!(sums[row] <= Number.MAX_SAFE_INTEGER)) priceRow(row);
    sum += sums[row];
  }
  if (sum > Number.MAX_SAFE_INTEGER) {
    refuse("AMOUNT_OUT_OF_RANGE", "", "all rows together are beyond 2^53 - 1; price fewer at once");
  }
  return sum;
}
