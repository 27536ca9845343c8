// First, so that what is packed stands at the beginning of the bundle: beside other text it packs 1 % worse.
import "sealquote:source";
import { answer, lay } from "./desk.js";
import { SealquoteError } from "./error.js";
import { explainQuote } from "./explain.js";
import { PriceBook } from "./price-book.js";
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
  return bookOr(options?.book, "signsecure").settle(envelope, events, options?.charged);
}

export function afford(quote, funds, book) {
  const plain = snapshot(quote);
  return bookOr(book, plain?.priceBook ?? "signsecure").afford(plain, funds);
}

function bookOr(book, id) {
  if (book === undefined || book === null) {
    return PriceBook.builtin(id);
  }
  // Not by its class: a book of the CommonJS build is one too.
  if (typeof book.afford === "function") {
    return book;
  }
  const message = "not a price book; give what `PriceBook.parse` or `PriceBook.builtin` answered";
  throw new SealquoteError({ code: "INVALID_TYPE", message, path: "" });
}
