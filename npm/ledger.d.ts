/**
 * Know what happened to credits: balance, use, outlook, listings and exports of a history, and whether it adds up.
 *
 * Every amount is a whole number of credits within ±(2^53 - 1); beyond that the answer is a {@link SealquoteError},
 * never a wrong number. Everything is synchronous, needs no network and reads no clock. Inputs are read and never
 * changed; answers are plain objects that survive JSON.
 *
 * @example
 * ```ts
 * import { statement, usage, verifyLedger } from "sealquote/ledger";
 *
 * const rows = [
 *   { id: "t1", type: "add", amount: 500, balanceAfter: 500, createdAt: "2026-03-01T09:00:00Z" },
 *   { id: "t2", type: "consume", amount: 1, balanceAfter: 499, documentId: "doc_a", createdAt: "2026-03-02T09:00:00Z" },
 * ] as const;
 * statement(rows).balance; // 499
 * usage(rows, { startDate: "2026-03-02", endDate: "2026-03-02" }).totalUsed; // 1
 * verifyLedger(rows).findings; // []
 * ```
 *
 * @packageDocumentation
 */

import type { Envelope, EnvelopeEvent, Issue, Payer, PriceBook, ValidationDetails } from "./index.js";

/**
 * What was wrong with an input, and the shapes of a request's mistakes: the same ones as in `sealquote`.
 *
 * It is not another class: `instanceof` holds for what either entry throws.
 *
 * Source: RFC 6901 for paths; SignSecure API reference, List Credit Transactions (the body of a validation error).
 *
 * @example
 * ```ts
 * try {
 *   listTransactions([], { limit: 1_000 });
 * } catch (error) {
 *   if (error instanceof SealquoteError) console.error(error.code, error.path); // VALIDATION_ERROR /limit
 * }
 * ```
 */
export { SealquoteError, type Issue, type SealquoteErrorCode, type ValidationDetails } from "./index.js";

/**
 * What a transaction does to a balance: `consume` takes from it, `add` and `refund` put on it.
 *
 * It is not a reason, which is the row's `reason`. Any other text is an `INVALID_VALUE`.
 *
 * Source: SignSecure API reference, List Credit Transactions.
 *
 * @example
 * ```ts
 * const type: TransactionType = "refund";
 * ```
 */
export type TransactionType = "consume" | "add" | "refund";

/**
 * One row of a wallet's history, as the vendor's API returns it.
 *
 * It is not a draft: it has a balance, so it was booked. Amounts are whole credits within ±(2^53 - 1); the sign of
 * `amount` means nothing, since the direction is the type's.
 *
 * Source: SignSecure API reference, List Credit Transactions.
 *
 * @example
 * ```ts
 * const row: Transaction = {
 *   id: "txn_1", type: "consume", amount: 10, balanceAfter: 489, reason: "document_signed", description: "Signature",
 *   documentId: "doc_a", signatureMethod: "electronic", source: "api", createdAt: "2026-03-11T10:30:00Z",
 * };
 * ```
 */
export interface Transaction {
  /** The row's id. */
  readonly id: string;
  /** What it does to the balance. */
  readonly type: TransactionType;
  /** How many credits. */
  readonly amount: number;
  /** The balance that the row leaves. */
  readonly balanceAfter: number;
  /** Why, as a code. */
  readonly reason: string | null;
  /** Why, in words. */
  readonly description: string | null;
  /** The envelope it is for. */
  readonly documentId: string | null;
  /** The method it is for; a base charge has none. */
  readonly signatureMethod: string | null;
  /** Where it was caused: `api` or `app`. */
  readonly source: string | null;
  /** When it was booked, as it was written: an RFC 3339 instant. */
  readonly createdAt: string;
  /** The wallet it belongs to; only on rows of exports that name wallets. */
  readonly walletId?: string;
}

/**
 * A row as it may be handed over: what does not apply may be `null`, empty or left out.
 *
 * It is not an answer: those are {@link Transaction}s. Keys beside these are passed over.
 *
 * Errors: `INVALID_TYPE`, `MISSING_KEY`, `INVALID_NUMBER`, `AMOUNT_OUT_OF_RANGE`, `INVALID_VALUE` for an empty `id`, an
 * unknown `type` or half a character, `INVALID_INSTANT`; the path begins with the number of the row, from 0.
 *
 * Source: SignSecure API reference, List Credit Transactions; rows of production exports for `envelopeId`.
 *
 * @example
 * ```ts
 * const row: TransactionInput = { id: "t1", type: "add", amount: 5, balanceAfter: 5, createdAt: new Date(0) };
 * ```
 */
