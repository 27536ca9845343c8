// Measuring side by side: the alternatives take turns, so that what else the machine does hits all alike.

import { performance } from "node:perf_hooks";

export function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs every alternative once a round, and answers the measurements of each.
 *
 * @param {Record<string, () => number | Promise<number>>} alternatives each measures itself
 */
export async function takeTurns(alternatives, rounds) {
  const names = Object.keys(alternatives);
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    // The first one of a round is not always the same.
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) {
      measured[name].push(await alternatives[name]());
    }
  }
  return measured;
}

/**
 * A measurement of `work`, which does `count` things: how many nanoseconds each takes.
 *
 * @param {() => unknown} work
 */
export const timed = (work, count) => () => {
  const began = performance.now();
  work();
  return ((performance.now() - began) * 1e6) / count;
};

/** Prints rows under headings; the first column is text, the others are numbers. */
export function printTable(headings, rows) {
  const table = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
    );
    process.stdout.write(`  ${cells.join("  ")}\n`);
  }
  process.stdout.write("\n");
}
