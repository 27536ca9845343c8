// The types of the module, for CommonJS: a page has one `envelope-quote`, so both kinds have to speak of the same class.

import type * as element from "./element.js" with { "resolution-mode": "import" };

export type EnvelopeQuoteAttributes = element.EnvelopeQuoteAttributes;
export type EnvelopeQuoteElement = element.EnvelopeQuoteElement;
export type QuoteEventDetail = element.QuoteEventDetail;
export type QuoteTexts = element.QuoteTexts;
export declare const EnvelopeQuoteElement: typeof element.EnvelopeQuoteElement;
export declare const define: typeof element.define;
export declare const languages: typeof element.languages;
export declare const methodLabel: typeof element.methodLabel;