export interface TransactionInput {
  /** The row's id; not empty. */
  readonly id: string;
  /** What it does to the balance. */
  readonly type: TransactionType;
  /** How many credits, within ±(2^53 - 1). */
  readonly amount: number;
  /** The balance that the row leaves, within ±(2^53 - 1). */
  readonly balanceAfter: number;
  /** Why, as a code. */
  readonly reason?: string | null | undefined;
  /** Why, in words. */
  readonly description?: string | null | undefined;
  /** The envelope it is for. */
  readonly documentId?: string | null | undefined;
  /** The envelope it is for, where `documentId` does not say. */
  readonly envelopeId?: string | null | undefined;
  /** The method it is for. */
  readonly signatureMethod?: string | null | undefined;
  /** Where it was caused. */
  readonly source?: string | null | undefined;
  /** When it was booked: an RFC 3339 instant, or a `Date`. */
  readonly createdAt: string | Date;
  /** The wallet it belongs to. */
  readonly walletId?: string | null | undefined;
}

/**
 * Whose credits a statement is about.
 *
 * It is not looked up: it is said by the caller, and `personal` when nothing is said.
 *
 * Source: SignSecure documentation, Credits page ("Organization Credits").
 *
 * @example
 * ```ts
 * const options: StatementOptions = { context: "organization" };
 * ```
 */
export interface StatementOptions {
  /** Any other text is an `INVALID_VALUE`. */
  readonly context?: "personal" | "organization" | undefined;
}

/**
 * What a wallet holds, and the sums of its history.
 *
 * It is not a check: the balance is what the newest row records; see {@link verifyLedger}. Sums are of sizes, from 0
 * to 2^53 - 1 credits. Refunds are not taken off `totalUsed`, so that opening + added - used + refunded = balance.
 *
 * Source: SignSecure documentation, Credits page ("Checking Your Balance").
 *
 * @example
 * ```ts
 * const empty: Statement = statement([]);
 * // { context: "personal", balance: 0, totalUsed: 0, totalAdded: 0, totalRefunded: 0 }
 * ```
 */
export interface Statement {
  /** Whose credits these are. */
  readonly context: "personal" | "organization";
  /** The balance after the newest row; 0 without any row. */
  readonly balance: number;
  /** Credits spent. */
  readonly totalUsed: number;
  /** Credits bought or given. */
  readonly totalAdded: number;
  /** Credits returned. */
  readonly totalRefunded: number;
}

/**
 * A period of whole days: both dates are included, and each may be left out.
 *
 * It is not a pair of instants: the days are those of a calendar at `utcOffset`.
 *
 * Errors: `INVALID_INSTANT` for a date that is none, `INVALID_VALUE` for an offset that is none or a period that ends
 * before it starts, `LIMIT_EXCEEDED` for more than 366 days, `UNKNOWN_KEY`.
 *
 * Source: SignSecure API reference, Get Usage Statistics (`startDate`, `endDate`); RFC 3339 for dates and offsets.
 *
 * @example
 * ```ts
 * const march: UsageQuery = { startDate: "2026-03-01", endDate: "2026-03-31", utcOffset: "+05:30" };
 * ```
 */
export interface UsageQuery {
  /** The first day, `YYYY-MM-DD`. */
  readonly startDate?: string | undefined;
  /** The last day, `YYYY-MM-DD`. */
  readonly endDate?: string | undefined;
  /** Where the days begin, such as `+05:30`; UTC when left out. */
  readonly utcOffset?: string | undefined;
}

/**
 * What was spent in a period, and on what.
 *
 * It is not net of refunds: those stand apart, on the day on which they were booked. Amounts are credits from 0 to
 * 2^53 - 1. The sums by method, by source and by day each make `totalUsed`; lists are in the order of their names,
 * what has no name first.
 *
 * Source: SignSecure API reference, Get Usage Statistics (`totalUsed`, `period`, `breakdown`).
 *
 * @example
 * ```ts
 * const none: Usage = usage([], { startDate: "2026-03-01", endDate: "2026-03-01" });
 * none.byDay; // [{ date: "2026-03-01", used: 0, refunded: 0 }]
 * ```
 */
export interface Usage {
  /** Credits spent. */
  readonly totalUsed: number;
  /** Credits returned. */
  readonly totalRefunded: number;
  /** The period asked about: as dates, both included, and as instants, the second excluded. */
  readonly period: {
    readonly startDate: string | null;
    readonly endDate: string | null;
    readonly from: string | null;
    readonly to: string | null;
  };
  /** Credits spent, as the API divides them. */
  readonly breakdown: { readonly document_signing: number; readonly aadhaar_esign: number };
  /** By the row's `signatureMethod`; a base charge has none. */
  readonly byMethod: readonly { readonly signatureMethod: string | null; readonly used: number; readonly refunded: number }[];
  /** By the row's `source`. */
  readonly bySource: readonly { readonly source: string | null; readonly used: number; readonly refunded: number }[];
  /** Every day of a period with both dates, else the days with a row that spends or returns, be it 0. */
  readonly byDay: readonly { readonly date: string; readonly used: number; readonly refunded: number }[];
}

