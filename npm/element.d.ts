/**
 * Show on a page what an envelope will cost: the custom element `<envelope-quote>`.
 *
 * It is no editor of envelopes: it shows the price of the one that it is given. Importing this entry registers the
 * element; on a server, where there are no elements, it does nothing.
 *
 * What stands between its tags is shown until then, and where scripts do not run. Its language is that of `locale`, else
 * the nearest `lang` around it, of the page at last: English, French and Hindi, others by {@link languages}. What a person
 * sees is drawn at once; what a screen reader hears is said once the price has stood still for 600 ms.
 *
 * - Attributes: those of {@link EnvelopeQuoteAttributes}.
 * - Events: `quote` ({@link QuoteEventDetail}), which bubbles, with each price and each reason why there is none, not again while it is the same.
 * - Slot: `empty`, for what to say while there is no envelope.
 * - Parts: `price`, `bound`, `total`, `amount`, `figure`, `unit`, `minimum`, `funds` (and `short` when they are), `title`,
 *   `advice`, `lines`, `line`, `label`, `reason`, `value`, `least`, `due`, `due-line`, `marginal`, `costs`, `source`,
 *   `digest`, `empty`, `error`, `message`.
 * - Custom properties: `--envelope-quote-ink`, `-muted`, `-rule`, `-accent`, `-warn`, `-font`, `-size`.
 *
 * Source: SignSecure documentation, Credits page; HTML Standard, Custom elements.
 *
 * @packageDocumentation
 *
 * @example
 * ```html
 * <form action="/send" method="post">
 *   <envelope-quote name="envelope" balance="500" envelope='{ "signers": [{ "method": "any" }] }'>
 *     The price is worked out in your browser.
 *   </envelope-quote>
 *   <button>Send</button>
 * </form>
 * <script type="module">
 *   import "sealquote/element";
 * </script>
 * ```
 *
 * @example
 * ```ts
 * import "sealquote/element";
 *
 * const element = document.querySelector("envelope-quote");
 * if (element) element.envelope = { signers: [{ method: "aadhaar_esign" }] };
 * ```
 */

import type { Affordability, Envelope, Funds, PriceBook, Quote } from "./index.js";

/**
 * What a `quote` event carries: a price, or the reason why there is none.
 *
 * It is not sent while there is no envelope.
 *
 * Source: {@link EnvelopeQuoteElement}.
 *
 * @example
 * ```ts
 * function told({ quote, error }: QuoteEventDetail): string {
 *   return error ? error.message : `at most ${quote.total}`;
 * }
 * ```
 */
export type QuoteEventDetail =
  | {
      readonly quote: Quote;
      /** What the funds mean for it; `undefined` without funds. */
      readonly affordability: Affordability | undefined;
      /** What is announced. */
      readonly sentence: string;
      readonly error?: undefined;
    }
  | {
      /** A `SealquoteError`; of an attribute that is no JSON, an error of code `INVALID_JSON`. */
      readonly error: Error & { code?: string; path?: string };
      readonly quote?: undefined;
      readonly affordability?: undefined;
      readonly sentence?: undefined;
    };

/**
 * The attributes of `<envelope-quote>`, for frameworks that want them typed.
 *
 * It is not its properties: `envelope`, `book` and `funds` are those of {@link EnvelopeQuoteElement}, and win.
 *
 * Source: HTML Standard, Form-associated custom elements; WAI-ARIA 1.2, aria-busy.
 *
 * @example
 * ```ts
 * const attributes: EnvelopeQuoteAttributes = { book: "signsecure", balance: 500, payer: "allocation", locale: "fr" };
 * ```
 */
export interface EnvelopeQuoteAttributes {
  /** The envelope as JSON. */
  envelope?: string | undefined;
  /** The id of a built-in book; by default `signsecure`. */
  book?: string | undefined;
  /** What there is to pay with: whole credits; without it nothing is said of funds. */
  balance?: number | string | undefined;
  /** Whose credits these are: `personal`, `organization`, or a member's `allocation`, which is not topped up by buying. */
  payer?: "personal" | "organization" | "allocation" | undefined;
  /** A BCP 47 tag; by default the language around the element. */
  locale?: string | undefined;
  /** Under which name a form sends the priced envelope, as JSON. */
  name?: string | undefined;
  /** `true` while the page still asks for the envelope or the balance: what is shown is dimmed, and nothing is announced. */
  "aria-busy"?: "true" | "false" | boolean | undefined;
}

/**
 * `<envelope-quote>`: the price of an envelope, drawn and announced.
 *
 * It is no proof of a price: a form sends the envelope, for a back end to price again. It is not valid, and its form is not
 * sent, while the funds do not cover the price or there is none because of a mistake; without an envelope it sends nothing.
 * A form that is reset takes it back to its attributes; a page that is gone back to takes it to what it was.
 *
 * Errors: none is thrown; they are shown, and told by the event `quote`.
 *
 * Source: SignSecure documentation, Credits page; HTML Standard, Form-associated custom elements.
 *
 * @example
 * ```ts
 * const element: EnvelopeQuoteElement = document.createElement("envelope-quote");
 * element.envelope = { signers: [{ method: "aadhaar_esign" }] };
 * element.funds = { balance: 500, payer: "organization" };
 * element.addEventListener("quote", ({ detail }) => console.log(detail.quote?.total)); // 16
 * document.body.append(element);
 * ```
 */
