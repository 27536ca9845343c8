// What another price book makes of the same envelope, line by line, and why.

const NOT_CHARGED = { __proto__: null, quantity: 0, amount: 0, minimum: 0 };

/** The lines of two quotes side by side, in the order of the first; the books are those of the quotes, as documents. */
export function compareQuotes(quotes, books) {
  const [ours, theirs] = quotes;
  const rates = quotes.map(({ version }, side) => byCode(books[side].versions.find((one) => one.version === version).rates));
  const lines = quotes.map((quote) => byCode(quote.lines));
  const codes = new Set([...lines[0].keys(), ...lines[1].keys()]);
  const compared = Array.from(codes, (code) => compareLines(code, ...[...rates, ...lines].map((known) => known.get(code))));
  return { quotes, difference: theirs.total - ours.total, minimumDifference: theirs.minimum - ours.minimum, lines: compared };
}

const byCode = (list) => new Map(list.map((one) => [one.code, one]));

function compareLines(code, ourRate, theirRate, ours = NOT_CHARGED, theirs = NOT_CHARGED) {
  return {
    code,
    label: (ourRate ?? theirRate).label ?? code,
    amounts: [ours.amount, theirs.amount],
    difference: theirs.amount - ours.amount,
    minimumDifference: theirs.minimum - ours.minimum,
    reasons: reasons(ourRate, theirRate, ours, theirs),
  };
}

function reasons(ourRate, theirRate, ours, theirs) {
  if (ourRate === undefined) return ["added"];
  if (theirRate === undefined) return ["removed"];
  const reasons = [];
  const [ourPrice, theirPrice] = [priceOf(ourRate), priceOf(theirRate)];
  const samePrice = ourPrice === theirPrice;
  const sameAmounts = ours.amount === theirs.amount && ours.minimum === theirs.minimum;
  const least = leastOf(ourPrice, ours) - leastOf(theirPrice, theirs);
  // By one price only another quantity makes another amount, be it that of the cheapest choice.
  if (ours.quantity !== theirs.quantity || least || (samePrice && !sameAmounts)) reasons.push("quantity");
  if (!samePrice) reasons.push("price");
  if (ours.dueOn && theirs.dueOn && ours.dueOn !== theirs.dueOn) reasons.push("due");
  return reasons;
}

/** How many units are in the cheapest choice, where each has one price and nothing else counts; else no number. */
function leastOf(price, { minimum }) {
  return minimum / price.match(/^included,0,minimum,0,.*unitPrice,(.*);/)?.[1];
}

/** What a rate's price says, also where it leaves that out, as text. */
function priceOf({ price: { tiers = [], ...rest } }) {
  const entries = Object.entries({ included: 0, minimum: 0, ...rest }).sort();
  return `${entries};${tiers.map(({ upTo, unitPrice, flatFee = 0 }) => [upTo, unitPrice, flatFee])}`;
}
