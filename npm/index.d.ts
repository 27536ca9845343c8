/**
 * Know what an envelope will cost before it is sent.
 *
 * Every amount is a whole number of the book's unit (credits), within ±(2^53 - 1); beyond that the answer is a
 * {@link SealquoteError}, never a wrong number. Everything is synchronous, needs no network and reads no clock.
 *
 * @example
 * ```ts
 * import { quote, afford } from "sealquote";
 *
 * const price = quote({ signers: [{ method: "electronic" }, { method: "aadhaar_esign" }] });
 * price.total; // 26: envelope 1 + electronic 10 + Aadhaar 15
 * afford(price, { balance: 20 }).topUp; // { preset: 500, bonus: 0, custom: 6, combination: null }
 * ```
 *
 * @packageDocumentation
 */

/**
 * How a recipient may sign: the name of one method, an array of the names to choose among, or `"any"` for every
 * method of the version that prices the envelope, and for every signer where its rates name no method.
 *
 * It is not a display name: the names are those of {@link PriceBook.methods}, and they differ from book to book.
 * An array has 1 to 1,000 names, in any order; `"any"` inside an array is no method.
 *
 * Errors: `UNKNOWN_METHOD` for a name that the version does not have, `NO_METHOD` for an empty array, `INVALID_TYPE`
 * for anything but text and arrays of text.
 *
 * Source: SignSecure documentation, Credits page (the three methods); SignSecure API reference (a signer's method may
 * be left open).
 *
 * @example
 * ```ts
 * const decided: Method = "aadhaar_esign";
 * const either: Method = ["electronic", "dsc_usb_token"];
 * const open: Method = "any";
 * ```
 */
export type Method = "any" | (string & {}) | readonly string[];

/**
 * What a recipient does with an envelope; only a `signer` signs, and only a signer costs anything.
 *
 * It is not a permission. Any other text is an `INVALID_VALUE`.
 *
 * Source: SignSecure API reference, recipients of an envelope.
 *
 * @example
 * ```ts
 * const role: Role = "approver";
 * ```
 */
export type Role = "signer" | "approver" | "cc";

/**
 * A recipient who signs, and how.
 *
 * It is not a person: nothing but the method changes the price.
 *
 * Errors: `MISSING_KEY` without a method, `UNKNOWN_KEY` for any other key.
 *
 * Source: SignSecure API reference, recipients of an envelope.
 *
 * @example
 * ```ts
 * const recipient: SigningRecipient = { id: "asha", method: "aadhaar_esign" };
 * ```
 */
export interface SigningRecipient {
  /** The caller's own id; it does not change the price. */
  readonly id?: string | undefined;
  /** Left out, a recipient is a signer. */
  readonly role?: "signer" | undefined;
  /** How the signer may sign. */
  readonly method: Method;
}

/**
 * A recipient who approves, or gets a copy, and costs nothing.
 *
 * It is not a signer: a method may be given, is checked, and is not charged.
 *
 * Errors: `INVALID_VALUE` for another role, `UNKNOWN_KEY` for any other key.
 *
 * Source: SignSecure API reference, recipients of an envelope.
 *
 * @example
 * ```ts
 * const recipient: OtherRecipient = { role: "cc" };
 * ```
 */
export interface OtherRecipient {
  /** The caller's own id; it does not change the price. */
  readonly id?: string | undefined;
  /** What the recipient does instead of signing. */
  readonly role: "approver" | "cc";
  /** Checked like a signer's, and not charged. */
  readonly method?: Method | undefined;
}

/**
 * Anyone an envelope goes to: {@link SigningRecipient} or {@link OtherRecipient}.
 *
 * It is not a party to a contract, and has no order of signing. A `null` in its place is an `INVALID_TYPE`.
 *
 * Source: SignSecure API reference, recipients of an envelope.
 *
 * @example
 * ```ts
 * const recipients: Signer[] = [{ method: "any" }, { role: "cc" }];
 * ```
 */
export type Signer = SigningRecipient | OtherRecipient;

/**
 * Documents and the people they go to, before anything is sent.
 *
 * It is not a record of what happened: it has no status and no signatures. It is read and never changed.
 *
 * Errors: `INVALID_TYPE`, `MISSING_KEY` without `signers`, `UNKNOWN_KEY` for any other key, `LIMIT_EXCEEDED` above
 * 100,000 recipients, or where undecided recipients may choose among uneven prices in too many ways (from about ten, each
 * with three of ten such methods), `UNREADABLE` when a getter or a proxy throws.
 *
 * Source: SignSecure documentation, Credits page.
 *
 * @example
 * ```ts
 * const envelope: Envelope = { at: "2026-03-11T10:30:00Z", documents: 2, signers: [{ method: "any" }] };
 * ```
 */
export interface Envelope {
  /** The caller's own id; it does not change the price. */
  readonly id?: string | undefined;
  /**
   * When it is sent, which decides the version of the book: an RFC 3339 instant, or a `Date`. Left out, the newest
   * version prices it. Errors: `INVALID_INSTANT`; `NO_VERSION` before the first version.
   */
  readonly at?: string | Date | undefined;
  /** How many documents, from 0 to 2^53 - 1; 1 when left out. Errors: `INVALID_NUMBER`, `AMOUNT_OUT_OF_RANGE`. */
  readonly documents?: number | undefined;
  /** How many megabytes in all, from 0 to 2^53 - 1; 0 when left out. Errors: as for `documents`. */
  readonly megabytes?: number | undefined;
  /** Everybody it goes to. Nobody is allowed: such an envelope costs what creating it costs. */
  readonly signers: readonly Signer[];
}

/**
 * When a line is deducted: as the envelope is created, as it is sent, or as signers sign.
 *
 * It is not a date.
 *
 * Source: SignSecure documentation, Credits page ("Credits are deducted when signers sign the envelope").
 *
 * @example
 * ```ts
 * const due: DueOn = quote({ signers: [] }).lines[0]!.dueOn; // "creation"
 * ```
 */
