// A quote that comes back, checked before the core is asked what a balance means for it.

import { SealquoteError } from "./error.js";

export function quoteParts(quote) {
  if (typeof quote?.version !== "string" || typeof quote.total !== "number") {
    const message = "not a quote; give what `quote` answered";
    throw new SealquoteError({ code: "INVALID_TYPE", message, path: "" });
  }
  if (!Number.isSafeInteger(quote.total) || quote.total < 0) {
    const message = `\`${quote.total}\` is not a total that a quote can have; give what \`quote\` answered`;
    throw new SealquoteError({ code: "INVALID_NUMBER", message, path: "/total" });
  }
  return quote;
}
