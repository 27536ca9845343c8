// The entry `sealquote/ledger`.

import * as way from "sealquote:way";
import { provide } from "../histories.js";
import { SealquoteError } from "../index.js";

provide(way, SealquoteError);

export { SealquoteError };
export {
  allocationOverview,
  apiError,
  checkAllocation,
  init,
  listTransactions,
  rowsToCsv as toCsv,
  runOut,
  statement,
  usage,
  verifyLedger,
} from "../histories.js";
