// The types of the module, for CommonJS: JSX has one `envelope-quote`, so both kinds have to speak of the same one.

import type * as react from "./react.js" with { "resolution-mode": "import" };

export type EnvelopeQuoteProps = react.EnvelopeQuoteProps;
export type QuoteAnswer = react.QuoteAnswer;
export type UseQuoteOptions = react.UseQuoteOptions;
export declare const useQuote: typeof react.useQuote;
