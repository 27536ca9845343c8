import type { Affordability, Envelope, PriceBook, Quote } from "./index.js";

/** What a `quote` event carries: a price, or the reason why there is none. */
export type QuoteEventDetail =
  | { quote: Quote; affordability: Affordability | undefined; /** The announced sentence. */ sentence: string; error?: undefined }
  | { error: Error & { code?: string; path?: string }; quote?: undefined; affordability?: undefined; sentence?: undefined };

/**
 * `<envelope-quote>`: the price of an envelope, drawn and announced.
 *
 * Attributes: `book` (id of a built-in book), `balance` (whole number), `envelope` (JSON), `lang` (how figures are written).
 * Properties win over the attributes of the same name.
 * Slot: `empty` (what to say while there is no envelope).
 * Parts: `price`, `bound`, `total`, `figure`, `unit`, `minimum`, `funds`, `lines`, `line`, `due`, `due-line`, `marginal`, `source`, `digest`, `empty`, `error`.
 * Custom properties: `--envelope-quote-ink`, `-muted`, `-rule`, `-accent`, `-warn`, `-font`, `-size`.
 */
export class EnvelopeQuoteElement extends HTMLElement {
  /** The envelope or its JSON; `null` shows the empty state, `undefined` falls back to the attribute. */
  envelope: Envelope | string | null | undefined;
  /** A book, or the id of a built-in one; `undefined` falls back to the attribute. */
  book: PriceBook | string | undefined;
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

/** Registers the element under `name`; importing the module has already registered `envelope-quote`. Does nothing without a DOM. */
export function define(name?: string): void;

/** What a person calls a signing method, given the rates of the book's version. */
export function methodLabel(method: string, rates?: ReadonlyArray<{ code: string; label?: string; methods?: readonly string[] }>): string;

declare global {
  interface HTMLElementTagNameMap {
    "envelope-quote": EnvelopeQuoteElement;
  }
}
