// A small generator of random numbers: the same seed gives the same numbers everywhere.

/** Numbers from 0 up to 2^32, by Marsaglia's xorshift of four words. */
export function random(seed) {
  let [a, b, c, d] = [seed >>> 0, 0x9e3779b9, 0x243f6a88, 0xb7e15162];
  const next = () => {
    let t = a ^ (a << 11);
    t ^= t >>> 8;
    [a, b, c] = [b, c, d];
    d = (d ^ (d >>> 19) ^ t) >>> 0;
    return d;
  };
  // Seeds that are close together begin alike.
  for (let skipped = 0; skipped < 32; skipped++) next();
  return next;
}

/** A whole number from 0 up to a bound. */
export const below = (next, bound) => Math.floor((next() / 2 ** 32) * bound);

export const pick = (next, items) => items[below(next, items.length)];

/** One of the items, as often as its weight says. */
export function pickWeighted(next, weighted) {
  const sum = weighted.reduce((sum, [, weight]) => sum + weight, 0);
  let left = below(next, sum);
  return weighted.find(([, weight]) => (left -= weight) < 0)[0];
}

const HEX = Array.from({ length: 65_536 }, (_, number) => number.toString(16).padStart(4, "0"));

/** An id of 24 hexadecimal digits. */
export function hexId(next) {
  const [x, y, z] = [next(), next(), next()];
  return (
    HEX[x >>> 16] + HEX[x & 0xffff] + HEX[y >>> 16] + HEX[y & 0xffff] + HEX[z >>> 16] + HEX[z & 0xffff]
  );
}