/**
 * When the question of {@link runOut} is asked, and by which calendar.
 *
 * It is not read off a clock: the instant is the caller's. Rows after it are not looked at.
 *
 * Errors: `MISSING_KEY` without `at`, `INVALID_INSTANT`, `INVALID_VALUE` for an offset that is none.
 *
 * Source: RFC 3339.
 *
 * @example
 * ```ts
 * const query: RunOutQuery = { at: "2026-03-31T12:00:00Z", utcOffset: "+05:30" };
 * ```
 */
export interface RunOutQuery {
  /** An RFC 3339 instant, or a `Date`. */
  readonly at: string | Date;
  /** Where the answer's date is taken from the calendar; UTC when left out. */
  readonly utcOffset?: string | undefined;
}

/**
 * How long a balance lasts at the present rate of use, in whole days.
 *
 * It is not a promise: it says what follows if the days ahead are like those behind.
 *
 * Source: worked out from the rows; no vendor documents it.
 *
 * @example
 * ```ts
 * const answer: RunOut | null = runOut([], "2026-03-31T12:00:00Z"); // null: there is no history
 * ```
 */
export interface RunOut {
  /** The day to which the balance lasts, `YYYY-MM-DD`; `null` beyond the year 9999. */
  readonly date: string | null;
  /** Whole days, from 0; `null` with the date. */
  readonly daysLeft: number | null;
  /** The balance at the instant asked about, in credits. */
  readonly balance: number;
  /** So many credits, spent less returned, at least 1, in so many days, 7 to 30. */
  readonly rate: { readonly credits: number; readonly days: number };
  /** The instants between which the rate was taken: the first is outside, the last inside. */
  readonly basis: { readonly from: string; readonly to: string };
}

/**
 * A member's share of an organization's wallet, with what was used of it as a number or as rows.
 *
 * It is not a wallet: allocating is no transaction of the API, so `allocated` is the caller's word.
 *
 * Errors: `INVALID_NUMBER` below 0, `MISSING_KEY` with neither `used` nor `transactions`, `UNKNOWN_KEY` with both.
 *
 * Source: SignSecure documentation, Credits page ("Organization Credits").
 *
 * @example
 * ```ts
 * const member: MemberShare = { member: "asha", allocated: 300, used: 100 };
 * ```
 */
export type MemberShare =
  | { readonly member: string; readonly allocated: number; readonly used: number; readonly transactions?: undefined }
  | { readonly member: string; readonly allocated: number; readonly transactions: readonly TransactionInput[]; readonly used?: undefined };

/**
 * An organization's wallet, and the members who have a share of it.
 *
 * It is not a change: nothing is allocated. Credits are whole numbers; at most 10,000 members.
 *
 * Errors: `INVALID_VALUE` for a member named twice, and as {@link MemberShare}.
 *
 * Source: SignSecure documentation, Credits page ("Organization Credits").
 *
 * @example
 * ```ts
 * const query: AllocationQuery = { balance: 900, members: [{ member: "asha", allocated: 300, used: 100 }] };
 * ```
 */
export interface AllocationQuery {
  /** The balance of the organization's wallet; it may be below 0. */
  readonly balance: number;
  /** Each member once. */
  readonly members: readonly MemberShare[];
  /** Whether what members have left counts in `balance` (`within`, when left out) or not (`apart`). */
  readonly shares?: "within" | "apart" | undefined;
}

/**
 * A share of a wallet in numbers.
 *
 * It is not a balance that anything recorded: `remaining` is allocated, less used, plus refunded, in credits.
 *
 * Source: SignSecure documentation, Credits page ("Organization Credits").
 *
 * @example
 * ```ts
 * const totals: Allocation = allocationOverview({ balance: 0, members: [] }).totals;
 * ```
 */
export interface Allocation {
  /** Credits that may be spent, from 0. */
  readonly allocated: number;
  /** Credits spent, from 0. */
  readonly used: number;
  /** Credits returned, from 0. */
  readonly refunded: number;
  /** What is left; below 0 when overdrawn. */
  readonly remaining: number;
}

/**
 * The owner's view of a wallet: what each member may spend, has spent and has left.
 *
 * It is not a ledger, and does not check one. Amounts are credits.
 *
 * Source: SignSecure documentation, Credits page ("Organization Credits").
 *
 * @example
 * ```ts
 * const overview: AllocationOverview = allocationOverview({
 *   balance: 900,
 *   members: [{ member: "asha", allocated: 300, used: 100 }],
 * });
 * overview.unallocated; // 700: asha has 200 left
 * ```
 */
