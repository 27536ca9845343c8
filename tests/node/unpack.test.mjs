// The unpacker that brings out the module: what is damaged does no harm in it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fromText } from "../../npm/source/ninety-one.js";
import { ninetyOne } from "../../scripts/bundle.mjs";
import { root } from "./package.mjs";

const built = join(root, "target", "package");
const unpacker = new WebAssembly.Module(await readFile(join(built, "unpack.wasm")));
const module = await readFile(join(built, "small", "sealquote.wasm"));
const packed = await readFile(join(built, "small", "sealquote.packed"));
const HEADER_BYTES = 8;
const [length, streamsLength] = [packed.readUInt32LE(0), packed.readUInt32LE(4)];

function unpacked(body) {
  const { memory, unpack, __heap_base } = new WebAssembly.Instance(unpacker).exports;
  const at = __heap_base.value;
  const streams = at + body.length;
  const to = streams + streamsLength;
  memory.grow(Math.ceil((body.length + streamsLength + length + 16) / 65_536));
  new Uint8Array(memory.buffer).set(body, at);
  const behind = new Uint8Array(memory.buffer, to + length, 16).fill(0xa5);
  unpack(at, body.length, streams, streamsLength, to, length);
  assert.ok(behind.every((byte) => byte === 0xa5), "wrote past the end");
  assert.equal(Buffer.compare(new Uint8Array(memory.buffer, at, body.length), body), 0, "wrote before the start");
  return new Uint8Array(memory.buffer, to, length).slice();
}

/** A module in its parts: the bytes of each section, and in their place those of each function. */
function parts(bytes) {
  let at = 8;
  const number = () => {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = bytes[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
      shift += 7;
    }
  };
  const taken = (length) => Buffer.from(bytes.subarray(at, (at += length))).toString("base64");
  const all = [];
  while (at < bytes.length) {
    const [id, length] = [bytes[at++], number()];
    all.push(id, id === 10 ? Array.from({ length: number() }, () => taken(number())) : taken(length));
  }
  return all;
}

test("the module comes back, with each function's length in three bytes", () => {
  const back = unpacked(packed.subarray(HEADER_BYTES));
  assert.deepEqual(parts(back), parts(module));
  assert.ok(back.length > module.length && WebAssembly.validate(back));
});

test("bytes come back from their letters, of which none is escaped or ends a script", () => {
  const bytes = Uint8Array.from({ length: 3_000 }, (_, place) => (place * place * 31) >> 3);
  for (const length of [...Array(60).keys(), 3_000]) {
    for (const some of [bytes.subarray(0, length), new Uint8Array(length).fill(0xff), new Uint8Array(length)]) {
      const text = ninetyOne(some);
      assert.match(text, /^[!#-;=-[\]-~]*$/);
      assert.deepEqual(fromText(text), some);
    }
  }
});

test("what is damaged is cut off, and does no harm", () => {
  const body = packed.subarray(HEADER_BYTES);
  const whole = unpacked(body);
  // The first byte of LZMA says nothing.
  for (let at = 1; at < body.length; at += 1_499) {
    const damaged = Uint8Array.from(body);
    damaged[at] ^= 1 << at % 8;
    assert.notEqual(Buffer.compare(unpacked(damaged), whole), 0, `at ${at}`);
    unpacked(body.subarray(0, at));
  }
});