export type DueOn = "creation" | "send" | "signature";

/**
 * What one rate of the book contributes to a quote.
 *
 * It is not a charge: nothing has been taken. Amounts are credits from 0 to 2^53 - 1; a line may come to 0.
 *
 * Source: SignSecure documentation, Credits page (the table of credit costs: one line for each row of it).
 *
 * @example
 * ```ts
 * const [base] = quote({ signers: [] }).lines;
 * // { code: "envelope", label: "Envelope creation", quantity: 1, unitPrice: 1, amount: 1, minimum: 1, dueOn: "creation" }
 * ```
 */
export interface LineItem {
  /** The rate's code, unique in its version. */
  readonly code: string;
  /** The rate's name for people. */
  readonly label: string;
  /** How many units are behind `amount`, from 0 to 2^53 - 1. */
  readonly quantity: number;
  /** The price of each unit that is charged, by the model `unit`; those that are included, a minimum and a maximum are not in it. */
  readonly unitPrice?: number;
  /** The line's part of the quote's `total`. */
  readonly amount: number;
  /** The line's part of the quote's `minimum`; it may be above `amount`. */
  readonly minimum: number;
  /** When the line is deducted. */
  readonly dueOn: DueOn;
}

/**
 * What an envelope will cost, line by line, and the exact rules that say so.
 *
 * It is not a charge and not a reservation. It is a plain object that survives JSON. `total` and `minimum` differ
 * only while a signer may still choose a method; both are exact over all choices together.
 *
 * Source: SignSecure documentation, Credits page ("The base envelope cost (1 credit) is charged once for every
 * envelope", "10 credits flat per envelope regardless of how many signers use them", "15 credits for each signer").
 *
 * @example
 * ```ts
 * const { total, minimum, exact, marginal } = quote({ signers: [{ method: "any" }] });
 * // total 16, minimum 11, exact false, marginal.electronic 10: a second signer by that method adds a flat row
 * ```
 */
export interface Quote {
  /** The id of the price book. */
  readonly priceBook: string;
  /** The label of the version that priced it. */
  readonly version: string;
  /** SHA-256 of that version's canonical JSON (RFC 8785), in hexadecimal. */
  readonly digest: string;
  /** What amounts count, such as `credit`. */
  readonly unit: string;
  /** The most the envelope can cost: what a balance is checked against. */
  readonly total: number;
  /** The least it can cost. */
  readonly minimum: number;
  /** Whether they agree. */
  readonly exact: boolean;
  /** One line for each rate that is charged in the dearest or in the cheapest choice, in the book's order. */
  readonly lines: readonly LineItem[];
  /** What one more signer of exactly this method would add to `total`, for every method of the version. */
  readonly marginal: { readonly [method: string]: number };
}

/**
 * What a wallet holds.
 *
 * It is not a wallet: it has no history and no owner.
 *
 * Errors: `INVALID_TYPE` without a number, `INVALID_NUMBER` for one that is not whole or beyond ±(2^53 - 1).
 *
 * Source: SignSecure documentation, Credits page ("Checking Your Balance").
 *
 * @example
 * ```ts
 * const funds: Funds = { balance: 40 };
 * ```
 */
export interface Funds {
  /** Whole credits; below zero for a wallet that is overdrawn. */
  readonly balance: number;
  /** Whose they are: a word, or the whole answer of {@link resolvePayer}. A member's allocation is not topped up by buying. */
  readonly payer?: Payer["payer"] | Payer | undefined;
}

/**
 * A purchase that covers a shortfall.
 *
 * It is not an order: nothing is bought. Amounts are credits from 0 to 2^53 - 1.
 *
 * Source: SignSecure documentation, Credits page ("Select a preset amount or enter a custom amount"; "500, 2,000,
 * 5,000, 25,000, or 100,000 credits").
 *
 * @example
 * ```ts
 * afford(quote({ signers: [{ method: "electronic" }] }), { balance: 10 }).topUp; // { preset: 500, bonus: 0, custom: 1, combination: null }
 * ```
 */
export interface TopUpAdvice {
  /** The smallest preset that covers it, its bonus counted; `null` when none does. */
  readonly preset: number | null;
  /** The bonus on that preset; 0 without one. */
  readonly bonus: number;
  /** The smallest amount to type in instead, its bonus counted. */
  readonly custom: number;
  /**
   * When no preset covers it, the presets that do together, the larger first: the cheapest, of equals the fewest.
   * `null` when a preset covers it, no 1,000 purchases on offer do, or 200,000 steps are not enough to tell the cheapest.
   */
  readonly combination: number[] | null;
}

/**
 * What a balance means for a quote.
 *
 * It is not a reservation: nothing is set aside. Amounts are credits.
 *
 * Source: SignSecure documentation, Credits page ("Buying Credits").
 *
 * @example
 * ```ts
 * const answer: Affordability = afford(quote({ signers: [] }), { balance: 3 });
 * // { sufficient: true, balance: 3, after: 2, shortfall: 0, envelopesAffordable: 3, topUp: null }
 * ```
 */
export interface Affordability {
  /** Whether the balance covers the quote's `total`. */
  readonly sufficient: boolean;
  /** The balance asked about. */
  readonly balance: number;
  /** What would be left; below zero when the balance is short. */
  readonly after: number;
  /** What is missing; 0 when nothing is. */
  readonly shortfall: number;
  /** How many such envelopes the balance covers; `null` when one costs nothing. */
  readonly envelopesAffordable: number | null;
  /** What to buy; `null` when nothing is missing, and for a member's allocation, which the owner has to raise. */
  readonly topUp: TopUpAdvice | null;
}

/**
 * In which capacity somebody sends an envelope.
 *
 * It is not a session: it says what is known of one. With an API key the key's workspace decides.
 *
 * Errors: `INVALID_TYPE`, `INVALID_VALUE`, `UNKNOWN_KEY`, `MISSING_KEY`.
 *
 * Source: SignSecure documentation, Credits page ("Organization Credits", "API Keys and Organization Credits").
 *
 * @example
 * ```ts
 * const context: PayerContext = { workspace: "organization", organization: "acme", role: "member" };
 * ```
 */