export interface AllocationOverview {
  /** The balance of the organization's wallet. */
  readonly balance: number;
  /** What of it no member has a claim on; below 0 when more was allocated than is there. */
  readonly unallocated: number;
  /** All members together. */
  readonly totals: Allocation;
  /** Each member, in the order given. */
  readonly members: readonly (Allocation & { readonly member: string; readonly overdrawn: boolean })[];
  /** What is wrong: the most that could have been spent or promised, and what was. */
  readonly findings: readonly {
    readonly code: "ALLOCATION_OVERDRAWN" | "WALLET_OVERALLOCATED";
    readonly member: string | null;
    readonly expected: number;
    readonly recorded: number;
    readonly message: string;
  }[];
}

/**
 * Which page of a history is asked for. Numbers may be texts, as they are in an address.
 *
 * It is not a search: rows are chosen by `type` alone.
 *
 * Errors: `VALIDATION_ERROR` with all mistakes in `details`, worded as the API words them.
 *
 * Source: SignSecure API reference, List Credit Transactions ("Query Parameters"); `cursor` and `after` are beyond it.
 *
 * @example
 * ```ts
 * const query: ListQuery = { page: "2", limit: 100, type: "consume" };
 * ```
 */
export interface ListQuery {
  /** From 1; 1 when left out. */
  readonly page?: number | string | undefined;
  /** From 1 to 100; 50 when left out. */
  readonly limit?: number | string | undefined;
  /** Only rows of this type; any text, as in an address, is checked. */
  readonly type?: TransactionType | (string & {}) | undefined;
  /** Asks for a cursor to go on from: a boolean, or `true` or `false` as text. */
  readonly cursor?: boolean | string | undefined;
  /** A cursor to go on from; together with `page` it is an error. */
  readonly after?: string | undefined;
}

/**
 * Where a page stands among all.
 *
 * It is not a promise for later: newer rows move every page. Counts are whole numbers from 0.
 *
 * Source: SignSecure API reference, List Credit Transactions (`pageInfo`).
 *
 * @example
 * ```ts
 * const info: PageInfo = listTransactions([]).pageInfo;
 * // { page: 1, limit: 50, total: 0, totalPages: 0, hasNext: false, hasPrevious: false }
 * ```
 */
export interface PageInfo {
  /** The page asked for, from 1; after a cursor, the page on which its first item stands now. */
  readonly page: number;
  /** The most items on a page. */
  readonly limit: number;
  /** How many rows there are, of the type asked for. */
  readonly total: number;
  /** How many pages they fill; 0 without any. */
  readonly totalPages: number;
  /** Whether rows follow. */
  readonly hasNext: boolean;
  /** Whether rows precede, or the page asked for is not the first. */
  readonly hasPrevious: boolean;
}

/**
 * A page of a history, newest first.
 *
 * It is not a copy of the rows given: every item has the keys of {@link Transaction} and no others.
 *
 * Source: SignSecure API reference, List Credit Transactions.
 *
 * @example
 * ```ts
 * const { items, nextCursor }: Listing = listTransactions([], { cursor: true }); // [], null
 * ```
 */
export interface Listing {
  /** The rows. */
  readonly items: readonly Transaction[];
  /** Where they stand among all. */
  readonly pageInfo: PageInfo;
  /** Where to go on, `null` after the last row; only when a cursor was asked for or given. */
  readonly nextCursor?: string | null;
}

/**
 * The kinds of error bodies of the API.
 *
 * It is not a {@link SealquoteErrorCode}, though `VALIDATION_ERROR` is one of both.
 *
 * Source: SignSecure API reference, List Credit Transactions (the four bodies).
 *
 * @example
 * ```ts
 * const code: ApiErrorCode = "FORBIDDEN";
 * ```
 */
export type ApiErrorCode = "VALIDATION_ERROR" | "UNAUTHORIZED" | "FORBIDDEN" | "INTERNAL_SERVER_ERROR";

/**
 * An error body of the API; `code` says which, and whether there are `details`.
 *
 * It is not thrown: it is data, for a back end to answer with.
 *
 * Source: SignSecure API reference, List Credit Transactions (the four bodies).
 *
 * @example
 * ```ts
 * function status(body: ApiErrorBody): number {
 *   if (body.code === "VALIDATION_ERROR") return body.details.validation.issues.length > 0 ? 400 : 500;
 *   return { UNAUTHORIZED: 401, FORBIDDEN: 403, INTERNAL_SERVER_ERROR: 500 }[body.code];
 * }
 * ```
 */
