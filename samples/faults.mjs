// Three faults of which each leaves its own trace, put into a history that has none.

/** Rows that nothing else happens to: not cancelled later, and alone in their second. */
function quiet(rows) {
  const refunded = new Set(rows.filter(({ type }) => type === "refund").map(({ documentId }) => documentId));
  const alone = (at) => [at - 1, at + 1].every((other) => rows[other]?.createdAt !== rows[at].createdAt);
  return (at) => alone(at) && !refunded.has(rows[at].documentId);
}

/** The place of the first fitting row from some part of the history on. */
function find(rows, part, fits) {
  const isQuiet = quiet(rows);
  const from = Math.floor(rows.length * part);
  const place = rows.findIndex((row, at) => at >= from && fits(row) && isQuiet(at));
  if (place < 0) {
    throw new Error("no row is fit for this fault: choose another seed");
  }
  return place;
}

/** Charges more, with every later balance following from it. */
function charge(rows, place, amount) {
  const more = amount - rows[place].amount;
  return rows.map((row, at) => {
    const balanceAfter = at < place ? row.balanceAfter : row.balanceAfter - more;
    return at === place ? { ...row, amount, balanceAfter } : { ...row, balanceAfter };
  });
}

/**
 * A history with an electronic signature at 12 credits, a flat charge taken a second time, and a row
 * that was left out.
 */
export function withFaults(rows) {
  const isElectronic = (amount) => (row) => row.signatureMethod === "electronic" && row.amount === amount;
  let faulty = charge(rows, find(rows, 0.2, isElectronic(10)), 12);
  faulty = charge(faulty, find(rows, 0.5, isElectronic(0)), 10);
  const missing = find(rows, 0.75, ({ signatureMethod }) => signatureMethod === "aadhaar_esign");
  return faulty.toSpliced(missing, 1);
}
