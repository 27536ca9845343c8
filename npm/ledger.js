// What happened, on the larger module.
import * as core from "sealquote:glue";
import signsecure from "../src/book/builtin/signsecure.json";
import { guarded, instance } from "./engine.js";
import { SealquoteError } from "./error.js";
import { pageTapes } from "./pages.js";
import { asBook, optionsOf, reading, refuse } from "./refusing.js";
import { foldRows, ROWS_AT_ONCE, rowTapes } from "./rows.js";
import { snapshot } from "./snapshot.js";
import { tapeOf } from "./tape.js";

/** As many as the core takes. */
const MOST_ISSUES = 1_000;

/** What can be said of a history besides its rows. */
const VERIFY_KEYS = ["book", "activity", "allocations", "rowOrder", "signs", "pricedAt", "zeroRows", "refunds", "payers"];

export { init } from "./engine.js";

export function statement(rows, options = {}) {
  const tape = plainTape(options);
  return statementOfNumbers(rows, tape) ?? askOf(core.statement, rows, tape);
}

export function usage(rows, period = {}) {
  return askOf(core.usage, rows, plainTape(period));
}

export function runOut(rows, at = {}) {
  const plain = snapshot(at, true);
  return askOf(core.runOut, rows, tapeOf(typeof plain === "string" ? { at: plain } : plain));
}

export function allocationOverview(query) {
  return ask(() => core.allocationOverview(plainTape(query)));
}

export function checkAllocation(payer, allocation) {
  const tape = tapeOf(withParts(allocation, { payer: snapshot({ payer }, true).payer ?? null }));
  ask(() => core.checkAllocation(tape));
}

export function listTransactions(rows, query = {}) {
  return askOf(core.listTransactions, rows, plainTape(query));
}

export function toCsv(rows) {
  return askOf(core.toCsv, rows);
}

export function apiError(code, details, meta) {
  const body = ask(() => core.apiError(plainTape(withParts(meta, { code, details: issuesOf(details) }))));
  const validation = body.details?.validation;
  const messages = validation && Object.getPrototypeOf(validation.fieldErrors);
  // To set a field `__proto__` made its messages that, and it no key.
  if (Array.isArray(messages)) {
    validation.fieldErrors = Object.fromEntries([...Object.entries(validation.fieldErrors), ["__proto__", messages]]);
  }
  return body;
}

/** A plain copy with more in it; of what has no parts there is nothing to add to. */
function withParts(given, more) {
  const plain = snapshot(given, true);
  return typeof plain === "object" && !Array.isArray(plain) ? { ...plain, ...more } : plain;
}

export function verifyLedger(given, options) {
  const { book, ...known } = optionsOf(options, VERIFY_KEYS);
  const tapes = [tapeOf(documentOf(book)), plainTape(known)];
  const { pages, heads } = pageTapes(given);
  return ask(() => core.verifyLedger(pages, heads, ...tapes));
}

/** Mistakes as zod lists them, each with its path as a list, as the API's bodies have them. */
function ofZod(issues) {
  if (!Array.isArray(issues)) return undefined;
  const asListed = ({ path, message, code }) => ({ path: Array.isArray(path) ? path.join(".") : path, message, code });
  return Array.prototype.slice.call(issues, 0, MOST_ISSUES + 1).map(asListed);
}

/** The mistakes of a request, in any of the ways in which they come: thrown, listed, or as a body has them. */
function issuesOf(details) {
  if (details === undefined || details === null) {
    return undefined;
  }
  return reading("/details", () => {
    const list = Array.isArray(details) ? Array.prototype.slice.call(details, 0, MOST_ISSUES + 1) : [details];
    return list.flatMap((one, place) => {
      if (typeof one !== "object" || one === null) return [one];
      const { path, message, code, issues } = one;
      const listed = one.details?.validation?.issues ?? one.validation?.issues ?? ofZod(issues);
      if (listed === undefined && path === undefined && one instanceof Error) {
        refuse("INVALID_TYPE", `/details/${place}`, "an error without issues; give those, or another code");
      }
      // What is thrown has its message where a copy would not find it.
      return listed ?? [one instanceof Error ? { path, message, code } : one];
    });
  });
}

/** The document of a price book that was given, or of the usual one. */
function documentOf(book) {
  return reading("/book", () => (book === undefined || book === null ? signsecure : snapshot(asBook(book, "/book").toJSON())));
}

/** The statement of rows that can be handed over as numbers; of any others, or when anything fails, nothing. */
function statementOfNumbers(rows, options) {
  try {
    instance();
    const fold = guarded(() => new core.StatementRows(ROWS_AT_ONCE));
    const ask = (text) => guarded(() => core.milliseconds(text));
    const answer = foldRows(rows, fold, ask) ? guarded(() => fold.finish(options)) : undefined;
    fold.free();
    return answer;
  } catch {
    // A getter or a trap, or a mistake in the options: the slow way finds out which, and says so. What was not
    // freed goes with the garbage.
    return undefined;
  }
}

/** Asks the module about rows. All is copied before, so that nothing of it throws half-way. */
function askOf(question, rows, ...tapes) {
  const listed = rowTapes(rows);
  return ask(() => question(listed, ...tapes));
}

function ask(question) {
  instance();
  return guarded(question);
}

function plainTape(input) {
  return tapeOf(snapshot(input, true));
}
