// A quote and a balance, checked before the core is asked what the one means for the other.

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

export function fundsParts(funds) {
  if (typeof funds?.balance !== "number") {
    const message = "`balance` is missing or no number; give the credits of the wallet";
    throw new SealquoteError({ code: "INVALID_TYPE", message, path: "/balance" });
  }
  if (!Number.isSafeInteger(funds.balance)) {
    const message = `\`${funds.balance}\` is not a whole number of credits within 2^53 - 1; round it`;
    throw new SealquoteError({ code: "INVALID_NUMBER", message, path: "/balance" });
  }
  return funds;
}
