import { SealquoteError } from "./error.js";
import { PriceBook } from "./price-book.js";
import { snapshot } from "./snapshot.js";

export { init } from "./engine.js";
export { PriceBook, SealquoteError };

export function quote(envelope) {
  return PriceBook.builtin("signsecure").quote(envelope);
}

export function afford(quote, funds, book) {
  const plain = snapshot(quote);
  const own = book ?? PriceBook.builtin(plain?.priceBook ?? "signsecure");
  if (typeof own.afford !== "function") {
    const message = "not a price book; give what `PriceBook.parse` or `PriceBook.builtin` answered";
    throw new SealquoteError({ code: "INVALID_TYPE", message, path: "" });
  }
  return own.afford(plain, funds);
}
