// What is consumed of a vendor's services, on the larger module.
import * as core from "sealquote:glue";
import { guarded, instance } from "./engine.js";
import { SealquoteError } from "./error.js";
import { foldEvents } from "./events.js";
import { reading } from "./refusing.js";
import { rowTapes, ROWS_AT_ONCE } from "./rows.js";
import { snapshot } from "./snapshot.js";
import { tapeOf } from "./tape.js";

/** As many as are listed of an input. */
const MOST_MISTAKES = 1_000;

export function classify(event) {
  return ask(core.classify, event);
}

export function consumptionDetail(events, query) {
  return count(events, (rows, query) => core.EventRows.detail(rows, query), query);
}

export function consumptionAddons(subscriptions, events, query) {
  return count(events, (rows, ...asked) => core.EventRows.addons(rows, ...asked), subscriptions, query);
}

export function reconcileConsumption(events, theirs, query) {
  const listed = rowTapes(events);
  return ask((...asked) => core.reconcileConsumption(listed, ...asked), theirs, query);
}

export function toCsv(rows) {
  return ask(core.consumptionToCsv, rows);
}

export function consumptionError(error) {
  const mistakes = reading("", () => {
    const errors = error?.details?.errors ?? (Array.isArray(error) ? error : [error]);
    const first = Array.prototype.slice.call(errors, 0, MOST_MISTAKES);
    // What is thrown has its message where a copy would not find it.
    return Array.from(first, (each) => ({ code: each?.code, path: each?.path, message: each?.message }));
  });
  return ask(core.consumptionError, mistakes);
}

/** Has events counted, by what the module begins with what is asked. */
function count(events, begin, ...asked) {
  const fold = ask((...tapes) => begin(ROWS_AT_ONCE, ...tapes), ...asked);
  foldEvents(events, fold, (text) => guarded(() => core.milliseconds(text)));
  const answer = guarded(() => fold.finish());
  // What an error leaves behind goes with the garbage: its instance may be dead.
  fold.free();
  return answer;
}

/** Asks the module; what is handed over is copied before, so that nothing of it throws half-way. */
function ask(question, ...inputs) {
  const tapes = inputs.map((input) => tapeOf(snapshot(input, true)));
  instance();
  return guarded(() => question(...tapes));
}