export interface PayerContext {
  /** Where the work is done; may be left out with an API key, which is bound to one. */
  readonly workspace?: "personal" | "organization" | undefined;
  /** What the sender may do in the organization. */
  readonly role?: "owner" | "admin" | "member" | undefined;
  /** The organization's id, when there are several. */
  readonly organization?: string | undefined;
  /** The API key in use: where it was made, and by whom. */
  readonly apiKey?:
    | {
        readonly workspace: "personal" | "organization";
        readonly organization?: string | undefined;
        readonly madeBy?: "owner" | "admin" | "member" | undefined;
      }
    | undefined;
}

/**
 * Who pays, and what else follows from that.
 *
 * It is not a wallet and holds no balance; see {@link Funds}.
 *
 * Source: SignSecure documentation, Credits page ("Organization Credits").
 *
 * @example
 * ```ts
 * const payer: Payer = resolvePayer({ workspace: "personal" });
 * payer.payer; // "personal"
 * ```
 */
export interface Payer {
  /** Whose credits are spent: a personal wallet, the organization's, or a member's own allocation of it. */
  readonly payer: "personal" | "organization" | "allocation";
  /** The `context` that the vendor's balance is given with. */
  readonly context: "personal" | "organization";
  /** Whether they see the organization's whole balance and allocate credits of it. */
  readonly mayAllocate: boolean;
  /** Whether they may make an API key that is bound to the organization. */
  readonly mayMakeOrganizationKey: boolean;
  /** Why it is so. */
  readonly reason: string;
}

/**
 * One thing that happened to an envelope.
 *
 * It is not a ledger row: nothing is taken by it until it is settled.
 *
 * Errors: `INVALID_VALUE` for an unknown type, `INVALID_INSTANT`, `MISSING_KEY`, `UNKNOWN_KEY`.
 *
 * Source: SignSecure documentation, Credits page ("Credits are deducted when signers sign the envelope").
 *
 * @example
 * ```ts
 * const event: EnvelopeEvent = { type: "signed", at: "2026-03-11T11:00:00Z", signer: "asha" };
 * ```
 */
export interface EnvelopeEvent {
  /** What happened. */
  readonly type: "created" | "sent" | "signed" | "declined" | "failed" | "cancelled" | "expired";
  /** When: an RFC 3339 instant, or a `Date`. */
  readonly at: string | Date;
  /** Who signed or declined: a recipient's id, or its place (`"1"`, `"2"`, …) when it has none. */
  readonly signer?: string | undefined;
  /** By which method somebody signed; may be left out when the envelope leaves no choice. Where nobody signs it has no say. */
  readonly method?: string | undefined;
}

/**
 * A transaction to be booked.
 *
 * It is not a ledger row: it has no id, no balance and no time of its own. Amounts are above 0.
 *
 * Source: SignSecure API reference, List Credit Transactions, for the fields that a row has too.
 *
 * @example
 * ```ts
 * const envelope = { id: "env_1", signers: [{ id: "asha", method: "aadhaar_esign" }] };
 * const [draft]: readonly TransactionDraft[] = settle(envelope, [{ type: "created", at: "2026-03-11T10:30:00Z" }]).drafts;
 * draft?.idempotencyKey; // "env_1/envelope"
 * ```
 */
export interface TransactionDraft {
  /** Whether credits are taken or come back. */
  readonly type: "consume" | "refund";
  /** How many credits, always above 0. */
  readonly amount: number;
  /** What made it due: `created`, `sent`, `signed`, `failed`, `cancelled` or `corrected`. */
  readonly reason: string;
  /** What it is for, in words. */
  readonly description: string;
  /** The envelope's id. */
  readonly documentId: string;
  /** The method it is for; `null` for what is due at creation. */
  readonly signatureMethod: string | null;
  /**
   * What no other transaction shares, and what every repetition of this one does: `ENVELOPE/CODE` or
   * `ENVELOPE/CODE/SIGNER`, and behind it, after `/` (after `//` without a signer), what is no first charge: `refund`;
   * `reduction`, when late news make it less; `later`, `later-refund` and `later-reduction`, when a line at creation, of
   * another version, has the same code. The second of a kind ends in `/2`, as in `/charge/2` or `/reduction/2`, and so on. In
   * ids and codes `/` and `%` are written `%2F` and `%25`.
   */
  readonly idempotencyKey: string;
  /** The rate's code. */
  readonly line: string;
}

/**
 * What is due for an envelope by what happened to it so far.
 *
 * It is not a booking: the drafts are the caller's to book, each once by its key.
 *
 * Source: SignSecure documentation, Credits page.
 *
 * @example
 * ```ts
 * const settled: Settlement = settle({ id: "env_1", signers: [] }, [{ type: "created", at: "2026-03-11T10:30:00Z" }]);
 * settled.status; // "draft"
 * settled.drafts.length; // 1
 * ```
 */
export interface Settlement {
  /** How far the envelope has come. */
  readonly status: "draft" | "sent" | "completed" | "declined" | "failed" | "cancelled" | "expired";
  /** What is left to book. */
  readonly drafts: TransactionDraft[];
  /** All drafts there are once the new ones are booked too: what the next settlement takes as `charged`. */
  readonly charged: TransactionDraft[];
  /** What was signed so far costs this; unless charges came back, its total is what was taken in all. */
  readonly quote: Quote;
}

/**
 * What a settlement may be told besides what happened.
 *
 * It is not a place to keep anything: the same options give the same settlement.
 *
 * Errors: `INVALID_TYPE` for a book that is none, `CONTRADICTION` for a draft that nothing accounts for, `UNKNOWN_KEY`
 * for any other option.
 *
 * Source: SignSecure documentation, Credits page.
 *
 * @example
 * ```ts
 * const options: SettleOptions = { book: PriceBook.builtin("signsecure-staging"), charged: [] };
 * ```
 */
