/**
 * Know what an envelope will cost while React renders it: a hook, and the types of `<envelope-quote>` in JSX.
 *
 * It is not needed for the element: React 19 sets its properties as they are.
 *
 * Source: React reference, useMemo; React 19 release notes, Custom Elements.
 *
 * @packageDocumentation
 *
 * @example
 * ```tsx
 * import type { Envelope } from "sealquote";
 * import { useQuote } from "sealquote/react";
 *
 * function Price({ envelope }: { envelope: Envelope }) {
 *   const { quote, error } = useQuote(envelope);
 *   return <p>{error ? error.message : `${quote?.total} credits`}</p>;
 * }
 * ```
 */

import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { Affordability, Envelope, Funds, PriceBook, Quote, SealquoteError } from "./index.js";
import type { EnvelopeQuoteAttributes, EnvelopeQuoteElement, QuoteEventDetail } from "./element.js";

/**
 * By what {@link useQuote} prices.
 *
 * It is not a provider: each call has its own.
 *
 * Source: SignSecure documentation, Credits page.
 *
 * @example
 * ```ts
 * const options: UseQuoteOptions = { book: "signsecure-staging", funds: { balance: 500 } };
 * ```
 */
export interface UseQuoteOptions {
  /** A book, or the id of a built-in one; by default `signsecure`. */
  readonly book?: PriceBook | "signsecure" | "signsecure-staging" | undefined;
  /** What there is to pay with; without it nothing is said of what can be afforded. */
  readonly funds?: Funds | null | undefined;
}

/**
 * What {@link useQuote} answers: a price, the reason why there is none, or nothing while there is no envelope.
 *
 * It is not the caller's to change: the same object is answered until the content changes.
 *
 * Source: {@link useQuote}.
 *
 * @example
 * ```ts
 * const answer: QuoteAnswer = useQuote({ signers: [] });
 * answer.error === undefined && answer.quote?.total; // 1
 * ```
 */
export type QuoteAnswer =
  | { readonly quote: Quote; readonly affordability: Affordability | undefined; readonly error: undefined }
  | { readonly quote: undefined; readonly affordability: undefined; readonly error: SealquoteError }
  | { readonly quote: undefined; readonly affordability: undefined; readonly error: undefined };

/**
 * The price of an envelope, asked for anew when its content changes, and not when it is merely another object.
 *
 * It is not an effect: the answer is there in the first rendering, on a server as well. It throws nothing: what
 * `quote` and `afford` throw is the answer's `error`.
 *
 * Source: React reference, useMemo and Rules of Hooks.
 *
 * @example
 * ```ts
 * const { quote, affordability, error } = useQuote({ signers: [{ method: "any" }] }, { funds: { balance: 500 } });
 * ```
 */
export function useQuote(envelope: Envelope | null | undefined, options?: UseQuoteOptions): QuoteAnswer;

/**
 * What `<envelope-quote>` takes in JSX.
 *
 * It is not all of it for React 18, which sets attributes only, and for what a server has rendered, of which React 19 leaves
 * properties and listeners alone until they change: give `envelope` as JSON there.
 *
 * Source: React 19 release notes, Custom Elements.
 *
 * @example
 * ```ts
 * const props: EnvelopeQuoteProps = { envelope: { signers: [] }, balance: 500 };
 * ```
 */
export interface EnvelopeQuoteProps extends DetailedHTMLProps<HTMLAttributes<EnvelopeQuoteElement>, EnvelopeQuoteElement> {
  /** The envelope, or its JSON; `null` shows the empty state. */
  envelope?: Envelope | string | null | undefined;
  /** A book, or the id of a built-in one. */
  book?: PriceBook | string | undefined;
  /** What there is to pay with; it wins over `balance` and `payer`. */
  funds?: Funds | null | undefined;
  /** What there is to pay with, a whole number. */
  balance?: EnvelopeQuoteAttributes["balance"];
  /** Whose credits these are. */
  payer?: EnvelopeQuoteAttributes["payer"];
  /** A BCP 47 tag; by default the language around the element. */
  locale?: EnvelopeQuoteAttributes["locale"];
  /** Under which name a form sends the priced envelope. */
  name?: EnvelopeQuoteAttributes["name"];
  /** Called with each price, and with each reason why there is none. */
  onquote?: ((event: CustomEvent<QuoteEventDetail>) => void) | undefined;
}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "envelope-quote": EnvelopeQuoteProps;
    }
  }
}
