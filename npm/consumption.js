// The entry `sealquote/consumption`: what is consumed of a vendor's services, on the larger module.
import "sealquote:source";
import * as core from "sealquote:glue";
import { guarded, instance } from "./engine.js";
import { SealquoteError } from "./error.js";
import { snapshot } from "./snapshot.js";
import { tapeOf } from "./tape.js";

export { SealquoteError };
export { init } from "./engine.js";

export function classify(event) {
  return ask(core.classify, event);
}

export function consumptionDetail(events, query) {
  return ask(core.consumptionDetail, events, query);
}

export function consumptionAddons(subscriptions, events, query) {
  return ask(core.consumptionAddons, subscriptions, events, query);
}

export function reconcileConsumption(events, theirs, query) {
  return ask(core.reconcileConsumption, events, theirs, query);
}

export function toCsv(rows) {
  return ask(core.consumptionToCsv, rows);
}

export function consumptionError(error) {
  const errors = error?.details?.errors ?? (Array.isArray(error) ? error : [error]);
  return ask(core.consumptionError, Array.from(errors, (each) => ({ code: each?.code, path: each?.path, message: each?.message })));
}

/** Asks the module; what is handed over is copied before, so that nothing of it throws half-way. */
function ask(question, ...inputs) {
  const tapes = inputs.map((input) => tapeOf(snapshot(input)));
  instance();
  return guarded(() => question(...tapes));
}