export type ApiErrorBody =
  | {
      readonly code: "VALIDATION_ERROR";
      readonly message: string;
      readonly requestId: string;
      readonly timestamp: string;
      readonly details: ValidationDetails;
    }
  | {
      readonly [Code in Exclude<ApiErrorCode, "VALIDATION_ERROR">]: {
        readonly code: Code;
        readonly message: string;
        readonly requestId: string;
        readonly timestamp: string;
        readonly details?: undefined;
      };
    }[Exclude<ApiErrorCode, "VALIDATION_ERROR">];

/**
 * Mistakes of a request, in any of the ways in which they come: an error that was thrown, by us or by zod (with
 * `issues`), an {@link Issue}, what an error has as `details`, or a list of these.
 *
 * It is not a text. At most 1,000 issues.
 *
 * Source: SignSecure API reference, List Credit Transactions (`details`).
 *
 * @example
 * ```ts
 * const mistakes: IssueSource = [{ path: "type", message: "Invalid enum value", code: "invalid_enum_value" }];
 * ```
 */
export type IssueSource = Issue | ValidationDetails | Error | readonly (Issue | ValidationDetails | Error)[];

/**
 * The kind of a {@link Finding}.
 *
 * It is not a kind of error: the rows could be read, but for a `BAD_ROW`.
 *
 * | code | means |
 * | --- | --- |
 * | `ALLOCATION_OVERDRAWN` | a row that takes a member's allocation below zero |
 * | `BAD_ROW` | a row that cannot be read; the rest goes on |
 * | `CHAIN_BREAK` | a balance that does not follow from the one before it |
 * | `CHARGE_AFTER_CANCEL` | a charge for an envelope that is over: all came back before, or it ended by `activity` |
 * | `DOUBLE_BASE`, `DOUBLE_FLAT` | a base, or a flat charge, for an envelope that had it before |
 * | `DUPLICATE_ID` | an id that another row has |
 * | `MISSING_BASE` | an envelope charged for signatures and never for its creation |
 * | `MISSING_REFUND` | an envelope that failed or was cancelled by `activity`, and whose charges did not come back |
 * | `NEGATIVE_BALANCE` | a row that takes the balance below zero |
 * | `OUT_OF_ORDER` | a row that follows, with a time before that of the row it follows |
 * | `OVERCHARGED`, `UNDERCHARGED` | a charge above, or below, the price |
 * | `PAGE_OVERLAP` | a page or file that begins with rows listed before |
 * | `REFUND_EXCEEDS_CHARGE`, `REFUND_WITHOUT_CHARGE` | more came back for an envelope than was charged, or it never was |
 * | `UNCHARGED` | something that happened by `activity`, and was not charged |
 * | `UNEXPLAINED` | a jump in a member's allocation that no row explains |
 * | `UNEXPLAINED_CHARGE` | a charge for something that did not happen by `activity` |
 * | `UNKNOWN_METHOD` | a charge for a method that the price book does not have |
 * | `VERSION_MISMATCH` | a charge that is right under another version of the price book |
 * | `WRONG_WALLET` | a row for an envelope that another wallet pays for |
 *
 * Source: SignSecure documentation, Credits page (what each envelope costs).
 *
 * @example
 * ```ts
 * const code: FindingCode = "CHAIN_BREAK";
 * ```
 */
export type FindingCode =
  | "ALLOCATION_OVERDRAWN"
  | "BAD_ROW"
  | "CHAIN_BREAK"
  | "CHARGE_AFTER_CANCEL"
  | "DOUBLE_BASE"
  | "DOUBLE_FLAT"
  | "DUPLICATE_ID"
  | "MISSING_BASE"
  | "MISSING_REFUND"
  | "NEGATIVE_BALANCE"
  | "OUT_OF_ORDER"
  | "OVERCHARGED"
  | "PAGE_OVERLAP"
  | "REFUND_EXCEEDS_CHARGE"
  | "REFUND_WITHOUT_CHARGE"
  | "UNCHARGED"
  | "UNDERCHARGED"
  | "UNEXPLAINED"
  | "UNEXPLAINED_CHARGE"
  | "UNKNOWN_METHOD"
  | "VERSION_MISMATCH"
  | "WRONG_WALLET";

/**
 * Something wrong in a ledger: what, where, and what should have been there.
 *
 * It is not an error: nothing is thrown for it. Amounts are credits.
 *
 * Source: SignSecure documentation, Credits page; SignSecure API reference, List Credit Transactions.
 *
 * @example
 * ```ts
 * const [finding]: readonly Finding[] = verifyLedger([null]).findings;
 * finding?.code; // "BAD_ROW"
 * finding?.row; // 1
 * ```
 */
