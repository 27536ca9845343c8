/**
 * What an organization consumes of a vendor's services, counted from what happened: `sealquote/consumption`.
 *
 * It prices nothing, and is no client of the vendor's API: it answers as that does, from one's own events.
 *
 * Source: Yousign developer guide, Consumption.
 *
 * @packageDocumentation
 *
 * @example
 * ```ts
 * import { consumptionDetail, type ConsumptionEvent } from "sealquote/consumption";
 *
 * const events: ConsumptionEvent[] = [
 *   { id: "e1", at: "2026-03-11T10:30:00Z", source: "api", workspaceId: "w1", kind: "signature_request.sent", level: "simple", signers: 2 },
 * ];
 * consumptionDetail(events, { from: "2026-03-01", to: "2026-03-31" }).data[0]?.value; // 2
 * ```
 */

import { SealquoteError } from "./index.js";

/**
 * Where a request came from.
 *
 * It is not the origin of a signer.
 *
 * Source: Yousign developer guide, Consumption, and API reference, for connector.
 *
 * @example
 * ```ts
 * const source: ConsumptionSource = "api";
 * ```
 */
export type ConsumptionSource = "app" | "api" | "connector";

/**
 * The level of a signature or a seal.
 *
 * It is not what is counted: Qualified signatures are counted by identification attempts.
 *
 * Source: Yousign developer guide, Consumption.
 *
 * @example
 * ```ts
 * const level: ConsumptionLevel = "advanced";
 * ```
 */
export type ConsumptionLevel = "simple" | "advanced" | "qualified";

/**
 * What is counted, by the guide's names.
 *
 * It is not a unit: signers, attempts and documents are counted, archiving in megabytes of 1,000,000 bytes.
 *
 * Source: Yousign developer guide, Consumption.
 *
 * @example
 * ```ts
 * const type: ConsumptionType = "electronic_seals";
 * ```
 */
export type ConsumptionType = "invited_signers" | "identification_attempts" | "electronic_seals" | "archiving";

/**
 * How a signer of a Qualified signature is identified: by a double identity verification (identity document and video
 * verification), or by the identity that was saved after one.
 *
 * It is not the word of the vendor's rows for the first, which is `identity_verification`.
 *
 * Source: Yousign developer guide, Consumption.
 *
 * @example
 * ```ts
 * const mode: IdentificationMode = "saved_identity";
 * ```
 */
export type IdentificationMode = "double_verification" | "saved_identity";

/**
 * The seven add-ons, by the guide's names.
 *
 * It is not a type of consumption: each draws on one type, level and mode.
 *
 * Source: Yousign developer guide, Consumption (“Track add-on consumption”).
 *
 * @example
 * ```ts
 * const name: AddonName = "electronic_signature";
 * ```
 */
export type AddonName =
  | "electronic_signature"
  | "advanced_electronic_signature"
  | "qualified_electronic_signature_identity_verification"
  | "qualified_electronic_signature_saved_identity"
  | "electronic_seal"
  | "advanced_electronic_seal"
  | "archiving";

/**
 * What every event has.
 *
 * It is not an event by itself: see {@link ConsumptionEvent}.
 *
 * Source: RFC 3339 for `at`.
 *
 * @example
 * ```ts
 * const { id }: ConsumptionEventBase = { id: "e1", at: "2026-03-11T10:30:00Z", source: "app", workspaceId: "w1" };
 * ```
 */
export interface ConsumptionEventBase {
  /** Names the event; events with one id count each, and reconciliation names them. */
  readonly id: string;
  /** When it happened: an RFC 3339 instant. */
  readonly at: string | Date;
  /** Where it was caused. */
  readonly source: ConsumptionSource;
  /** The workspace that it happened in; not empty. */
  readonly workspaceId: string;
}

/**
 * A thing that happened, from which consumption is counted.
 *
 * It is not an object of the vendor's API: write one down whenever one of these happens. Counts are whole numbers from 0 to
 * 2^53 - 1; `megabytes` are of 1,000,000 bytes, with up to six decimals.
 *
 * Source: Yousign developer guide, Consumption.
 *
 * @example
 * ```ts
 * const event: ConsumptionEvent = { id: "e1", at: "2026-03-11T10:30:00Z", source: "api", workspaceId: "w1", kind: "signature_request.sent", level: "simple", signers: 2 };
 * ```
 */
