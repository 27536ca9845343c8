/** Reads and checks a ledger beside the page, so that the page stays at hand. */
import { PriceBook } from "../pkg/index.js";
import { SealquoteError, verifyLedger } from "../pkg/ledger.js";
import { coursesOf } from "./course.js";
import { FileError, readFiles } from "./files.js";

/** The most findings that are handed to the page. */
const MOST_FINDINGS = 20_000;

let ledger;

addEventListener("message", async ({ data: { turn, files, book } }) => {
  try {
    if (files) {
      ledger = undefined;
      ledger = await readFiles(files);
    }
    postMessage({ turn, checking: ledger.rows.length });
    const { rows, begins, pages } = ledger;
    const given = pages.length > 0 ? pages.map(({ body }) => body) : rows;
    const { summary, findings: found } = verifyLedger(given, { book: PriceBook.builtin(book) });
    const findings = found.map((finding) => ofAll(finding, pages));
    const placed = findings.slice(0, MOST_FINDINGS).map((finding) => ({ ...finding, place: placeOf(finding.row, begins) }));
    postMessage({ turn, report: { summary, findings: placed, ...coursesOf(rows, findings) } });
  } catch (error) {
    if (!(error instanceof FileError || error instanceof SealquoteError || error instanceof RangeError)) throw error;
    postMessage({ turn, refusal: error instanceof RangeError ? "this ledger is too large for a page; the command `sealquote verify` reads it" : error.message });
  }
});

/** A finding by its row among all, whatever page it is on. */
function ofAll(finding, pages) {
  const page = pages[Number(finding.file.slice(1))];
  return page ? { ...finding, file: "", row: page.from + finding.row } : finding;
}

/** Where a row stands: the row in its file. */
function placeOf(row, begins) {
  const file = begins.findLast(({ from }) => from < row) ?? begins[0];
  return `${file.name}:${row - file.from}`;
}

postMessage({ ready: true });
