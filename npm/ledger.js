// The entry `sealquote/ledger`: what happened, on the larger module.
import "sealquote:module";
import "sealquote:unpacker";
import * as core from "sealquote:glue";
import signsecure from "../src/book/builtin/signsecure.json";
import { guarded, instance } from "./engine.js";
import { SealquoteError } from "./error.js";
import { snapshot } from "./snapshot.js";

export { SealquoteError };
export { init } from "./engine.js";

export function statement(rows, options = {}) {
  return ask(core.statement, rows, options);
}

export function usage(rows, period = {}) {
  return ask(core.usage, rows, period);
}

export function runOut(rows, at) {
  return ask(core.runOut, rows, typeof at === "string" || at instanceof Date ? { at } : at);
}

export function allocationOverview(query) {
  return ask(core.allocationOverview, query);
}

export function listTransactions(rows, query = {}) {
  return ask(core.listTransactions, rows, query);
}

export function toCsv(rows) {
  return ask(core.toCsv, rows);
}

export function apiError(code, details, meta) {
  const plain = snapshot({ code, ...snapshot(meta ?? {}) });
  const issues = issuesOf(details);
  return ask(core.apiError, issues === undefined ? plain : { ...plain, details: issues });
}

export function verifyLedger(rows, { book } = {}) {
  return ask(core.verifyLedger, rows, book === undefined ? signsecure : book.toJSON());
}

/** The mistakes of a request, in any of the ways in which they come: thrown, listed, or as a body has them. */
function issuesOf(details) {
  if (details === undefined || details === null) {
    return undefined;
  }
  if (Array.isArray(details)) {
    return details.flatMap((detail) => issuesOf(detail));
  }
  const listed = details.details?.validation?.issues ?? details.validation?.issues;
  if (listed !== undefined) {
    return listed;
  }
  const { path, message, code } = details;
  return [{ path, message, code }];
}

/** Asks the module; what is handed over is copied before, so that nothing of it throws half-way. */
function ask(question, ...inputs) {
  const texts = inputs.map((input) => JSON.stringify(snapshot(input)));
  instance();
  return guarded(() => question(...texts));
}