export class EnvelopeQuoteElement extends HTMLElement {
  /** The envelope or its JSON; `null` shows the empty state, `undefined` falls back to the attribute. */
  envelope: Envelope | string | null | undefined;
  /** A book, or the id of a built-in one; `undefined` falls back to the attribute. */
  book: PriceBook | string | undefined;
  /** What there is to pay with; `undefined` falls back to the attributes `balance` and `payer`. */
  funds: Funds | null | undefined;
  /** The priced envelope as JSON, which a form sends under the attribute `name`; empty while there is no price. Set, it is `envelope`. */
  value: string;
  /** Under which name a form sends it: the attribute. */
  name: string;
  /** What it is called in `form.elements`: the name of its tag. */
  readonly type: string;
  /** The form that it is in. */
  readonly form: HTMLFormElement | null;
  /** The labels that are for it. */
  readonly labels: NodeList;
  /** Whether its form asks it at all: not when it is disabled. */
  readonly willValidate: boolean;
  /** `customError` while the funds are short or there is no price because of a mistake. */
  readonly validity: ValidityState;
  /** The same in words; empty while it is valid. */
  readonly validationMessage: string;
  /** Whether it is valid. */
  checkValidity(): boolean;
  /** The same, and leads the person there when it is not. */
  reportValidity(): boolean;
  addEventListener(
    type: "quote",
    listener: (this: EnvelopeQuoteElement, event: CustomEvent<QuoteEventDetail>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: EnvelopeQuoteElement, event: HTMLElementEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

/**
 * Registers the element under a name, `envelope-quote` when it is left out; a name that is taken is left alone.
 *
 * It is not needed for `envelope-quote`, which importing this entry registers, and does nothing without a DOM.
 *
 * Source: HTML Standard, CustomElementRegistry.
 *
 * @example
 * ```ts
 * define("price-of-envelope");
 * ```
 */
export function define(name?: string): void;

/**
 * What a person calls a signing method, given the rates of the book's version: the label of the first rate that is for
 * this method alone, without the English word `signature` at its end; else the method's name made readable.
 *
 * It is not translated: labels are the book's.
 *
 * Source: SignSecure documentation, Credits page.
 *
 * @example
 * ```ts
 * methodLabel("video_call"); // "Video call"
 * methodLabel("dsc", [{ code: "d", label: "DSC signature", methods: ["dsc"] }]); // "DSC"
 * ```
 */
export function methodLabel(method: string, rates?: ReadonlyArray<{ code: string; label?: string; methods?: readonly string[] }>): string;

/**
 * What the element says in one language. `{0}` and `{1}` are filled in.
 *
 * It is not what a book says: its labels are shown as they are.
 *
 * Source: Unicode CLDR, Plural Rules.
 *
 * @example
 * ```ts
 * const german: Partial<QuoteTexts> = { exactly: "genau", left: "{0} von {1} übrig", nouns: { credit: "Credit|Credits" } };
 * ```
 */
export interface QuoteTexts {
  /** Before a total that is decided. */
  readonly exactly: string;
  /** Before the most that it can cost. */
  readonly most: string;
  /** Before the least that it can cost. */
  readonly least: string;
  /** When what is due at creation is due. */
  readonly creation: string;
  /** When what is due at send is due. */
  readonly send: string;
  /** When what is due at signature is due. */
  readonly signature: string;
  /** Why the base is charged. */
  readonly once: string;
  /** Why a flat row is charged. */
  readonly flat: string;
  /** Why a flat row may be charged. */
  readonly perhaps: string;
  /** Why a row is there that the dearest choice does not have. */
  readonly cheapest: string;
  /** Above what one more signer would add. */
  readonly more: string;
  /** What is left, `{0}`, of the balance, `{1}`. */
  readonly left: string;
  /** For how many such envelopes, `{0}`, the balance is enough. */
  readonly enough: string;
  /** What is missing, `{0}`. */
  readonly short: string;
  /** What to buy, `{0}`. */
  readonly buy: string;
  /** The bonus on it, `{0}`. */
  readonly bonus: string;
  /** What to buy, `{0}`, or to type in, `{1}`. */
  readonly or: string;
  /** What a member can do whose allocation is short. */
  readonly ask: string;
  /** The book, `{0}`, its version, `{1}`, and the word before the digest. */
  readonly book: string;
  /** There is no envelope. */
  readonly empty: string;
  /** There is no price. */
  readonly none: string;
  /** Of units and of what is counted: the word for one and, after a bar, for others. */
  readonly nouns: { readonly [unit: string]: string };
  /** What stands between a name and a figure. */
  readonly colon: string;
  /** What ends a sentence. */
  readonly stop: string;
}

/**
 * What the element speaks, by language (`en`, without a region). English is there; French and Hindi are fetched by the
 * first element of a page that speaks them; others may be added before.
 *
 * It is not read again until an element is drawn again.
 *
 * Source: RFC 5646, the primary language subtag.
 *
 * @example
 * ```ts
 * languages["de"] = { ...languages.en, exactly: "genau", most: "höchstens", least: "mindestens" };
 * ```
 */
export const languages: { en: QuoteTexts; [language: string]: QuoteTexts };

declare global {
  interface HTMLElementTagNameMap {
    "envelope-quote": EnvelopeQuoteElement;
  }
}
