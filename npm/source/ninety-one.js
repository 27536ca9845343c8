// Bytes from a text that has thirteen bits in each two of its characters: a twelfth shorter than base 64, which is worth
// a function where there are a hundred thousand of them. `scripts/bundle.mjs` writes it.

const BITS = 13;

export function fromText(text) {
  // One character more says that the last pair has a byte too many.
  const pairs = text.length >> 1;
  const bytes = new Uint8Array(((pairs * BITS) >> 3) - (text.length & 1));
  let held = 0;
  let bits = 0;
  let end = 0;
  for (let place = 0; place < 2 * pairs; place += 2) {
    held |= (digit(text, place) + 91 * digit(text, place + 1)) << bits;
    for (bits += BITS; bits > 7; bits -= 8) {
      bytes[end++] = held;
      held >>= 8;
    }
  }
  return bytes;
}

/** What a character stands for: those that would have to be escaped, or could end a script, stand for nothing. */
function digit(text, place) {
  const code = text.charCodeAt(place);
  return (code === 0x21 ? 0x3c : code) - 0x23 - (code > 0x5c);
}