export type ConsumptionEvent = ConsumptionEventBase &
  (
    | { readonly kind: "signature_request.sent"; readonly level: ConsumptionLevel; readonly signers: number }
    | { readonly kind: "signature_request.cancelled" }
    | {
        readonly kind: "identification.attempted";
        readonly mode: IdentificationMode;
        readonly outcome: "succeeded" | "failed" | "abandoned";
      }
    | { readonly kind: "seal.created"; readonly level: "simple" | "advanced"; readonly documents: number }
    | { readonly kind: "document.archived"; readonly bytes: number }
    | { readonly kind: "document.archived"; readonly megabytes: number }
  );

/**
 * What an event counts as.
 *
 * It is not a row of the vendor's answer, which sums many. Of archiving sum `bytes`, since `value` is rounded.
 *
 * Source: Yousign developer guide, Consumption (“Understanding your consumption”).
 *
 * @example
 * ```ts
 * const event: ConsumptionEvent = { id: "e1", at: "2026-03-11T10:30:00Z", source: "api", workspaceId: "w1", kind: "signature_request.sent", level: "simple", signers: 2 };
 * const [reading]: Reading[] = classify(event);
 * ```
 */
export interface Reading {
  /** What is counted. */
  readonly type: ConsumptionType;
  /** Its level; null for archiving. */
  readonly level: ConsumptionLevel | null;
  /** How a signer was identified; of attempts only. */
  readonly mode?: IdentificationMode;
  /** Where it was caused. */
  readonly source: ConsumptionSource;
  /** The workspace. */
  readonly workspaceId: string;
  /** Signers, attempts or documents; of archiving, megabytes, of which one that is begun counts whole. */
  readonly value: number;
  /** The size of what was archived; of archiving only. */
  readonly bytes?: number;
  /** Whether it is only told, and measures nothing. */
  readonly informational: boolean;
  /** Why it counts so. */
  readonly reason: string;
}

/**
 * Which consumption is asked for.
 *
 * It is not the address of the vendor's API: names are in camel case, and `source` and `skipInvalid` are ours.
 *
 * Source: Yousign API reference, Get detailed Consumption data.
 *
 * @example
 * ```ts
 * const query: ConsumptionQuery = { from: "2026-03-01", to: "2026-03-31", breakdownType: "workspace" };
 * ```
 */
export interface ConsumptionQuery {
  /** The first day, `YYYY-MM-DD`, in UTC. */
  readonly from: string;
  /** The last day, which is in it; at most a year after the first. */
  readonly to: string;
  /** Rows of the whole organization, which is the default, or of each workspace. */
  readonly breakdownType?: "organization" | "workspace" | (string & {}) | undefined;
  /** Only these workspaces; at least one, at most 1,000. */
  readonly workspaceIds?: readonly string[] | undefined;
  /** Only this source. */
  readonly source?: ConsumptionSource | (string & {}) | undefined;
  /** Where to go on: `meta.next_cursor` of the page before; null for the first. */
  readonly after?: string | null | undefined;
  /** The most rows on a page, from 1 to 100, which is the default. */
  readonly limit?: number | undefined;
  /** Passes over events with mistakes, and lists these beside the answer. */
  readonly skipInvalid?: boolean | undefined;
}

/**
 * One mistake, as an answer or a thrown error lists it.
 *
 * It is not thrown: {@link SealquoteError} is.
 *
 * Source: RFC 6901 for `path`.
 *
 * @example
 * ```ts
 * const mistake: ConsumptionMistake = { code: "INVALID_VALUE", message: "…", path: "/0/level" };
 * ```
 */
export interface ConsumptionMistake {
  /** The kind of mistake. */
  readonly code: string;
  /** In words, and what to do. */
  readonly message: string;
  /** A JSON Pointer into the input that it is in. */
  readonly path: string;
}

/**
 * One row: what was counted of one thing, from one source.
 *
 * It is not there when nothing was counted.
 *
 * Source: Yousign developer guide, Consumption, and API reference for `identification_mode`.
 *
 * @example
 * ```ts
 * const row: ConsumptionRow = { source: "api", type: "invited_signers", level: "simple", value: 150 };
 * ```
 */
export interface ConsumptionRow {
  readonly source: ConsumptionSource;
  /** Only when broken down by workspace. */
  readonly workspace_id?: string;
  readonly type: ConsumptionType;
  /** Archiving has none. */
  readonly level?: ConsumptionLevel;
  /** Only of identification attempts. */
  readonly identification_mode?: "identity_verification" | "saved_identity";
  /** From 1; of archiving, megabytes, of which one that is begun counts whole. */
  readonly value: number;
}