export interface SettleOptions {
  /** The price book; left out, the built-in `signsecure`. */
  readonly book?: PriceBook | undefined;
  /** The drafts that were booked before, in any order. */
  readonly charged?: readonly TransactionDraft[] | undefined;
}

/**
 * One version of a price book, in short.
 *
 * It is not the version itself, which {@link PriceBook.toJSON} gives.
 *
 * Source: RFC 3339 for `effectiveFrom`, RFC 8785 and FIPS 180-4 for `digest`.
 *
 * @example
 * ```ts
 * const newest: VersionSummary = PriceBook.builtin("signsecure").versions().at(-1)!; // version "2026-03"
 * ```
 */
export interface VersionSummary {
  /** The label, unique in its book. */
  readonly version: string;
  /** When it takes over, as the book writes it; `null` when it has always been in force. */
  readonly effectiveFrom: string | null;
  /** SHA-256 of the version's canonical JSON (RFC 8785), in hexadecimal. */
  readonly digest: string;
}

/**
 * The id of a price book that comes with the package.
 *
 * It is not an address: nothing is fetched. Any other id is an `UNKNOWN_BOOK`.
 *
 * Source: SignSecure documentation, Credits page (`signsecure`); the tariff that SignSecure's staging site documents
 * (`signsecure-staging`).
 *
 * @example
 * ```ts
 * const id: BuiltinBookId = "signsecure-staging";
 * ```
 */
export type BuiltinBookId = "signsecure" | "signsecure-staging";

/**
 * One line of a {@link Comparison}.
 *
 * It is not a line of either quote: amounts are those of both, ours first.
 *
 * Units: whole numbers of each book's unit.
 *
 * Source: the two books themselves.
 *
 * @example
 * ```ts
 * const line: ComparedLine | undefined = PriceBook.builtin("signsecure")
 *   .compare({ signers: [] }, PriceBook.builtin("signsecure-staging")).lines[0]; // envelope: 1 and 15
 * ```
 */
export interface ComparedLine {
  /** The code of the rate. */
  readonly code: string;
  /** Its label, in our book where it has the rate. */
  readonly label: string;
  /** The line's amount here and there; 0 where it is not charged. */
  readonly amounts: readonly [number, number];
  /** By how much it is more there. */
  readonly difference: number;
  /** By how much its minimum is more there. */
  readonly minimumDifference: number;
  /**
   * Why: the rate is only there or only here, counts another `quantity` for the dearest or the cheapest choice, has another
   * `price`, or is `due` at another time. Empty when nothing differs.
   */
  readonly reasons: readonly ("added" | "removed" | "quantity" | "price" | "due")[];
}

/**
 * What another book makes of the same envelope.
 *
 * It is not a recommendation, and converts nothing: both books are taken to count the same unit.
 *
 * Source: the two books themselves.
 *
 * @example
 * ```ts
 * const comparison: Comparison = PriceBook.builtin("signsecure")
 *   .compare({ signers: [{ method: "electronic" }] }, PriceBook.builtin("signsecure-staging"));
 * comparison.difference; // 4: 15 there, 11 here
 * ```
 */
export interface Comparison {
  /** Our quote and the other book's. */
  readonly quotes: readonly [Quote, Quote];
  /** By how much the total is more there. */
  readonly difference: number;
  /** By how much the minimum is more there. */
  readonly minimumDifference: number;
  /** Our lines in the order of our book, then those that only the other quote has. */
  readonly lines: readonly ComparedLine[];
}

/**
 * A count for each envelope: an unsigned typed array, as the values buffer of an Arrow column is.
 *
 * It is not a list of numbers: an `Array` is refused, so that nothing is converted unseen. Whole numbers from 0 to
 * 4,294,967,295.
 *
 * Source: Apache Arrow columnar format, fixed-size primitive layout.
 *
 * @example
 * ```ts
 * const column: CountColumn = new Uint8Array(100_000).fill(2);
 * ```
 */
export type CountColumn = Uint8Array | Uint16Array | Uint32Array;

/**
 * Many envelopes, column by column, all of the same length.
 *
 * It is not an array of envelopes. Recipients who do not sign have no column, since they cost nothing.
 *
 * Errors: as {@link quoteMany}.
 *
 * Source: Apache Arrow columnar format, fixed-size primitive layout.
 *
 * @example
 * ```ts
 * const columns: QuoteColumns = { signers: { any: Uint8Array.of(2, 1), "electronic,dsc_usb_token": Uint8Array.of(0, 4) } };
 * ```
 */
export interface QuoteColumns {
  /** When all of them are sent, which decides the version for all; as in {@link Envelope}. */
  readonly at?: string | Date | undefined;
  /** How many signers each envelope has, by their method; by several with commas between, or `any`, when undecided. */
  readonly signers: { readonly [methods: string]: CountColumn };
  /** How many documents, one number for all or one for each; 1 when left out. */
  readonly documents?: number | CountColumn | undefined;
  /** How many megabytes, one number for all or one for each; 0 when left out. */
  readonly megabytes?: number | CountColumn | undefined;
}

/**
 * What many envelopes cost: the numbers row by row, and the rules they come from.
 *
 * It is not a list of quotes: there are no lines. Amounts are whole numbers of the book's unit, up to 2^53 - 1.
 *
 * Source: {@link quoteMany}.
 *
 * @example
 * ```ts
 * const totals: QuoteTotals = quoteMany({ signers: { any: Uint8Array.of(1) } });
 * totals.total[0]; // 16
 * totals.minimum[0]; // 11
 * ```
 */
