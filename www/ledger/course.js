/**
 * The course of wallets: balances and charges over time, as much of them as can be seen. A balance is thinned so that no
 * extreme is lost: of each stretch of time the first and last value, the least and the greatest.
 */
const MOST_STRETCHES = 320;
const MOST_COLUMNS = 64;
const MOST_WALLETS = 12;
export const DAY_MS = 86_400_000;

/** The courses of the wallets with the most findings, then of those that come first. */
export function coursesOf(rows, findings) {
  const worst = new Map();
  const found = new Set();
  for (const { wallet, file, row } of findings) {
    if (file !== "") continue;
    found.add(row - 1);
    worst.set(wallet ?? "", (worst.get(wallet ?? "") ?? 0) + 1);
  }
  const wallets = new Map();
  rows.forEach((row, index) => {
    const at = Date.parse(row?.createdAt);
    if (!Number.isSafeInteger(row?.balanceAfter) || Number.isNaN(at)) return;
    const name = typeof row.walletId === "string" ? row.walletId : "";
    if (!wallets.has(name)) wallets.set(name, []);
    wallets.get(name).push(index);
  });
  const chosen = [...wallets.keys()].sort((one, other) => (worst.get(other) ?? 0) - (worst.get(one) ?? 0)).slice(0, MOST_WALLETS);
  const courses = chosen.map((name) => courseOf(name, wallets.get(name), rows, found));
  return { courses, wallets: wallets.size };
}

function courseOf(name, indexes, rows, found) {
  const at = (index) => Date.parse(rows[index].createdAt);
  // Of one instant the later row is the one that comes first, in a listing that runs newest first.
  const turn = at(indexes[0]) > at(indexes.at(-1)) ? -1 : 1;
  const order = indexes.toSorted((one, other) => at(one) - at(other) || turn * (one - other));
  const points = order.map((index) => [at(index), rows[index].balanceAfter]);
  const marks = order.filter((index) => found.has(index)).map((index) => ({ at: at(index), balance: rows[index].balanceAfter, row: index + 1 }));
  return { name, ...thin(points), marks, ...columnsOf(order, rows, at) };
}

function thin(points) {
  const from = points[0][0];
  const stretch = Math.max(1, Math.ceil((points.at(-1)[0] - from + 1) / MOST_STRETCHES));
  if (points.length <= MOST_STRETCHES) return { points, stretch: 0 };
  const stretches = new Map();
  points.forEach((point, place) => {
    const number = Math.floor((point[0] - from) / stretch);
    const known = stretches.get(number);
    if (!known) return stretches.set(number, { first: place, last: place, least: place, greatest: place });
    known.last = place;
    if (point[1] < points[known.least][1]) known.least = place;
    if (point[1] > points[known.greatest][1]) known.greatest = place;
  });
  const kept = [...stretches.values()].flatMap(({ first, last, least, greatest }) => [...new Set([first, least, greatest, last])].sort((one, other) => one - other));
  return { points: kept.map((place) => points[place]), stretch };
}

function columnsOf(order, rows, at) {
  const day = (index) => Math.floor(at(index) / DAY_MS);
  const first = day(order[0]);
  const span = day(order.at(-1)) - first + 1;
  let days = 1;
  while (span / days > MOST_COLUMNS) days *= 2;
  const columns = new Map();
  for (const index of order) {
    const begin = first + Math.floor((day(index) - first) / days) * days;
    if (!columns.has(begin)) columns.set(begin, { begin, consume: 0, add: 0, refund: 0, balance: 0 });
    const column = columns.get(begin);
    const { type, amount, balanceAfter } = rows[index];
    if (Object.hasOwn(column, type) && Number.isSafeInteger(amount)) column[type] += Math.abs(amount);
    column.balance = balanceAfter;
  }
  return { days, columns: [...columns.values()] };
}
