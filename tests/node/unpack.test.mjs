// The unpacker that brings out the module: what was packed comes back, and what is damaged does no harm.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { compress } from "lzma1";
import { root } from "./package.mjs";

const unpacker = new WebAssembly.Module(await readFile(join(root, "target", "package", "unpack.wasm")));
const HEADER_BYTES = 13;

function unpacked(packed, length) {
  const { memory, unpack, __heap_base } = new WebAssembly.Instance(unpacker).exports;
  const at = __heap_base.value;
  const to = at + packed.length;
  memory.grow(Math.ceil((packed.length + length + 16) / 65_536));
  new Uint8Array(memory.buffer).set(packed, at);
  const behind = new Uint8Array(memory.buffer, to + length, 16).fill(0xa5);
  unpack(at, packed.length, to, length);
  assert.ok(behind.every((byte) => byte === 0xa5), "wrote past the end");
  return new Uint8Array(memory.buffer, to, length).slice();
}

/** The same bytes on every run: `seed` decides them, `variety` how many there are of. */
function noise(length, seed, variety) {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 24) % variety;
  });
}

function repeating(length, seed) {
  const text = noise(length, seed, 7);
  for (let at = 300; at < length; at += 97 + (at % 211)) text.copyWithin(at, at - (1 + ((at * seed) % Math.min(at, 290))), at + (at % 61));
  return text;
}

test("what was packed comes back", async () => {
  const samples = [
    new Uint8Array(1),
    new Uint8Array(100_000),
    ...[1, 2, 17, 256].map((variety) => noise(30_000, variety, variety)),
    ...[3, 5, 7].map((seed) => repeating(60_000, seed)),
    await readFile(join(root, "target", "package", "sealquote.wasm")),
    await readFile(join(root, "npm", "index.d.ts")),
  ];
  for (const sample of samples) {
    const packed = compress(sample, 9).subarray(HEADER_BYTES);
    assert.equal(Buffer.compare(unpacked(packed, sample.length), sample), 0, `${sample.length} bytes`);
  }
});

test("what is damaged is cut off, and does no harm", async () => {
  const sample = repeating(20_000, 11);
  const packed = compress(sample, 9).subarray(HEADER_BYTES);
  for (let at = 0; at < packed.length; at += 37) {
    const damaged = Uint8Array.from(packed);
    damaged[at] ^= 1 << at % 8;
    unpacked(damaged, sample.length);
    unpacked(packed.subarray(0, at), sample.length);
  }
  unpacked(noise(5_000, 1, 256), 50_000);
});