export interface Finding {
  /** What kind of thing is wrong. */
  readonly code: FindingCode;
  /** `error` when money is wrong or cannot be shown to be right, `warning` when something is odd. */
  readonly severity: "error" | "warning";
  /** The wallet, where the rows name wallets. */
  readonly wallet: string | null;
  /** Empty for rows; of several pages `/0`, `/1` and so on; `activity` for what happened; a file's name by the command. */
  readonly file: string;
  /** The row in it, counted from 1. */
  readonly row: number;
  /** The id of the row, where it could be read. */
  readonly id: string | null;
  /** The amount or balance that should be there. */
  readonly expected: number | null;
  /** The amount or balance that is there. */
  readonly recorded: number | null;
  /** The likely cause, as far as the rows around it tell. */
  readonly cause:
    | "missing row"
    | "duplicate row"
    | "swapped rows"
    | "misplaced row"
    | "edited amount"
    | "edited balance"
    | "edited type"
    | "filtered listing"
    | "skipped page"
    | "earlier history"
    | "refunded twice"
    | "other method"
    | null;
  /** All of this in words, and what to do. */
  readonly message: string;
}

/**
 * What a verification says: what was read, and what is wrong with it.
 *
 * It is not a verdict of its own: a ledger is right when `findings` is empty. Amounts are credits, of all wallets
 * together.
 *
 * Source: the command `sealquote verify --format json`, which prints the same.
 *
 * @example
 * ```ts
 * const report: Report = verifyLedger([]);
 * report.summary.rows; // 0
 * ```
 */
export interface Report {
  /** What was read. */
  readonly summary: {
    /** Rows, unreadable ones too. */
    readonly rows: number;
    /** Wallets; 1 where the rows name none. */
    readonly wallets: number;
    /** Envelopes that something was charged for. */
    readonly envelopes: number;
    /** Credits bought or given. */
    readonly added: number;
    /** Credits spent. */
    readonly consumed: number;
    /** Credits returned. */
    readonly refunded: number;
    /** The balances before the first row of each wallet. */
    readonly opening: number;
    /** The balances after the last row of each wallet. */
    readonly closing: number;
    /** How many findings of each code there are; no key for a code without any. */
    readonly findings: { readonly [Code in FindingCode]?: number };
  };
  /** What is wrong with it, in the order of the rows. */
  readonly findings: readonly Finding[];
}

/**
 * What a wallet holds, and what was ever spent, added and returned, from its rows in any order.
 *
 * It is not a check, and takes the rows of one wallet at a time; at most 1,000,000.
 *
 * @throws {SealquoteError} As {@link TransactionInput}; `INVALID_VALUE` at the first row of another wallet, or for an
 * unknown context; `AMOUNT_OUT_OF_RANGE` when a sum is beyond 2^53 - 1; `LIMIT_EXCEEDED`, `UNREADABLE`.
 *
 * Source: SignSecure documentation, Credits page ("Checking Your Balance").
 *
 * @example
 * ```ts
 * statement([{ id: "t1", type: "add", amount: 5, balanceAfter: 5, createdAt: "2026-03-11T10:30:00Z" }]).balance; // 5
 * ```
 */
export function statement(rows: readonly TransactionInput[], options?: StatementOptions): Statement;

/**
 * What was spent in a period, by method, by source and by day, from rows in any order; at most 1,000,000.
 *
 * It is not limited to one wallet: all rows given count.
 *
 * @throws {SealquoteError} As {@link TransactionInput} and {@link UsageQuery}; `AMOUNT_OUT_OF_RANGE` when a sum is
 * beyond 2^53 - 1; `LIMIT_EXCEEDED` for more than 1,000 methods or sources.
 *
 * Source: SignSecure API reference, Get Usage Statistics.
 *
 * @example
 * ```ts
 * usage([], { startDate: "2026-03-01" }).totalUsed; // 0
 * ```
 */
export function usage(rows: readonly TransactionInput[], period?: UsageQuery): Usage;

/**
 * When a wallet's balance runs out at the present rate of use; `null` when there is too little history to say: less
 * than 7 whole days, or nothing spent on balance.
 *
 * It is not moved by purchases: the rate is what was spent, less what was returned, in the last 30 days.
 *
 * @throws {SealquoteError} As {@link statement} and {@link RunOutQuery}.
 *
 * Source: worked out from the rows; no vendor documents it.
 *
 * @example
 * ```ts
 * runOut(
 *   [
 *     { id: "t1", type: "add", amount: 100, balanceAfter: 100, createdAt: "2026-03-01T00:00:00Z" },
 *     { id: "t2", type: "consume", amount: 20, balanceAfter: 80, createdAt: "2026-03-05T00:00:00Z" },
 *   ],
 *   "2026-03-11T00:00:00Z",
 * )?.date; // "2026-04-20": 80 credits at 20 in 10 days last 40 days
 * ```
 */
export function runOut(rows: readonly TransactionInput[], at: string | Date | RunOutQuery): RunOut | null;

