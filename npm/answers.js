// Answers of the module, written out and kept. A quote depends on the version, on what `tally` makes one number
// of, and on two counts; the module is asked for exactly what those say, so a quote kept under them is what the
// module would say again, and no caller ever gets hold of it: each gets a copy. It is kept when it is asked for
// the second time: of what never comes again no copy need be made.

/** Numbers of a quote that stand before its lines, and numbers of a line. */
const HEAD = 3;
const LINE = 4;

/** How many tallies are remembered; then all are forgotten. */
const MOST_KEPT = 512;

/** The quotes of one version. */
export class Answers {
  #kept = new Map();

  /** The quote, null when it was asked for and not kept, undefined when it was not even asked for. */
  get(tally, documents, megabytes) {
    const kept = this.#kept.get(tally);
    if (kept === undefined || kept.documents !== documents || kept.megabytes !== megabytes) {
      return undefined;
    }
    return kept.quote;
  }

  keep(tally, documents, megabytes, quote) {
    if (this.#kept.size >= MOST_KEPT) {
      this.#kept.clear();
    }
    this.#kept.set(tally, { documents, megabytes, quote });
  }
}

/** The quote whose numbers stand from `at` on, with the names of the version put to them. */
export function readQuote(version, numbers, at) {
  const { priceBook, label, digest, unit, rates, names } = version;
  const total = whole(numbers[at]);
  const minimum = whole(numbers[at + 1]);
  const count = numbers[at + 2];
  const lines = new Array(count);
  let next = at + HEAD;
  for (let line = 0; line < count; line++, next += LINE) {
    const rate = rates[numbers[next]];
    lines[line] = writeLine(rate, whole(numbers[next + 1]), whole(numbers[next + 2]), whole(numbers[next + 3]));
  }
  return {
    priceBook,
    version: label,
    digest,
    unit,
    total,
    minimum,
    exact: total === minimum,
    lines,
    marginal: marginalOf(names, numbers, next),
  };
}

/** What one more signer of each method would add, by the numbers from `at` on; no method is called `__proto__`. */
export function marginalOf(names, numbers, at) {
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

/** A quote as it is kept: its lines are of one shape, with and without `unitPrice`, which is faster to copy. */
export function keepQuote({ priceBook, version, digest, unit, total, minimum, exact, lines, marginal }) {
  const kept = lines.map(({ code, label, quantity, unitPrice = null, amount, minimum, dueOn }) => {
    return { code, label, quantity, unitPrice, amount, minimum, dueOn };
  });
  return { priceBook, version, digest, unit, total, minimum, exact, lines: kept, marginal: { ...marginal } };
}

/** A copy of what was kept: new in every part, and the caller's to change. */
export function copyQuote({ priceBook, version, digest, unit, total, minimum, exact, lines, marginal }) {
  return { priceBook, version, digest, unit, total, minimum, exact, lines: copyLines(lines), marginal: { ...marginal } };
}

// Literals, not loops and spreads: an engine writes the parts of a literal in place.

function copyLines(lines) {
  switch (lines.length) {
    case 1:
      return [copyLine(lines[0])];
    case 2:
      return [copyLine(lines[0]), copyLine(lines[1])];
    case 3:
      return [copyLine(lines[0]), copyLine(lines[1]), copyLine(lines[2])];
    case 4:
      return [copyLine(lines[0]), copyLine(lines[1]), copyLine(lines[2]), copyLine(lines[3])];
    default:
      return lines.map(copyLine);
  }
}

function copyLine({ code, label, quantity, unitPrice, amount, minimum, dueOn }) {
  return unitPrice === null
    ? { code, label, quantity, amount, minimum, dueOn }
    : { code, label, quantity, unitPrice, amount, minimum, dueOn };
}

export function writeLine({ code, label, unitPrice, dueOn }, quantity, amount, minimum) {
  return unitPrice === null
    ? { code, label, quantity, amount, minimum, dueOn }
    : { code, label, quantity, unitPrice, amount, minimum, dueOn };
}
