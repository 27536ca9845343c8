// What has to compile with the entry for ledgers, and what must not. Compiled only, never run.

import { SealquoteError, PriceBook, quote } from "sealquote";
import {
  SealquoteError as LedgerError,
  allocationOverview,
  apiError,
  listTransactions,
  runOut,
  statement,
  toCsv,
  usage,
  verifyLedger,
  type ApiErrorBody,
  type Finding,
  type Transaction,
  type TransactionInput,
} from "sealquote/ledger";

const row: TransactionInput = { id: "t", type: "add", amount: 1, balanceAfter: 1, createdAt: "2026-03-01T00:00:00Z" };
const listed: readonly Transaction[] = listTransactions([row]).items;
const again: number = statement(listed).balance + statement([{ ...row, walletId: null }], { context: "organization" }).totalUsed;
const text: string = toCsv(listed) + (runOut(listed, new Date(0))?.date ?? "") + usage(listed).byDay.length + again;
const findings: readonly Finding[] = verifyLedger([null, 17, row], { book: PriceBook.builtin("signsecure") }).findings;
allocationOverview({ balance: 1, shares: "apart", members: [{ member: text, allocated: 1, transactions: listed }] });
const error: SealquoteError = null as unknown as LedgerError;
// What comes from an address is text, and what is wrong with it is for the function to say.
const asked = Object.fromEntries(new URLSearchParams("type=consume&page=2"));
listTransactions([row], { ...asked, limit: asked["limit"] });
const { type, cursor }: { type: string; cursor: string } = { type: "gift", cursor: "yes" };
listTransactions([row], { type, cursor });
const meta = { requestId: "r", timestamp: "2026-03-01T00:00:00Z" };
const body = apiError("VALIDATION_ERROR", error, meta) as ApiErrorBody;
const plain: undefined = apiError("FORBIDDEN", null, meta).details;
if (body.code === "VALIDATION_ERROR") body.details.validation.issues.at(0)?.path;

// @ts-expect-error a query has a type of its own
listTransactions([row], { type: 1 });
// @ts-expect-error a row has a type of three
statement([{ ...row, type: "gift" }]);
// @ts-expect-error a row has an id
statement([{ type: "add", amount: 1, balanceAfter: 1, createdAt: "" }]);
// @ts-expect-error answers are not changed
listed[0]!.amount = 2;
// @ts-expect-error a member has used, or has rows
allocationOverview({ balance: 1, members: [{ member: "a", allocated: 1 }] });
// @ts-expect-error only a validation error has details
apiError("FORBIDDEN", error, meta);
// @ts-expect-error and it needs them
apiError("VALIDATION_ERROR", null, meta);
// @ts-expect-error not every body has details
body.details.validation;
const answered: { items: object[]; pageInfo: { page: number; hasNext: boolean }; requestId: string } = { items: [], pageInfo: { page: 1, hasNext: false }, requestId: "r" };
for (const given of [answered, [answered], listTransactions([]), [listTransactions([])]]) verifyLedger(given);
// @ts-expect-error: a page has items
verifyLedger({ rows: [] });
verifyLedger([], { rowOrder: "newest-first", zeroRows: "refused", payers: undefined });
// @ts-expect-error a convention has names
verifyLedger([], { refunds: "never" });
// @ts-expect-error a book is not an id
verifyLedger([], { book: "signsecure" });
// @ts-expect-error a quote is no history
statement(quote({ signers: [] }));
// @ts-expect-error findings have codes of their own
findings[0]?.code === "UNKNOWN_KEY";
plain;