/**
 * Checks that a payer may give a member so many credits out of an organization's wallet that holds so many.
 *
 * It is not a booking: nothing is moved. It answers nothing, and throws when the allocation may not be made.
 *
 * @throws {SealquoteError} `NOT_ALLOWED` at `/payer` for all but owners and admins, `INVALID_NUMBER` at `/credits` for less
 * than nothing, `INSUFFICIENT_CREDITS` at `/credits` for more than the wallet holds; `INVALID_TYPE`, `MISSING_KEY`,
 * `INVALID_NUMBER` and `AMOUNT_OUT_OF_RANGE` for what is no payer and no credits.
 *
 * Source: SignSecure documentation, Credits page ("Owners/Admins can view the full organization wallet balance and
 * allocate credits to members").
 *
 * @example
 * ```ts
 * import { resolvePayer } from "sealquote";
 * import { checkAllocation } from "sealquote/ledger";
 *
 * const payer = resolvePayer({ workspace: "organization", role: "admin" });
 * checkAllocation(payer, { credits: 100, wallet: 250 }); // may be made
 * ```
 */
export function checkAllocation(payer: Payer, allocation: { readonly credits: number; readonly wallet: number }): void;

/**
 * What each member of an organization may spend, has spent and has left, and what is left unallocated.
 *
 * It is not a check of the wallet's own history.
 *
 * @throws {SealquoteError} As {@link AllocationQuery}; `AMOUNT_OUT_OF_RANGE` when a sum is beyond 2^53 - 1.
 *
 * Source: SignSecure documentation, Credits page ("Organization Credits").
 *
 * @example
 * ```ts
 * allocationOverview({ balance: 10, members: [{ member: "asha", allocated: 30, used: 0 }] }).findings[0]?.code;
 * // "WALLET_OVERALLOCATED"
 * ```
 */
export function allocationOverview(query: AllocationQuery): AllocationOverview;

/**
 * A page of a history, newest first whatever the order of the rows; at most 1,000,000. A page beyond the end is empty.
 *
 * It is not stable while rows arrive, unless it goes on by cursors: those neither repeat nor lose a row.
 *
 * @throws {SealquoteError} As {@link TransactionInput}; `VALIDATION_ERROR` for a mistake in the query, with `details`
 * that {@link apiError} takes as they are.
 *
 * Source: SignSecure API reference, List Credit Transactions.
 *
 * @example
 * ```ts
 * listTransactions([], { page: 1, limit: 20, type: "add" }).items; // []
 * ```
 */
export function listTransactions(rows: readonly TransactionInput[], query?: ListQuery): Listing;

/**
 * The body of an error as the API words it, for a back end that answers as it does.
 *
 * It is not an answer by itself: status and headers are the caller's. Only `VALIDATION_ERROR` has details.
 *
 * @throws {SealquoteError} `INVALID_VALUE` for another code, `MISSING_KEY` without details where there must be some,
 * `UNKNOWN_KEY` with details where there are none, `INVALID_INSTANT` for a timestamp that is none.
 *
 * Source: SignSecure API reference, List Credit Transactions (the four bodies).
 *
 * @example
 * ```ts
 * const meta = { requestId: "req_abc123", timestamp: "2026-03-11T10:30:00.000Z" };
 * apiError("FORBIDDEN", null, meta).message; // "API key is disabled"
 * try {
 *   listTransactions([], { page: 0 });
 * } catch (error) {
 *   if (error instanceof SealquoteError) apiError("VALIDATION_ERROR", error, meta).details.validation.issues;
 *   // [{ path: "page", message: "Number must be greater than or equal to 1", code: "too_small" }]
 * }
 * ```
 */
export function apiError<Code extends ApiErrorCode>(
  code: Code,
  details: Code extends "VALIDATION_ERROR" ? IssueSource : null | undefined,
  meta: { readonly requestId: string; readonly timestamp: string | Date },
): Extract<ApiErrorBody, { readonly code: Code }>;

/**
 * The rows as CSV, for a spreadsheet: a header, lines ended by CRLF, at most 1,000,000 rows.
 *
 * It is not the text as it was: what a spreadsheet would take for a formula gets an apostrophe before it.
 *
 * @throws {SealquoteError} As {@link TransactionInput}.
 *
 * Source: RFC 4180; OWASP, CSV Injection.
 *
 * @example
 * ```ts
 * toCsv([]); // "id,type,amount,balanceAfter,reason,description,documentId,signatureMethod,source,createdAt\r\n"
 * ```
 */
export function toCsv(rows: readonly TransactionInput[]): string;

