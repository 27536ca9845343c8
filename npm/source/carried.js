// The module that the entry carries as text: packed, beside another one that is small enough not to be.

import { length, streamsLength } from "sealquote:lengths";
import { fromText } from "sealquote:letters";

let beside;

/** Takes what reads the bytes of the module where they lie as a file; what it answers is nothing where they do not. */
export function prefer(read) {
  beside = read;
}

/** Memory that grows is taken away from the views of it. */
export const isStale = (view) => view.length === 0;

export function compile() {
  return new WebAssembly.Module(beside?.() ?? unpacked());
}

export function compileLater() {
  return WebAssembly.compile(beside?.() ?? unpacked());
}

function unpacked() {
  // The build writes both behind all the code: until that has run they are not there.
  const [from, by] = [sealquoteModule, sealquoteUnpacker].map(fromText);
  const { memory, unpack, __heap_base } = new WebAssembly.Instance(new WebAssembly.Module(by)).exports;
  const at = __heap_base.value;
  const streams = at + from.length;
  const to = streams + streamsLength;
  memory.grow((from.length + streamsLength + length + 0xffff) >>> 16);
  new Uint8Array(memory.buffer).set(from, at);
  unpack(at, from.length, streams, streamsLength, to, length);
  return new Uint8Array(memory.buffer, to, length);
}
