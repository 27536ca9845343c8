// A quote that comes back, checked before the core is asked what a balance means for it.

import { refuse } from "./refusing.js";

export const NOT_A_QUOTE = "not a quote; give what `quote` answered";

export function quoteParts(quote) {
  if (typeof quote?.version !== "string" || typeof quote.total !== "number") {
    refuse("INVALID_TYPE", "", NOT_A_QUOTE);
  }
  if (!Number.isSafeInteger(quote.total) || quote.total < 0) {
    refuse("INVALID_NUMBER", "/total", `\`${quote.total}\` is no total; give what \`quote\` answered`);
  }
  return quote;
}
