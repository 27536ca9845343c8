// The entry for React, and the element in its JSX. Compiled only, never run.

import { createElement, type JSX } from "react";
import { PriceBook, SealquoteError, type Envelope } from "sealquote";
import { useQuote, type EnvelopeQuoteProps, type UseQuoteOptions } from "sealquote/react";

const envelope: Envelope = { signers: [{ method: "any" }] };
const { quote, affordability, error } = useQuote(envelope, { book: PriceBook.builtin("signsecure"), funds: { balance: 5, payer: "personal" } });
const shown: string = error ? error.code : quote === undefined ? "" : String(quote.total) + String(affordability?.shortfall);
const options: UseQuoteOptions = { book: "signsecure-staging" };
const none: SealquoteError | undefined = useQuote(null, options).error;
const props: EnvelopeQuoteProps = {
  envelope,
  book: "signsecure",
  balance: 500,
  className: "price",
  onquote: ({ detail }) => console.log(detail.quote?.total, detail.error?.code),
  ref: (element) => console.log(element?.book),
};
const inJsx: JSX.IntrinsicElements["envelope-quote"] = props;
createElement("envelope-quote", props);
// @ts-expect-error an envelope has signers
useQuote({});
// @ts-expect-error there is no such built-in book
useQuote(envelope, { book: "none" });
// @ts-expect-error a total is a number
const text: string = useQuote(envelope).quote?.total;
// @ts-expect-error there is no such option
useQuote(envelope, { balance: 5 });
// @ts-expect-error a balance is a number or its text
const wrong: JSX.IntrinsicElements["envelope-quote"] = { balance: {} };
void [shown, none, inJsx, text, wrong];
