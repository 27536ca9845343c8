// What the entries on the larger module share. The class of their errors is the main entry's.

import { useErrors } from "./error-given.js";
import { provide as provideWay } from "./source/provided.js";

export { classify, consumptionAddons, consumptionDetail, consumptionError, reconcileConsumption, toCsv as consumptionToCsv } from "./consumption.js";
export * from "./ledger.js";
export { toCsv as rowsToCsv } from "./ledger.js";

export function provide(way, Errors) {
  useErrors(Errors);
  provideWay(way);
}
