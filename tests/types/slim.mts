// The entry whose module the caller brings. Compiled only, never run.

import quoteModule from "sealquote/quote.wasm";
import { PriceBook as MainBook } from "sealquote";
import { init, initSync, quote, PriceBook, SealquoteError, type Envelope, type ModuleSource, type Quote } from "sealquote/slim";

const sources: readonly ModuleSource[] = ["/quote.wasm", new URL("/quote.wasm", location.href), new Uint8Array(8), new Response(), quoteModule];
for (const source of sources) await init(source);
await init(fetch("/quote.wasm"));
initSync(quoteModule);
initSync(new ArrayBuffer(8));
const envelope: Envelope = { signers: [{ method: "any" }] };
const price: Quote = quote(envelope);
const same: number = MainBook.builtin("signsecure").compare(envelope, MainBook.builtin("signsecure")).difference + price.total;
const book: PriceBook = PriceBook.builtin("signsecure");
const error: SealquoteError = null as unknown as SealquoteError;
// @ts-expect-error there is nothing to take
await init();
// @ts-expect-error an address takes time
initSync("/quote.wasm");
// @ts-expect-error a number is no source
await init(8);
void [same, book, error];
