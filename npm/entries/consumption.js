// The entry `sealquote/consumption`.

import * as way from "sealquote:way";
import { provide } from "../histories.js";
import { SealquoteError } from "../index.js";

provide(way, SealquoteError);

export { SealquoteError };
export {
  classify,
  consumptionAddons,
  consumptionDetail,
  consumptionError,
  consumptionToCsv as toCsv,
  init,
  reconcileConsumption,
} from "../histories.js";
