// The entry whose module the caller brings, from CommonJS. Compiled only, never run.

import sealquote = require("sealquote/slim");
import quoteModule = require("sealquote/quote.wasm");

sealquote.initSync(new Uint8Array(8));
sealquote.init(quoteModule);
const total: number = sealquote.quote({ signers: [] }).total;
// @ts-expect-error the total is a number
const text: string = sealquote.quote({ signers: [] }).total;
void [total, text];