export interface QuoteTotals {
  /** The id of the price book. */
  readonly priceBook: string;
  /** The label of its version. */
  readonly version: string;
  /** The digest of that version. */
  readonly digest: string;
  /** What amounts count, such as `credit`. */
  readonly unit: string;
  /** How many envelopes there are. */
  readonly rows: number;
  /** The most that each envelope can cost. */
  readonly total: Float64Array;
  /** The least that each envelope can cost; the same array as `total` when every method is decided. */
  readonly minimum: Float64Array;
  /** All rows together. */
  readonly sum: { readonly total: number; readonly minimum: number };
}

/**
 * One mistake in a price book: what, where, and what to do about it.
 *
 * It is not an error that is thrown: that is the first finding of severity `error`, with message and remedy in one
 * text.
 *
 * Source: RFC 6901 for `path`.
 *
 * @example
 * ```ts
 * const [finding]: LintFinding[] = PriceBook.lint({ priceBook: "mine", unit: "credit" });
 * finding?.path; // "/versions"
 * finding?.remedy; // "add it"
 * ```
 */
export interface LintFinding {
  /** The kind of mistake. */
  readonly code: SealquoteErrorCode | LintWarningCode;
  /** An `error` keeps the book from being used, a `warning` does not. */
  readonly severity: "error" | "warning";
  /** What is wrong. */
  readonly message: string;
  /** A JSON Pointer (RFC 6901) into the book; empty for the book as a whole. */
  readonly path: string;
  /** What to do. */
  readonly remedy: string;
}

/**
 * The kinds of warnings: a book that can be used, and may not say what was meant.
 *
 * It is not a kind of error: {@link PriceBook.parse} reads a book with any of them.
 *
 * Source: the price models of public billing documentation, where each of them is a known trap.
 *
 * @example
 * ```ts
 * const code: LintWarningCode = "FALLING_PRICE";
 * ```
 */
export type LintWarningCode =
  | "GAP"
  | "METHOD_NEVER_PRICED"
  | "FALLING_PRICE"
  | "WORSE_BONUS"
  | "UNREACHABLE_TIER"
  | "DUPLICATE_PRESET";

/**
 * What a receipt is signed with, on a server.
 *
 * It is not for pages: a key in a page is everybody's. The signature is an HMAC-SHA-256, cut to 128 bits, by the
 * platform's `node:crypto`.
 *
 * Errors: `INVALID_TYPE`, also for a key that is `undefined`, `INVALID_VALUE` for a key of less than 16 bytes, `NOT_AVAILABLE` where there is no
 * `node:crypto`, with the path `/key`; `UNKNOWN_KEY` for any other option.
 *
 * Source: RFC 2104 (HMAC) and FIPS 180-4 (SHA-256).
 *
 * @example
 * ```ts
 * const options: ReceiptOptions = { key: "a server's own secret" };
 * const signed = receipt({ signers: [] }, undefined, options);
 * verifyReceipt(signed, { signers: [] }, undefined, options).valid; // true
 * ```
 */
export interface ReceiptOptions {
  /** The server's key: at least 16 bytes, or a text of as many in UTF-8. */
  readonly key: string | Uint8Array;
}

/**
 * Whether a receipt holds, and if not, why.
 *
 * It is not an error: a text that is no receipt simply does not hold.
 *
 * Source: {@link receipt}.
 *
 * @example
 * ```ts
 * const verdict: ReceiptVerdict = verifyReceipt("sq1", { signers: [] }); // { valid: false, reason: "altered" }
 * ```
 */
export interface ReceiptVerdict {
  readonly valid: boolean;
  /**
   * Only when it does not hold: the text was changed, was made from another envelope or by other rules, or, when a key
   * was given, is not signed by it.
   */
  readonly reason?: "altered" | "other envelope" | "other book" | "not signed";
}

/**
 * A versioned, dated price document: what things cost, and since when.
 *
 * It is not an invoice and knows no customer. It cannot be changed, and is not made with `new`.
 *
 * Limits: 1,000 versions, 1,000 rates a version, 1,000 tiers a price, 32 methods a version.
 *
 * Source: SignSecure documentation, Credits page; RFC 3339 for instants.
 *
 * @example
 * ```ts
 * const book = PriceBook.parse({
 *   priceBook: "ours",
 *   unit: "credit",
 *   versions: [{
 *     version: "1",
 *     rates: [{ code: "sign", per: "signer", methods: ["electronic"], price: { model: "unit", unitPrice: 2 } }],
 *   }],
 * });
 * book.quote({ signers: [{ method: "electronic" }] }).total; // 2
 * ```
 */
export class PriceBook {
  #private;
  private constructor();

  /**
   * A book that comes with the package; the same object every time.
   *
   * @throws {SealquoteError} `UNKNOWN_BOOK` for any other id.
   */
  static builtin(id: BuiltinBookId): PriceBook;

  /**
   * The book that a JSON text or a plain object describes. The object is copied.
   *
   * @throws {SealquoteError} The first mistake in it: `INVALID_JSON`, `INVALID_TYPE`, `MISSING_KEY`, `UNKNOWN_KEY`,
   * `INVALID_NUMBER`, `AMOUNT_OUT_OF_RANGE`, `INVALID_VALUE`, `INVALID_INSTANT`, `DUPLICATE_KEY`, `DUPLICATE_CODE`,
   * `DUPLICATE_VERSION`, `UNORDERED_VERSIONS`, `METHOD_PRICED_TWICE`, `INVALID_TIERS`, `LIMIT_EXCEEDED`, `TOO_DEEP`,
   * `UNREADABLE`.
   */
  static parse(json: string | object): PriceBook;

  /**
   * Everything that is wrong with a JSON text or a plain object that is meant to be a book, or only looks wrong. It
   * never throws for a bad book: a text that is no JSON is a finding too.
   *
   * Errors are what {@link PriceBook.parse} would throw, all of them, in the order of the document, at most 1,000.
   * Warnings come after them; they speak of prices, so there are none where a price could not be read.
   */
  static lint(json: string | object): LintFinding[];

  /** What the book calls itself, such as `signsecure`. */
  readonly id: string;

  /** What the book counts in, such as `credit`. */
  readonly unit: string;

