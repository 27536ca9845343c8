// The entry whose module the caller brings, from CommonJS. Compiled only, never run.

import sealquote = require("sealquote/slim");

sealquote.initSync(new Uint8Array(8));
const total: number = sealquote.quote({ signers: [] }).total;
// @ts-expect-error the total is a number
const text: string = sealquote.quote({ signers: [] }).total;
void [total, text];
