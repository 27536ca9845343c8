// The entry for ledgers from CommonJS. Compiled only, never run.

import sealquote = require("sealquote");
import ledger = require("sealquote/ledger");

const error: sealquote.SealquoteError = null as unknown as ledger.SealquoteError;
const balance: number = ledger.statement([]).balance;
ledger.verifyLedger([], { book: sealquote.PriceBook.builtin("signsecure") });
// @ts-expect-error the sum is a number
const text: string = ledger.usage([]).totalUsed;
error.details?.validation.issues.length === balance;
text;
