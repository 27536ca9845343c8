// Answers of the module, kept and written out. A quote depends on the version and on what `tally` makes one
// number of, and on nothing else; the module is asked for exactly what that number says, so an answer kept
// under it is what the module would say again, and no caller ever gets hold of it: each gets a copy.

/** Numbers of a quote that stand before its lines, and numbers of a line. */
const HEAD = 3;
const LINE = 4;

/** How many answers are kept: a power of two, so that the upper bits of a product number the places. */
const PLACES = 512;
const SHIFT = 1 + Math.clz32(PLACES);
/** 2^32 by the golden ratio: tallies that are alike go to places far apart. */
const SPREAD = 0x9e3779b1;

const NOTHING = { tally: -1, answer: null };

function placeOf(tally) {
  return Math.imul(tally, SPREAD) >>> SHIFT;
}

/** The answers of one version. A tally has one place, and takes it from whichever had it before. */
export class Answers {
  #places = new Array(PLACES).fill(NOTHING);

  /** The answer to a tally, or null. */
  get(tally) {
    const kept = this.#places[placeOf(tally)];
    return kept.tally === tally ? kept.answer : null;
  }

  keep(tally, answer) {
    this.#places[placeOf(tally)] = { tally, answer };
  }
}

/** The answer whose numbers stand from `at` on, with the names of the version put to them. */
export function readAnswer(version, numbers, at) {
  const total = whole(numbers[at]);
  const minimum = whole(numbers[at + 1]);
  const count = numbers[at + 2];
  const lines = new Array(count);
  let next = at + HEAD;
  for (let line = 0; line < count; line++, next += LINE) {
    const { code, label, unitPrice, dueOn } = version.rates[numbers[next]];
    const quantity = whole(numbers[next + 1]);
    const amount = whole(numbers[next + 2]);
    // One shape with and without `unitPrice`: `writeLine` is the faster for it.
    lines[line] = { code, label, quantity, unitPrice, amount, minimum: whole(numbers[next + 3]), dueOn };
  }
  return { version, total, minimum, lines, marginal: marginalOf(version.names, numbers, next) };
}

/** What one more signer of each method would add, by the numbers from `at` on; no method is called `__proto__`. */
function marginalOf(names, numbers, at) {
  const marginal = {};
  // Where a line of code always stores the same key, an engine stores as fast as in a literal.
  const { length } = names;
  if (length > 0) marginal[names[0]] = whole(numbers[at]);
  if (length > 1) marginal[names[1]] = whole(numbers[at + 1]);
  if (length > 2) marginal[names[2]] = whole(numbers[at + 2]);
  for (let method = 3; method < length; method++) {
    marginal[names[method]] = whole(numbers[at + method]);
  }
  return marginal;
}

/** The same number: what comes from an array of floats is one to an engine until it is told otherwise. */
function whole(number) {
  const small = number | 0;
  return small === number ? small : number;
}

/** An answer as a caller gets it: new in every part, and the caller's to change. */
export function writeQuote({ version, total, minimum, lines, marginal }) {
  const { priceBook, label, digest, unit } = version;
  const count = lines.length;
  const written = new Array(count);
  for (let line = 0; line < count; line++) {
    written[line] = writeLine(lines[line]);
  }
  return {
    priceBook,
    version: label,
    digest,
    unit,
    total,
    minimum,
    exact: total === minimum,
    lines: written,
    marginal: { ...marginal },
  };
}

// A literal, not a spread: an engine writes the fields of a literal in place.
function writeLine({ code, label, quantity, unitPrice, amount, minimum, dueOn }) {
  return unitPrice === null
    ? { code, label, quantity, amount, minimum, dueOn }
    : { code, label, quantity, unitPrice, amount, minimum, dueOn };
}
