// What another price book makes of the same envelope, line by line, and why.

/** The lines of two quotes side by side, in the order of the first. */
export function compareQuotes(ours, theirs) {
  const others = new Map(theirs.lines.map((line) => [line.code, line]));
  const lines = ours.lines.map((line) => compareLines(line, others.get(line.code) ?? null));
  const known = new Set(ours.lines.map((line) => line.code));
  const added = theirs.lines.filter((line) => !known.has(line.code)).map((line) => compareLines(null, line));
  return {
    quotes: [ours, theirs],
    difference: theirs.total - ours.total,
    minimumDifference: theirs.minimum - ours.minimum,
    lines: [...lines, ...added],
  };
}

function compareLines(ours, theirs) {
  const { code, label } = ours ?? theirs;
  return {
    code,
    label,
    amounts: [ours?.amount ?? 0, theirs?.amount ?? 0],
    difference: (theirs?.amount ?? 0) - (ours?.amount ?? 0),
    minimumDifference: (theirs?.minimum ?? 0) - (ours?.minimum ?? 0),
    reasons: reasons(ours, theirs),
  };
}

function reasons(ours, theirs) {
  if (ours === null) return ["added"];
  if (theirs === null) return ["removed"];
  const reasons = [];
  if (ours.quantity !== theirs.quantity) reasons.push("quantity");
  const sameUnit = ours.unitPrice === theirs.unitPrice;
  const sameAmounts = ours.amount === theirs.amount && ours.minimum === theirs.minimum;
  if (!sameUnit || (ours.quantity === theirs.quantity && !sameAmounts)) reasons.push("price");
  if (ours.dueOn !== theirs.dueOn) reasons.push("due");
  return reasons;
}