  /** All versions, oldest first; there is always one. The array is the caller's. */
  versions(): VersionSummary[];

  /**
   * The methods that an envelope may name under a version, by default the newest, in the order of their first
   * mention. The array is the caller's.
   *
   * @throws {SealquoteError} `NO_VERSION` when no version has this label.
   */
  methods(version?: string): string[];

  /**
   * The book with one version pinned: it is in force at any instant, whatever `envelope.at` says. Quotes, digests and
   * receipts are that version's, as the whole book's are.
   *
   * It is not for charging, unless that version was in force when the envelope was sent.
   *
   * @throws {SealquoteError} `NO_VERSION` when no version has this label.
   */
  fixedAt(version: string): PriceBook;

  /**
   * What an envelope costs under this book, by the version in force at `envelope.at`, else the newest.
   *
   * @throws {SealquoteError} As {@link quote}.
   */
  quote(envelope: Envelope): Quote;

  /**
   * What another book makes of the same envelope, line by line, and why.
   *
   * @throws {SealquoteError} As {@link quote}, under either book; `INVALID_TYPE` when the other is no book.
   */
  compare(envelope: Envelope, other: PriceBook): Comparison;

  /** What many envelopes cost under this book; see {@link quoteMany}. */
  quoteMany(columns: QuoteColumns): QuoteTotals;

  /** The receipt for the quote of an envelope under this book; see {@link receipt}. */
  receipt(envelope: Envelope, options?: ReceiptOptions): string;

  /** Whether a receipt holds for an envelope under this book; see {@link verifyReceipt}. */
  verifyReceipt(receipt: string, envelope: Envelope, options?: ReceiptOptions): ReceiptVerdict;

  /** The book as plain JSON, which {@link PriceBook.parse} reads again; with a version pinned, that one alone. The object is the caller's. */
  toJSON(): object;
}

/**
 * What an envelope costs under the built-in book `signsecure`, by the version in force at `envelope.at`, else the
 * newest.
 *
 * It is not a charge: nothing is taken and nothing is sent. The same envelope always has the same quote.
 *
 * @throws {SealquoteError} `INVALID_TYPE`, `MISSING_KEY`, `UNKNOWN_KEY`, `INVALID_NUMBER`, `INVALID_VALUE`,
 * `UNKNOWN_METHOD`, `NO_METHOD`, `INVALID_INSTANT`, `NO_VERSION`, `AMOUNT_OUT_OF_RANGE`, `LIMIT_EXCEEDED`, `TOO_DEEP`,
 * `UNREADABLE`, each with the `path` of the mistake.
 *
 * Source: SignSecure documentation, Credits page (the table of credit costs).
 *
 * @example
 * ```ts
 * quote({ signers: [{ method: "electronic" }, { method: "electronic" }] }).total; // 11: a flat row is charged once
 * quote({ signers: [{ method: "aadhaar_esign" }, { method: "aadhaar_esign" }] }).total; // 31: 1 + 2 × 15
 * ```
 */
export function quote(envelope: Envelope): Quote;

/**
 * A short text that binds a quote to the envelope and the exact rules it came from; no character of it needs
 * escaping in an address.
 *
 * It is not a signature, unless a key is given: whoever has the envelope and the book can make it. It is a call of its
 * own, so that a live quote does not pay for hashing. Give `envelope.at`: without it a receipt goes on to hold by the
 * version that made it, when the quote is of a newer one.
 *
 * @throws {SealquoteError} As {@link quote}, and as {@link ReceiptOptions}.
 *
 * Source: RFC 8785 and FIPS 180-4 for the digests in it.
 *
 * @example
 * ```ts
 * receipt({ signers: [{ method: "electronic" }] }); // "sq1.ac583a43409d0c2962923292dcf417a6. … .11.11. …"
 * ```
 */
export function receipt(envelope: Envelope, book?: PriceBook, options?: ReceiptOptions): string;

/**
 * Whether a receipt was made for this envelope, with rules that this book has.
 *
 * It is not a check of who made it, unless a key is given; nor, without `envelope.at`, of what it costs now. A text that is
 * no receipt throws nothing; it is `altered` then.
 *
 * @throws {SealquoteError} As {@link quote}, for an envelope that is none; and as {@link ReceiptOptions}.
 *
 * Source: {@link receipt}.
 *
 * @example
 * ```ts
 * const envelope: Envelope = { signers: [{ method: "electronic" }] };
 * verifyReceipt(receipt(envelope), envelope).valid; // true
 * ```
 */
export function verifyReceipt(
  receipt: string,
  envelope: Envelope,
  book?: PriceBook,
  options?: ReceiptOptions,
): ReceiptVerdict;

/**
 * What many envelopes cost, for bulk sends: columns of counts in, columns of totals out. The book is by default the
 * built-in `signsecure`.
 *
 * It is not a list of quotes: there are no lines. Each row costs what {@link quote} says of an envelope with as many
 * signers of each kind.
 *
 * @throws {SealquoteError} `INVALID_TYPE`, `UNKNOWN_KEY`, `UNKNOWN_METHOD`, `INVALID_NUMBER`, `INVALID_VALUE` for columns
 * of another length than the first, `INVALID_INSTANT`, `NO_VERSION`; `AMOUNT_OUT_OF_RANGE` and `LIMIT_EXCEEDED` with the number of
 * the row as `path`; `UNREADABLE`.
 *
 * Source: SignSecure documentation, Credits page; Apache Arrow columnar format, fixed-size primitive layout.
 *
 * @example
 * ```ts
 * const { total, sum } = quoteMany({
 *   signers: { electronic: Uint8Array.of(1, 0, 2), aadhaar_esign: Uint8Array.of(0, 3, 1) },
 * });
 * total; // Float64Array [11, 46, 26]
 * sum.total; // 83
 * ```
 */
export function quoteMany(columns: QuoteColumns, book?: PriceBook): QuoteTotals;

