// Pages of a history on their way into the module: the rows of each, and what it says of its listing.

import { SealquoteError } from "./error.js";
import { reading, refuse } from "./refusing.js";
import { lengthOf, limited, rowTapes } from "./rows.js";
import { snapshot } from "./snapshot.js";
import { tapeOf } from "./tape.js";

/** The number of a page that has none: it comes before all others. */
const NONE = -Infinity;

/**
 * The tapes of each page's rows, page by page in the order of their numbers, and one of what pages say. Rows by themselves
 * are a page that says nothing.
 */
export function pageTapes(given) {
  const pages = pagesOf(given) ?? [{ tapes: rowTapes(given) }];
  pages.sort((one, other) => numberOf(one) - numberOf(other));
  const heads = pages.map(({ tapes, ...head }, place) => {
    const [number, before] = [numberOf(head), pages[place - 1]];
    const isSame = before !== undefined && number === numberOf(before);
    const again = isSame && String(tapes) === String(before.tapes);
    if (number === NONE ? pages.length > 1 : isSame && !again) {
      refuse("INVALID_VALUE", `${head.path}/pageInfo/page`, "not a number of its own; give the pages of one listing");
    }
    return { ...head, again };
  });
  return { pages: pages.map(({ tapes }) => tapes), heads: tapeOf(heads) };
}

/** The pages of what is one, or an array of nothing else; null for what is neither. */
function pagesOf(given) {
  const length = lengthOf(given);
  const pages = [];
  let rows = 0;
  for (let place = 0; place < (length ?? 1); place++) {
    const path = length === null ? "" : `/${place}`;
    const page = within(path, () => pageOf(length === null ? given : reading("", () => given[place])));
    if (page === null) return null;
    rows = limited(rows + page.rows);
    pages.push({ ...page, path });
  }
  return length === 0 ? null : pages;
}

/** A page as the API answers it, of which each part is read once. */
function pageOf(body) {
  const items = reading("/items", () => body?.items);
  const rows = within("/items", () => lengthOf(items));
  if (rows === null) return null;
  const { pageInfo } = snapshot({ get pageInfo() { return body.pageInfo; } }, true);
  return { pageInfo, rows, tapes: within("/items", () => rowTapes(items)) };
}

/** The number of a page, as the module reads it. */
function numberOf({ pageInfo }) {
  return Number.isSafeInteger(pageInfo?.page) ? pageInfo.page : NONE;
}

/** Does something with a part of what was given; what it refuses is told with the way there. */
function within(path, work) {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SealquoteError)) throw error;
    return refuse(error.code, path + error.path, error.message, error);
  }
}
