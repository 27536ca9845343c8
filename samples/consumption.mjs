// A year of three workspaces, as consumption events, and what was subscribed to (Yousign developer guide, Consumption).

import { below, pickWeighted, random } from "./random.mjs";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST_DAY = "2025-10-01";
const DAYS = 365;
const SATURDAY = 6;
const SUNDAY = 0;

/** How busy a month is, in per cent: people are on leave in August, and quarters end in a hurry. */
const SEASON = [85, 95, 125, 100, 95, 120, 80, 45, 125, 105, 100, 110];
/** From the first day to the last, in per cent. */
const GROWTH = 70;

/** What a workspace does on a working day, in hundredths at the beginning, and how. */
const WORKSPACES = {
  sales: {
    requests: 330,
    sources: [["app", 5], ["connector", 3], ["api", 2]],
    levels: [["simple", 8], ["advanced", 2]],
    signers: [[1, 5], [2, 6], [3, 2], [5, 1]],
    megabytesAWeek: 60,
  },
  people: {
    requests: 130,
    sources: [["app", 8], ["api", 2]],
    levels: [["simple", 4], ["advanced", 3], ["qualified", 3]],
    signers: [[1, 6], [2, 3]],
    megabytesAWeek: 35,
  },
  finance: {
    requests: 40,
    sources: [["api", 7], ["app", 3]],
    levels: [["advanced", 6], ["qualified", 2]],
    signers: [[1, 3], [2, 4], [3, 1]],
    seals: 150,
    sealLevels: [["simple", 4], ["advanced", 1]],
    megabytesAWeek: 140,
  },
};

const MODES = [["double_verification", 7], ["saved_identity", 3]];
const OUTCOMES = [["succeeded", 16], ["failed", 3], ["abandoned", 1]];
const CANCELLED_IN_PER_CENT = 4;
const MONTH_END_SEALS = 3;

/** The quarter of a trial, then the year. */
const TRIAL = { start_at: "2025-10-01T00:00:00Z", end_at: "2026-01-01T00:00:00Z" };
const YEAR = { start_at: "2026-01-01T00:00:00Z", end_at: "2027-01-01T00:00:00Z" };

export const subscriptions = [
  { name: "electronic_signature", ...TRIAL, quota: 500 },
  { name: "advanced_electronic_signature", ...TRIAL, quota: 200 },
  { name: "electronic_signature", ...YEAR, quota: 1_800 },
  { name: "advanced_electronic_signature", ...YEAR, quota: 1_000 },
  { name: "qualified_electronic_signature_identity_verification", ...YEAR, quota: 150 },
  { name: "qualified_electronic_signature_saved_identity", ...YEAR, quota: 200 },
  { name: "electronic_seal", ...YEAR, quota: 6_500 },
  { name: "advanced_electronic_seal", ...YEAR, quota: 2_500 },
  { name: "archiving", start_at: "2025-10-01T00:00:00Z", end_at: "2026-10-01T00:00:00Z", quota: 25_000 },
];

/** The events in the order in which they happened. */
export function consumption({ seed }) {
  const next = random(seed);
  const events = [];
  for (let day = 0; day < DAYS; day++) {
    const midnight = Date.parse(`${FIRST_DAY}T00:00:00Z`) + day * DAY_MS;
    const weekday = new Date(midnight).getUTCDay();
    if (weekday === SATURDAY || weekday === SUNDAY) continue;
    for (const [workspaceId, habits] of Object.entries(WORKSPACES)) {
      events.push(...workingDay(next, { midnight, weekday, day, workspaceId, habits }));
    }
  }
  events.sort((one, other) => one.at - other.at);
  return events.map(({ at, ...event }, index) => ({
    id: `e${String(index + 1).padStart(4, "0")}`,
    at: new Date(at).toISOString().replace(".000Z", "Z"),
    ...event,
  }));
}

function workingDay(next, { midnight, weekday, day, workspaceId, habits }) {
  const month = new Date(midnight).getUTCMonth();
  const busy = Math.floor((SEASON[month] * (100 * DAYS + GROWTH * day)) / (100 * DAYS));
  const events = [];
  for (let left = often(next, habits.requests * busy); left > 0; left--) {
    events.push(...request(next, { at: during(next, midnight), workspaceId, habits }));
  }
  for (let left = often(next, (habits.seals ?? 0) * busy); left > 0; left--) {
    events.push(seal(next, { at: during(next, midnight), workspaceId, habits, days: daysLeft(midnight) }));
  }
  if (weekday === 5) {
    const bytes = Math.floor(habits.megabytesAWeek * busy * 10_000 * (0.7 + below(next, 600) / 1000));
    events.push({ at: midnight + 20 * HOUR_MS, source: "api", workspaceId, kind: "document.archived", bytes });
  }
  return events;
}

/** A request with its signers, and what became of it. */
function request(next, { at, workspaceId, habits }) {
  const source = pickWeighted(next, habits.sources);
  const level = pickWeighted(next, habits.levels);
  const signers = pickWeighted(next, habits.signers);
  const whose = { source, workspaceId };
  const events = [{ at, ...whose, kind: "signature_request.sent", level, signers }];
  if (below(next, 100) < CANCELLED_IN_PER_CENT) {
    events.push({ at: at + (1 + below(next, 40)) * 60_000, ...whose, kind: "signature_request.cancelled" });
    return events;
  }
  for (let left = level === "qualified" ? signers : 0; left > 0; left--) {
    events.push(...identification(next, at, whose));
  }
  return events;
}

/** A signer tries until it succeeds or is given up. */
function identification(next, at, whose) {
  const mode = pickWeighted(next, MODES);
  const events = [];
  let outcome;
  do {
    at += (5 + below(next, 55)) * 60_000;
    outcome = pickWeighted(next, OUTCOMES);
    events.push({ at, ...whose, kind: "identification.attempted", mode, outcome });
  } while (outcome === "failed");
  return events;
}

/** Invoices are sealed by the batch, most of them when a month ends. */
function seal(next, { at, workspaceId, habits, days }) {
  const documents = (4 + below(next, 28)) * (days <= MONTH_END_SEALS ? MONTH_END_SEALS : 1);
  const level = pickWeighted(next, habits.sealLevels);
  return { at, source: "api", workspaceId, kind: "seal.created", level, documents };
}

/** As many as ten thousandths say, and one more as often as what is left of them says. */
function often(next, tenThousandths) {
  const whole = Math.floor(tenThousandths / 10_000);
  return whole + (below(next, 10_000) < tenThousandths % 10_000 ? 1 : 0);
}

/** A minute of the working day, which begins at seven by UTC. */
const during = (next, midnight) => midnight + 7 * HOUR_MS + below(next, 10 * 60) * 60_000;

/** How many days there are to the end of the month. */
function daysLeft(midnight) {
  const date = new Date(midnight);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate() - date.getUTCDate();
}
