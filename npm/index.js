import { answer, lay } from "./desk.js";
import { SealquoteError } from "./error.js";
import { explainQuote } from "./explain.js";
import { PriceBook } from "./price-book.js";
import { asBook, optionsOf } from "./refusing.js";
import { snapshot } from "./snapshot.js";

export { init } from "./engine.js";
export { PriceBook, SealquoteError };

let standard;

export function quote(envelope) {
  standard ??= PriceBook.builtin("signsecure");
  return standard.quote(envelope);
}

export function quoteMany(columns, book) {
  return bookOr(book, "signsecure").quoteMany(columns);
}

export function receipt(envelope, book, options) {
  return bookOr(book, "signsecure").receipt(envelope, options);
}

export function verifyReceipt(receipt, envelope, book, options) {
  return bookOr(book, "signsecure").verifyReceipt(receipt, envelope, options);
}

export function explain(quote, locale = "en") {
  return explainQuote(snapshot(quote), locale);
}

export function resolvePayer(context) {
  lay(snapshot(context));
  return answer((desk) => desk.payer());
}

export function settle(envelope, events, options) {
  const { book, charged } = optionsOf(options, ["book", "charged"]);
  return bookOr(book, "signsecure").settle(envelope, events, charged);
}

export function afford(quote, funds, book) {
  const plain = snapshot(quote);
  return bookOr(book, plain?.priceBook ?? "signsecure").afford(plain, funds);
}

function bookOr(book, id) {
  return book === undefined || book === null ? PriceBook.builtin(id) : asBook(book, "/book");
}