/**
 * A quote in sentences: one for each line, and one for the total.
 *
 * It is not a translation of the book: labels are the book's own. Languages are English, French and Hindi; any other
 * locale is answered in English.
 *
 * @throws {SealquoteError} `INVALID_TYPE` for what is no quote.
 *
 * Source: Unicode CLDR, by the platform's `Intl`, for numbers and plurals.
 *
 * @example
 * ```ts
 * explain(quote({ signers: [] })); // ["Envelope creation: 1 credit, due when …", "In total exactly 1 credit."]
 * ```
 */
export function explain(quote: Quote, locale?: string): string[];

/**
 * Whose credits are spent in a context: a personal wallet in a personal workspace; in an organization its wallet for
 * owners and admins, their own allocation for members. An API key is bound for good to where it was made.
 *
 * It is not a check of anybody's identity: it takes the context at its word.
 *
 * @throws {SealquoteError} `CONTRADICTION` when a workspace or organization is stated that the API key is not bound to;
 * `NOT_ALLOWED` for an organization's key that a member made; `MISSING_KEY` when it cannot be said without the workspace,
 * the role or the key's organization; `UNKNOWN_KEY` for a role or an organization in a personal workspace; each says why.
 *
 * Source: SignSecure documentation, Credits page ("Organization Credits", "API Keys and Organization Credits").
 *
 * @example
 * ```ts
 * resolvePayer({ workspace: "organization", role: "member" }).payer; // "allocation"
 * resolvePayer({ apiKey: { workspace: "personal" } }).payer; // "personal"
 * ```
 */
export function resolvePayer(context: PayerContext): Payer;

/**
 * What is due for an envelope by its whole history, less what was booked before.
 *
 * It is not a store and knows no earlier call: the same history in another order, with repetitions, or with any part of
 * the drafts booked, comes to the same charges. What depends on no signer is due once, at creation; the version in force
 * at send prices the rest for the envelope's life; flat rates are due once, at the first signature of the method, others
 * by what each signature adds. When the envelope fails or is cancelled, what the book calls refundable comes back.
 *
 * @throws {SealquoteError} With a path into `/envelope`, `/events` or `/charged`: `MISSING_KEY` for an envelope without an
 * id, `DUPLICATE_ID`, `UNKNOWN_SIGNER`, `UNKNOWN_METHOD`; `NOT_ALLOWED` for a signature by somebody who does not sign, or
 * by a method that is not open to them; `INVALID_STATUS` for what cannot happen to an envelope that has come this far;
 * `CONTRADICTION` for what happened twice in different ways, and for a booked draft that nothing accounts for;
 * `NO_VERSION`, `AMOUNT_OUT_OF_RANGE`, and those of {@link quote}.
 *
 * Source: SignSecure documentation, Credits page ("Credits are deducted when signers sign the envelope. If an envelope
 * fails or is cancelled, credits may be refunded").
 *
 * @example
 * ```ts
 * const envelope = { id: "env_1", signers: [{ id: "asha", method: "aadhaar_esign" }] };
 * const events: EnvelopeEvent[] = [
 *   { type: "sent", at: "2026-03-11T10:30:00Z" },
 *   { type: "signed", at: "2026-03-11T11:00:00Z", signer: "asha" },
 * ];
 * const { drafts, charged } = settle(envelope, events);
 * drafts.map(({ idempotencyKey, amount }) => [idempotencyKey, amount]); // [["env_1/envelope", 1], ["env_1/aadhaar/asha", 15]]
 * settle(envelope, events, { charged }).drafts; // []
 * ```
 */
export function settle(envelope: Envelope, events: readonly EnvelopeEvent[], options?: SettleOptions): Settlement;

/**
 * Whether a balance covers a quote's `total`, and what to buy when it does not, by the offers of the version that
 * made the quote.
 *
 * It is not a reservation: nothing is set aside. A book that is not built in has to be given again.
 *
 * @throws {SealquoteError} `INVALID_TYPE` and `INVALID_NUMBER` for a quote or a balance that is none, `UNKNOWN_BOOK` when
 * the quote's book is neither built in nor given, `NO_VERSION` when the book has no such version,
 * `AMOUNT_OUT_OF_RANGE` when what would be left is beyond ±(2^53 - 1).
 *
 * Source: SignSecure documentation, Credits page ("Preset Amounts").
 *
 * @example
 * ```ts
 * const price = quote({ signers: [{ method: "aadhaar_esign" }] }); // 16
 * afford(price, { balance: 15 });
 * // { sufficient: false, balance: 15, after: -1, shortfall: 1, envelopesAffordable: 0,
 * //   topUp: { preset: 500, bonus: 0, custom: 1, combination: null } }
 * ```
 */
export function afford(quote: Quote, funds: Funds, book?: PriceBook): Affordability;

/**
 * Compiles the module without blocking. Nothing needs it: the first quote compiles it otherwise. A page may want it
 * early, and must await it where the platform refuses to compile synchronously.
 *
 * It is not a download: the module is part of the package. Calling it again does nothing.
 *
 * Errors: `NOT_COMPILED` when the platform refuses, as a page without `'wasm-unsafe-eval'` in `script-src` does. Where only
 * files are compiled, `sealquote/slim` takes `sealquote/quote.wasm`.
 *
 * Source: WebAssembly JavaScript Interface; Content Security Policy Level 3.
 *
 * @example
 * ```ts
 * await init();
 * ```
 */
export function init(): Promise<void>;

