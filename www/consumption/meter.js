import { after, dayOf, endInstant, endOf, instantOf } from "./calendar.js";
import { keyOf } from "./kinds.js";

/** Asks the package about one set of events; it only hands over those that a question can be about. */
export class Meter {
  #core;
  #events;
  #instants;
  #subscriptions;
  #lastAddons = {};
  workspaces;

  constructor(core, { events, subscriptions }) {
    this.#core = core;
    this.#subscriptions = subscriptions;
    const sorted = events.map((event) => ({ event, at: instantOfEvent(event) })).sort((one, other) => one.at - other.at);
    this.#events = sorted.map(({ event }) => event);
    this.#instants = sorted.map(({ at }) => at);
    this.workspaces = [...new Set(events.map(({ workspaceId }) => workspaceId))].sort();
  }

  /** The first and the last day of the events; of more than a year, the last year. */
  span() {
    if (this.#instants.length === 0) return null;
    const to = dayOf(this.#instants.at(-1));
    const first = dayOf(this.#instants[0]);
    const yearBefore = after(to, -364);
    return { from: first < yearBefore ? yearBefore : first, to, count: this.#events.length };
  }

  /** The rows of each workspace, as the vendor lists them. */
  byWorkspace(query) {
    return this.#rows(query, "workspace");
  }

  /** What was counted in a period, by the keys of its columns. */
  whole(query) {
    return sums(this.#rows(query, "organization"));
  }

  overTime(query, periods) {
    return periods.map(({ from, to }) => this.whole({ ...query, from, to }));
  }

  /** The add-ons at the end of a day, with what the chosen workspaces and source have of each as `part`. */
  addons(day, { workspaceIds, source }) {
    const past = this.#between(-Infinity, endInstant(day));
    if (this.#lastAddons.day !== day) this.#lastAddons = { day, all: this.#askAddons(day, past) };
    const { all } = this.#lastAddons;
    if (!workspaceIds && !source) return all.map((addon) => ({ ...addon, part: addon.consumed }));
    const chosen = new Set(workspaceIds);
    const its = past.filter((event) => (!workspaceIds || chosen.has(event.workspaceId)) && (!source || event.source === source));
    const parts = this.#askAddons(day, its);
    return all.map((addon, index) => ({ ...addon, part: parts[index].consumed }));
  }

  #askAddons(day, events) {
    return this.#core.consumptionAddons(this.#subscriptions, events, { at: endOf(day), skipInvalid: true }).data;
  }

  get hasSubscriptions() {
    return this.#subscriptions.length > 0;
  }

  #rows(query, breakdownType) {
    const events = this.#between(instantOf(query.from), endInstant(query.to));
    const rows = [];
    let cursor = null;
    do {
      const { meta, data } = this.#core.consumptionDetail(events, { ...query, breakdownType, skipInvalid: true, after: cursor });
      rows.push(...data);
      cursor = meta.next_cursor;
    } while (cursor !== null);
    return rows;
  }

  #between(from, end) {
    return this.#events.slice(this.#position(from), this.#position(end));
  }

  /** How many events are before an instant. */
  #position(instant) {
    let [low, high] = [0, this.#instants.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#instants[middle] < instant) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** As the package reads it: second 60 is second 59. */
const instantOfEvent = ({ at }) => Date.parse(at.toUpperCase().replace(":60", ":59"));

/** The rows of all sources together. */
function sums(rows) {
  const found = {};
  for (const row of rows) {
    const key = keyOf(row);
    found[key] = (found[key] ?? 0) + row.value;
  }
  return found;
}
