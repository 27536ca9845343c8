import { PriceBook } from "./price-book.js";

export { init } from "./engine.js";
export { SealquoteError } from "./error.js";
export { PriceBook };

export function quote(envelope) {
  return PriceBook.builtin("signsecure").quote(envelope);
}

export function afford(quote, funds, book) {
  const own = book ?? PriceBook.builtin(quote?.priceBook ?? "signsecure");
  return own.afford(quote, funds);
}
