// What the entries about quotes have in common: all but how they begin.

export {
  PriceBook,
  SealquoteError,
  afford,
  explain,
  quote,
  quoteMany,
  receipt,
  resolvePayer,
  settle,
  verifyReceipt,
} from "../quotes.js";
