// The element's types, with the DOM's.

import { PriceBook } from "sealquote";
import { define, methodLabel, EnvelopeQuoteElement, type QuoteEventDetail } from "sealquote/element";

define("price-of-envelope");
const element = document.createElement("envelope-quote");
element.envelope = { signers: [{ method: "any" }] };
element.book = PriceBook.builtin("signsecure");
element.addEventListener("quote", ({ detail }) => {
  const total: number | undefined = detail.quote?.total;
  if (detail.error === undefined) console.log(total, detail.sentence.length, detail.affordability?.shortfall);
});
const label: string = methodLabel("electronic");
const made: EnvelopeQuoteElement = element;
declare const detail: QuoteEventDetail;
// @ts-expect-error there may be no quote
detail.quote.total;
// @ts-expect-error an envelope has signers
element.envelope = {};
void [label, made];