/**
 * The kind of a mistake, for programs.
 *
 * It is not a message: `message` says in words what to do.
 *
 * | code | means |
 * | --- | --- |
 * | `INVALID_TYPE` | a value of the wrong JSON type, such as a signer that is `null` |
 * | `MISSING_KEY`, `UNKNOWN_KEY` | a key that has to be there, or has no meaning here |
 * | `INVALID_NUMBER` | a number that is no count and no amount: a fraction, below zero, `NaN`, infinite |
 * | `AMOUNT_OUT_OF_RANGE` | a whole number, or a sum, beyond 2^53 - 1 |
 * | `INVALID_VALUE` | a text that is none of those allowed, or not well-formed |
 * | `UNKNOWN_METHOD`, `NO_METHOD` | a method that the version does not have; no method to choose among |
 * | `INVALID_INSTANT` | not an RFC 3339 instant, or one that does not exist |
 * | `NO_VERSION`, `UNKNOWN_BOOK` | no version in force, or with this label; no built-in book with this id |
 * | `INVALID_JSON` | a text that is not JSON |
 * | `DUPLICATE_KEY` | an object in a text that has a key twice |
 * | `DUPLICATE_CODE`, `DUPLICATE_VERSION`, `UNORDERED_VERSIONS`, `METHOD_PRICED_TWICE`, `INVALID_TIERS` | a price book that contradicts itself |
 * | `LIMIT_EXCEEDED`, `TOO_DEEP` | more, or deeper, than a stated limit allows |
 * | `DUPLICATE_ID`, `UNKNOWN_SIGNER` | two that share an id; nobody on the envelope |
 * | `INVALID_STATUS`, `CONTRADICTION` | what cannot happen by then; what cannot both be so |
 * | `NOT_ALLOWED`, `INSUFFICIENT_CREDITS` | what a role may not do; more credits than there are |
 * | `INVALID_CURSOR` | a cursor that was altered, or is of another query |
 * | `NOT_AVAILABLE` | what there is not here, such as add-ons in a sandbox |
 * | `VALIDATION_ERROR` | a query of `sealquote/ledger` with mistakes, all of which are in `details` |
 * | `UNREADABLE` | a getter or a proxy that throws |
 * | `NOT_COMPILED` | the platform did not compile the module |
 * | `INTERNAL` | a defect of Sealquote; the next call works again |
 *
 * Source: RFC 8259 for JSON, RFC 3339 for instants.
 *
 * @example
 * ```ts
 * const code: SealquoteErrorCode = "UNKNOWN_METHOD";
 * ```
 */
export type SealquoteErrorCode =
  | "INVALID_TYPE"
  | "MISSING_KEY"
  | "UNKNOWN_KEY"
  | "INVALID_NUMBER"
  | "AMOUNT_OUT_OF_RANGE"
  | "INVALID_VALUE"
  | "UNKNOWN_METHOD"
  | "NO_METHOD"
  | "INVALID_INSTANT"
  | "NO_VERSION"
  | "UNKNOWN_BOOK"
  | "INVALID_JSON"
  | "DUPLICATE_KEY"
  | "DUPLICATE_CODE"
  | "DUPLICATE_VERSION"
  | "UNORDERED_VERSIONS"
  | "METHOD_PRICED_TWICE"
  | "INVALID_TIERS"
  | "LIMIT_EXCEEDED"
  | "TOO_DEEP"
  | "DUPLICATE_ID"
  | "UNKNOWN_SIGNER"
  | "INVALID_STATUS"
  | "NOT_ALLOWED"
  | "CONTRADICTION"
  | "INSUFFICIENT_CREDITS"
  | "INVALID_CURSOR"
  | "VALIDATION_ERROR"
  | "UNREADABLE"
  | "NOT_AVAILABLE"
  | "NOT_COMPILED"
  | "INTERNAL";

/**
 * One mistake in a request, as the API tells it.
 *
 * It is not a {@link SealquoteError}: codes and messages are those of the API's validator (zod 3).
 *
 * Source: SignSecure API reference, List Credit Transactions (`issues`).
 *
 * @example
 * ```ts
 * const issue: Issue = { path: "type", message: "Invalid enum value", code: "invalid_enum_value" };
 * ```
 */
export interface Issue {
  /** The keys and numbers that lead to the value, joined by dots; empty for the request as a whole. */
  readonly path: string;
  /** What is wrong. */
  readonly message: string;
  /** The kind of mistake. */
  readonly code: string;
}

/**
 * All mistakes in a request: by field, those of the request as a whole, and one by one.
 *
 * It is not a list: a message stands in `issues`, and in one of the other two again.
 *
 * Source: SignSecure API reference, List Credit Transactions (`details` of a validation error).
 *
 * @example
 * ```ts
 * const details: ValidationDetails = {
 *   validation: {
 *     fieldErrors: { type: ["Invalid enum value"] },
 *     formErrors: [],
 *     issues: [{ path: "type", message: "Invalid enum value", code: "invalid_enum_value" }],
 *   },
 * };
 * ```
 */
export interface ValidationDetails {
  readonly validation: {
    /** The messages of each field. */
    readonly fieldErrors: { readonly [field: string]: readonly string[] };
    /** The messages of the request as a whole. */
    readonly formErrors: readonly string[];
    /** Every mistake, in the order of the request. */
    readonly issues: readonly Issue[];
  };
}

/**
 * An input that could not be processed: what kind of mistake, in words, and where.
 *
 * It is not a finding about an input that was read. It is thrown by this package and not made by its callers.
 *
 * Source: RFC 6901 for `path`.
 *
 * @example
 * ```ts
 * try {
 *   quote({ signers: [{ method: "fax" }] });
 * } catch (error) {
 *   if (error instanceof SealquoteError) console.error(error.code, error.path); // UNKNOWN_METHOD /signers/0/method
 * }
 * ```
 */
export class SealquoteError extends Error {
  private constructor();
  readonly name: "SealquoteError";
  /** The kind of mistake. */
  readonly code: SealquoteErrorCode;
  /** A JSON Pointer (RFC 6901) into the input; empty for the input as a whole. */
  readonly path: string;
  /**
   * All mistakes of a query, when the code is `VALIDATION_ERROR`. What `sealquote/consumption` throws has `errors` instead: all
   * mistakes of the argument that the first one is in, up to 1,000.
   */
  readonly details?: ValidationDetails & { readonly errors?: readonly Pick<SealquoteError, "code" | "message" | "path">[] };
}
