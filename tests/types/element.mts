// The element's types, with the DOM's.

import { PriceBook } from "sealquote";
import { define, languages, methodLabel, EnvelopeQuoteElement, type EnvelopeQuoteAttributes, type QuoteEventDetail } from "sealquote/element";

define("price-of-envelope");
const element = document.createElement("envelope-quote");
element.envelope = { signers: [{ method: "any" }] };
element.book = PriceBook.builtin("signsecure");
element.addEventListener("quote", ({ detail }) => {
  const total: number | undefined = detail.quote?.total;
  if (detail.error === undefined) console.log(total, detail.sentence.length, detail.affordability?.shortfall);
});
element.funds = { balance: 500, payer: "allocation" };
languages["de"] = { ...languages.en, exactly: "genau" };
const form: HTMLFormElement | null = element.form;
const valid: boolean = element.checkValidity() && element.validity.valid;
const attributes: EnvelopeQuoteAttributes = { balance: "500", payer: "personal", locale: "fr", name: "envelope" };
const label: string = methodLabel("electronic");
const made: EnvelopeQuoteElement = element;
declare const detail: QuoteEventDetail;
// @ts-expect-error there may be no quote
detail.quote.total;
// @ts-expect-error an envelope has signers
element.envelope = {};
// @ts-expect-error there is no such payer
attributes.payer = "boss";
// @ts-expect-error funds have a balance
element.funds = {};
// @ts-expect-error a language has all texts
languages["nl"] = { exactly: "precies" };
void [label, made, form, valid];