/**
 * The consumption of a period, with the keys of the guide's example in their order.
 *
 * It is not the whole when `meta.next_cursor` is no null: then more rows follow.
 *
 * Source: Yousign developer guide, Consumption (“Track your overall consumption”).
 *
 * @example
 * ```ts
 * const detail: ConsumptionDetail = consumptionDetail([], { from: "2026-03-01", to: "2026-03-31" });
 * ```
 */
export interface ConsumptionDetail {
  readonly meta: {
    /** The cursor of the next page; null on the last. */
    readonly next_cursor: string | null;
    /** The instant of the newest event that was given; null without any. */
    readonly updated_at: string | null;
  };
  /** By type and level as the guide names them, then by mode, source and workspace. */
  readonly data: ConsumptionRow[];
  /** The mistakes in the events that were passed over, at most 1,000; with `skipInvalid` only. */
  readonly errors?: ConsumptionMistake[];
}

/**
 * An add-on that was subscribed to for a time.
 *
 * It is not limited to one: several of a name may follow each other. Of those that overlap, each is drawn on.
 *
 * Source: Yousign developer guide, Consumption (“Track add-on consumption”).
 *
 * @example
 * ```ts
 * const addon: AddonSubscription = {
 *   name: "archiving", quota: 500, start_at: "2026-01-01T00:00:00Z", end_at: "2027-01-01T00:00:00Z",
 * };
 * ```
 */
export interface AddonSubscription {
  readonly name: AddonName;
  /** An event at this instant draws on it. */
  readonly start_at: string;
  /** One at this instant does no longer. */
  readonly end_at: string;
  /** How much was subscribed to; of archiving, megabytes. */
  readonly quota: number;
}

/**
 * At which instant add-ons are looked at, and which.
 *
 * It is not the address of the vendor's API, which has a clock.
 *
 * Source: Yousign API reference, Get detailed addon consumption.
 *
 * @example
 * ```ts
 * const query: AddonsQuery = { at: "2026-03-11T10:30:00Z", addons: ["electronic_seal"] };
 * ```
 */
export interface AddonsQuery {
  /** Events after this instant do not count. */
  readonly at: string | Date;
  /** Only these add-ons. */
  readonly addons?: readonly (AddonName | (string & {}))[] | undefined;
  /** In a `sandbox` there are no add-ons. */
  readonly environment?: "production" | "sandbox" | undefined;
  /** Passes over events with mistakes, and lists these beside the answer. */
  readonly skipInvalid?: boolean | undefined;
}

/**
 * An add-on and its use. The first five keys are the vendor's.
 *
 * It is not a promise: what is projected follows if the days ahead are like those behind. Days are those of the
 * subscription, of 24 hours from its start; one that is begun counts.
 *
 * Source: Yousign developer guide, Consumption (“Track add-on consumption”).
 *
 * @example
 * ```ts
 * const addon: AddonConsumption = {
 *   name: "electronic_signature", start_at: "2026-01-01T00:00:00Z", end_at: "2026-01-31T00:00:00Z", quota: 100,
 *   consumed: 60, remaining: 40, thresholds: [50], projected: 180, exhaustedOn: "2026-01-17",
 * };
 * ```
 */
export interface AddonConsumption extends AddonSubscription {
  /** From `start_at` up to and with the instant asked about. */
  readonly consumed: number;
  /** The quota less what was consumed; below zero when more was. */
  readonly remaining: number;
  /** Which of 50, 80 and 100 % were reached. */
  readonly thresholds: number[];
  /** Consumed × days of the window / days elapsed, rounded up; of archiving the bytes, and only then megabytes. */
  readonly projected: number;
  /** The date in UTC on which the quota was reached, or at that rate will be; null when it lasts. */
  readonly exhaustedOn: string | null;
}

/**
 * The add-ons that are active at an instant.
 *
 * It is not limited to pages.
 *
 * Source: Yousign developer guide, Consumption (“Track add-on consumption”).
 *
 * @example
 * ```ts
 * const addons: ConsumptionAddons = consumptionAddons([], [], { at: "2026-03-11T10:30:00Z" });
 * ```
 */
export interface ConsumptionAddons {
  /** In the order of the subscriptions. */
  readonly data: AddonConsumption[];
  /** The mistakes in the events that were passed over; with `skipInvalid` only. */
  readonly errors?: ConsumptionMistake[];
}

