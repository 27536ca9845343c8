/** Days as the package takes them, `YYYY-MM-DD` in UTC, and how they are written. */
const DAY_MS = 86_400_000;
const SHORT_PERIOD_DAYS = 31;
const MIDDLING_PERIOD_DAYS = 125;

const language = globalThis.document?.documentElement.lang ?? "en";
const format = (options) => new Intl.DateTimeFormat(language, { timeZone: "UTC", ...options });
const FORMATS = {
  short: format({ day: "numeric", month: "short", year: "numeric" }),
  month: format({ month: "short", year: "numeric" }),
  tick: format({ month: "short" }),
  dayTick: format({ day: "numeric", month: "short" }),
};

export const instantOf = (day) => Date.parse(`${day}T00:00:00Z`);
export const dayOf = (instant) => new Date(instant).toISOString().slice(0, 10);
export const after = (day, days) => dayOf(instantOf(day) + days * DAY_MS);
/** The instant at which a day is over. */
export const endInstant = (day) => instantOf(day) + DAY_MS;
/** The last instant of a day. */
export const endOf = (day) => new Date(endInstant(day) - 1).toISOString();

export const shortDate = (day) => FORMATS.short.format(instantOf(day));
/** Two days as `Jan 1 – Dec 31, 2026`, without what they share. */
export const dateRange = (first, last) => FORMATS.short.formatRange(instantOf(first), instantOf(last));

/** The first day of a step, as a label of an axis; a month tells its year when it is the first of it. */
export function tick(day, by, isFirst) {
  if (by !== "month") return FORMATS.dayTick.format(instantOf(day));
  const month = FORMATS.tick.format(instantOf(day));
  return isFirst || day.slice(5, 7) === "01" ? `${month} ’${day.slice(2, 4)}` : month;
}

/** A step that gives a period neither too few bars nor too many. */
export function fittingStep(from, to) {
  const days = (instantOf(to) - instantOf(from)) / DAY_MS + 1;
  return days <= SHORT_PERIOD_DAYS ? "day" : days <= MIDDLING_PERIOD_DAYS ? "week" : "month";
}

/** The months, weeks from Monday on, or days of a period; the first and the last may be cut short by it. */
export function steps(from, to, by) {
  const found = [];
  const end = endInstant(to);
  for (let first = instantOf(from); first < end; ) {
    const next = Math.min(nextStep(first, by), end);
    const step = { from: dayOf(first), to: dayOf(next - DAY_MS) };
    found.push({ ...step, by, label: stepLabel(step.from, step.to, by) });
    first = next;
  }
  return found;
}

function nextStep(instant, by) {
  if (by === "day") return instant + DAY_MS;
  const date = new Date(instant);
  if (by === "week") return instant + DAY_MS * (7 - ((date.getUTCDay() + 6) % 7));
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

function stepLabel(first, last, by) {
  if (by === "day") return shortDate(first);
  const whole = by === "month" && first.endsWith("-01") && nextStep(instantOf(first), by) === endInstant(last);
  return whole ? FORMATS.month.format(instantOf(first)) : dateRange(first, last);
}
