// The entry `sealquote/react`: prices where React renders.

import { useMemo } from "react";
import { PriceBook, SealquoteError, afford } from "sealquote";

const NOTHING = Object.freeze({ quote: undefined, affordability: undefined, error: undefined });

export function useQuote(envelope, options) {
  const book = options?.book ?? "signsecure";
  const funds = options?.funds;
  return useMemo(() => priced(envelope, book, funds), [contentOf(envelope), book, contentOf(funds)]);
}

function priced(envelope, book, funds) {
  if (envelope === undefined || envelope === null) {
    return NOTHING;
  }
  try {
    const rules = typeof book === "string" ? PriceBook.builtin(book) : book;
    // What is no book is refused as it is everywhere.
    if (!rules.quote) afford(0, 0, rules);
    const quote = rules.quote(envelope);
    const affordability = funds === undefined || funds === null ? undefined : afford(quote, funds, rules);
    return { quote, affordability, error: undefined };
  } catch (error) {
    if (!(error instanceof SealquoteError)) throw error;
    return { quote: undefined, affordability: undefined, error };
  }
}

/** What is the same for what costs the same; of what has no JSON the value itself. */
function contentOf(value) {
  try {
    return JSON.stringify(value, spelledOut);
  } catch {
    return value;
  }
}

/** JSON says `null` of numbers that are none, and nothing of functions; the errors are different. */
function spelledOut(_, value) {
  return Number.isNaN(value) || value === Infinity || value === -Infinity || typeof value === "function" ? { "": String(value) } : value;
}