/**
 * The vendor's answer: a body, or the bodies of all pages.
 *
 * It is not checked for more than is compared: other keys are passed over, and so are rows of `verifications`.
 *
 * Source: Yousign developer guide, Consumption.
 *
 * @example
 * ```ts
 * const theirs: VendorConsumption = { data: [{ source: "api", type: "archiving", value: 3 }] };
 * ```
 */
export type VendorConsumption = VendorConsumptionPage | readonly VendorConsumptionPage[];

/**
 * A page of the vendor's answer.
 *
 * It is not ours: levels and types that we do not know are refused when it is read.
 *
 * Source: Yousign developer guide, Consumption.
 *
 * @example
 * ```ts
 * const page: VendorConsumptionPage = { data: [] };
 * ```
 */
export interface VendorConsumptionPage {
  readonly meta?: { readonly next_cursor?: string | null; readonly updated_at?: string | null };
  readonly data: readonly {
    readonly source: string;
    readonly workspace_id?: string | null;
    readonly type: string;
    readonly level?: string | null;
    readonly identification_mode?: string | null;
    readonly value: number;
  }[];
}

/**
 * Events that could be why two rows differ.
 *
 * It is not a verdict.
 *
 * Source: worked out by Sealquote.
 *
 * @example
 * ```ts
 * const why: DiscrepancyExplanation = { cause: "duplicate", value: 3, exact: true, count: 1, events: ["e2"] };
 * ```
 */
export interface DiscrepancyExplanation {
  /**
   * We counted an event whose id an earlier one has, that is newer than the vendor's answer, or that is within 14 hours
   * of the period's edges; we left one out that is as near to them, or was abandoned; the vendor may have counted
   * events of the other mode, or of another source, here.
   */
  readonly cause:
    | "duplicate"
    | "newer_than_theirs"
    | "inside_edge"
    | "outside_edge"
    | "abandoned"
    | "other_mode"
    | "other_source";
  /** How much they count, in the unit of the row. */
  readonly value: number;
  /** Whether that is the whole difference. */
  readonly exact: boolean;
  /** How many there are. */
  readonly count: number;
  /** The ids of the first hundred. */
  readonly events: string[];
}

/**
 * A row on which the two sides do not agree.
 *
 * It is not there for rows that do.
 *
 * Source: worked out by Sealquote.
 *
 * @example
 * ```ts
 * const [first]: Discrepancy[] = reconcileConsumption([], { data: [] }, { from: "2026-03-01", to: "2026-03-31" });
 * ```
 */
export interface Discrepancy extends Omit<ConsumptionRow, "value"> {
  /** Whether both sides have the row, we alone (`missing` there), or the vendor alone. */
  readonly kind: "different" | "missing" | "extra";
  /** What our events give. */
  readonly ours: number;
  /** What the vendor has. */
  readonly theirs: number;
  /** Theirs less ours. */
  readonly difference: number;
  /** Those that account for the whole difference first. */
  readonly explanations: DiscrepancyExplanation[];
}

/**
 * An error body as the vendor words it.
 *
 * It is not thrown; a back end answers with it.
 *
 * Source: Yousign API reference, Errors.
 *
 * @example
 * ```ts
 * const body: ConsumptionErrorBody = { type: "date.out_of_range", detail: "…" };
 * ```
 */
export interface ConsumptionErrorBody {
  readonly type: string;
  readonly detail: string;
  /** Each mistake; of `parameters_not_valid` only. */
  readonly invalid_params?: { readonly name: string; readonly reason: string }[];
}

/**
 * What an event counts as: nothing, one reading, or two for a Qualified request, whose invited signers are told for
 * information only.
 *
 * It is not a sum, and a cancelled request or an abandoned identification gives no reading: neither counts, nor takes
 * anything back.
 *
 * @throws {SealquoteError} as {@link consumptionDetail}.
 *
 * Source: Yousign developer guide, Consumption (“Understanding your consumption”).
 *
 * @example
 * ```ts
 * const event: ConsumptionEvent = { id: "e1", at: "2026-03-11T10:30:00Z", source: "api", workspaceId: "w1", kind: "signature_request.sent", level: "simple", signers: 2 };
 * classify(event)[0]?.value; // 2
 * ```
 */
export function classify(event: ConsumptionEvent): Reading[];