/**
 * What a history is verified against.
 *
 * It is not a filter: all rows are verified.
 *
 * Errors: `INVALID_TYPE`, `INVALID_VALUE` for a name that an option does not have, `UNKNOWN_KEY`, `UNREADABLE`; for
 * `activity` those of `settle`, and `DUPLICATE_ID` for an
 * envelope that stands there twice.
 *
 * Source: SignSecure documentation, Credits page.
 *
 * @example
 * ```ts
 * const options: VerifyOptions = {
 *   activity: [{ envelope: { id: "d", signers: [] }, events: [{ type: "created", at: "2026-03-02T09:00:00Z" }] }],
 * };
 * verifyLedger([], options).findings[0]?.code; // "UNCHARGED"
 * ```
 */
export interface VerifyOptions {
  /** The prices; by default the built-in book `signsecure`. */
  readonly book?: PriceBook | undefined;
  /** What really happened, once for each envelope: every charge then has to be accounted for, and everything charged. */
  readonly activity?: readonly { readonly envelope: Envelope; readonly events: readonly EnvelopeEvent[] }[] | undefined;
  /** The wallets are members' allocations, which an owner may raise or cut without a row. */
  readonly allocations?: boolean | undefined;
  /** Which way the rows run; by default each wallet's rows tell, by their clocks and balances. */
  readonly rowOrder?: "detected" | "oldest-first" | "newest-first" | undefined;
  /**
   * Which sign `amount` has: `any`, the default, leaves the direction to `type`; by `change` it is below zero for
   * `consume` and above for others, by `positive` always above. An amount of the other sign is a `BAD_ROW`.
   */
  readonly signs?: "any" | "change" | "positive" | undefined;
  /**
   * Which version of the book prices an envelope whose rows straddle two: that in force at its `send`, the default, some
   * time between its first row and the row at hand; at its `creation`, which is its first row; or at each row's
   * `booking`. What `activity` makes due is priced at send.
   */
  readonly pricedAt?: "send" | "creation" | "booking" | undefined;
  /**
   * Whether a later signer of a flat method leaves a row of zero: `optional` by default; `required`, by which each
   * signature of `activity` has a row that names a method, else `UNCHARGED`; or `refused`, by which it is a `BAD_ROW`.
   */
  readonly zeroRows?: "optional" | "required" | "refused" | undefined;
  /** What a missing refund is, where `activity` tells of a failed envelope: a warning by default, an error, or nothing. */
  readonly refunds?: "expected" | "owed" | "optional" | undefined;
  /** Whether all rows of an envelope are one wallet's, as by default, or several pay and are paid back. */
  readonly payers?: "one" | "several" | undefined;
}

/**
 * Whether a history adds up, and whether each charge was the right one under a price book, by default the built-in
 * `signsecure`. Rows come oldest or newest first, at most 1,000,000; one chain for each wallet. They may come as pages as
 * well: the body of one, or those of several of one listing. What their `pageInfo` says is missing is a `CHAIN_BREAK`.
 *
 * It is not a reader of files, and throws nothing for rows that are wrong: they are findings.
 *
 * @throws {SealquoteError} `INVALID_TYPE` when the rows are no list or the book is none, `INVALID_VALUE` when one of several
 * pages has no number of its own, `UNKNOWN_KEY`, `AMOUNT_OUT_OF_RANGE` when a sum is beyond 2^53 - 1, `LIMIT_EXCEEDED`,
 * `UNREADABLE`; and what of the rows is no JSON.
 *
 * Source: SignSecure documentation, Credits page; SignSecure API reference, List Credit Transactions.
 *
 * @example
 * ```ts
 * const rows = [
 *   { id: "t1", type: "add", amount: 500, balanceAfter: 500, createdAt: "2026-03-01T09:00:00Z" },
 *   { id: "t2", type: "consume", amount: 1, balanceAfter: 498, documentId: "d", createdAt: "2026-03-02T09:00:00Z" },
 * ] as const;
 * verifyLedger(rows).findings[0]?.code; // "CHAIN_BREAK"
 * verifyLedger(listTransactions(rows, { limit: 1 })).findings[0]?.cause; // "missing row": page 2 was not given
 * ```
 */
export function verifyLedger(
  rows: readonly unknown[] | { readonly items: readonly unknown[]; readonly pageInfo?: unknown },
  options?: VerifyOptions,
): Report;

/**
 * Compiles the module of this entry without blocking. Nothing needs it: the first call compiles it otherwise.
 *
 * It is not the `init` of `sealquote`, which compiles a smaller module.
 *
 * Errors: `NOT_COMPILED` when the platform refuses, as a page without `'wasm-unsafe-eval'` in `script-src` does.
 *
 * Source: WebAssembly JavaScript Interface; Content Security Policy Level 3.
 *
 * @example
 * ```ts
 * await init();
 * ```
 */
export function init(): Promise<void>;