/**
 * The consumption of a period, a page at a time, from events in any order. A listing by cursors neither repeats nor loses
 * a row while events arrive.
 *
 * It is not a ledger: an event counts as often as it is given.
 *
 * @throws {SealquoteError} `INVALID_TYPE`, `MISSING_KEY`, `UNKNOWN_KEY`, `INVALID_NUMBER`, `INVALID_VALUE`,
 * `INVALID_INSTANT`, `INVALID_CURSOR`, `LIMIT_EXCEEDED`, `AMOUNT_OUT_OF_RANGE`, `UNREADABLE`: the first mistake in the query or
 * the events, with all that are in the same, up to 1,000, as `details.errors`.
 *
 * Source: Yousign developer guide, Consumption (“Track your overall consumption”).
 *
 * @example
 * ```ts
 * const event: ConsumptionEvent = { id: "e1", at: "2026-03-11T10:30:00Z", source: "api", workspaceId: "w1", kind: "signature_request.sent", level: "simple", signers: 2 };
 * consumptionDetail([event], { from: "2026-03-01", to: "2026-03-31" }).data;
 * // [{ source: "api", type: "invited_signers", level: "simple", value: 2 }]
 * ```
 */
export function consumptionDetail(events: readonly ConsumptionEvent[], query: ConsumptionQuery): ConsumptionDetail;

/**
 * What events leave of the add-ons that are active at an instant.
 *
 * It is not available in a sandbox, as the guide says.
 *
 * @throws {SealquoteError} as {@link consumptionDetail}; `NOT_AVAILABLE` at `/environment` in a sandbox.
 *
 * Source: Yousign developer guide, Consumption (“Track add-on consumption”).
 *
 * @example
 * ```ts
 * consumptionAddons(
 *   [{ name: "electronic_signature", quota: 100, start_at: "2026-01-01T00:00:00Z", end_at: "2027-01-01T00:00:00Z" }],
 *   [],
 *   { at: "2026-03-11T10:30:00Z" },
 * ).data[0]?.remaining; // 100
 * ```
 */
export function consumptionAddons(
  subscriptions: readonly AddonSubscription[],
  events: readonly ConsumptionEvent[],
  query: AddonsQuery,
): ConsumptionAddons;

/**
 * Which rows of ours and of the vendor's differ, by how much, and which events could be why. `after` and `limit` of the
 * query have no meaning here.
 *
 * It is not a correction of either side.
 *
 * @throws {SealquoteError} as {@link consumptionDetail}, for the vendor's answer too.
 *
 * Source: worked out by Sealquote.
 *
 * @example
 * ```ts
 * const event: ConsumptionEvent = { id: "e1", at: "2026-03-11T10:30:00Z", source: "api", workspaceId: "w1", kind: "signature_request.sent", level: "simple", signers: 2 };
 * reconcileConsumption([event], { data: [] }, { from: "2026-03-01", to: "2026-03-31" })[0]?.kind; // "missing"
 * ```
 */
export function reconcileConsumption(
  events: readonly ConsumptionEvent[],
  theirs: VendorConsumption,
  query: ConsumptionQuery,
): Discrepancy[];

/**
 * Rows of consumption or of add-ons as CSV: a header, lines ended by CRLF, no text that a spreadsheet would take for a
 * formula.
 *
 * It is not the vendor's export, whose columns are not documented.
 *
 * @throws {SealquoteError} as {@link consumptionDetail}, for the rows.
 *
 * Source: RFC 4180; OWASP, CSV Injection.
 *
 * @example
 * ```ts
 * toCsv([{ source: "api", type: "archiving", value: 3 }]).split("\r\n")[1]; // "api,,archiving,,,3"
 * ```
 */
export function toCsv(
  rows: readonly ConsumptionRow[] | ConsumptionDetail | readonly AddonConsumption[] | ConsumptionAddons,
): string;

/**
 * The vendor's error body for an error that this entry threw, or for mistakes that it listed.
 *
 * It is not an HTTP status.
 *
 * Source: Yousign API reference, Errors and Errors List.
 *
 * @example
 * ```ts
 * try {
 *   consumptionDetail([], { from: "2026-03-02", to: "2026-03-01" });
 * } catch (error) {
 *   consumptionError(error as SealquoteError).type; // "date.out_of_range"
 * }
 * ```
 */
export function consumptionError(error: SealquoteError | readonly ConsumptionMistake[]): ConsumptionErrorBody;

export { SealquoteError };
export { init } from "./index.js";
