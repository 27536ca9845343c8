// What the package answers to a vector, and where that is not what the vector expects. Runs in pages too.

/** The answer to a quote vector, by the envelope given or by one that `change` makes of it. */
export function answerQuote({ PriceBook }, vector, change = (envelope) => envelope) {
  return answer(() => {
    const book = typeof vector.book === "string" ? PriceBook.builtin(vector.book) : PriceBook.parse(vector.book);
    return { quote: book.quote(change(vector.envelope, book)) };
  });
}

/** The answer to a book vector. */
export function answerBook({ PriceBook }, vector) {
  const document = "text" in vector ? vector.text : vector.book;
  const parsed = answer(() => {
    const book = PriceBook.parse(document);
    const versions = book.versions().map(({ version, effectiveFrom }) => ({ version, effectiveFrom }));
    return { versions, methods: book.methods() };
  });
  const findings = PriceBook.lint(document);
  const first = findings.find(({ severity }) => severity === "error");
  // What is thrown is the first finding, with message and remedy in one text.
  const { code, path, message } = parsed.error ?? {};
  const thrown = first && [first.code, first.path, [first.message, first.remedy].filter(Boolean).join("; ")].join("|");
  if (thrown !== (parsed.error && [code, path, message].join("|"))) {
    parsed.error = { ...parsed.error, code: `lint says \`${thrown}\`` };
  }
  return { ...parsed, findings: findings.map(({ code, severity, path }) => ({ code, severity, path })) };
}

/** The answers to vectors about credits. */
export const answerCredits = {
  payer: ({ resolvePayer }, { context }) => answer(() => ({ payer: resolvePayer(context) })),
  funds: ({ PriceBook, afford }, { book: given, envelope, funds }) =>
    answer(() => {
      const book = typeof given === "string" ? PriceBook.builtin(given) : PriceBook.parse(given);
      return { affordability: afford(book.quote(envelope), funds, book) };
    }),
  settle: ({ PriceBook, settle }, { book: given, envelope, events, charged }) =>
    answer(() => {
      const book = typeof given === "string" ? PriceBook.builtin(given) : PriceBook.parse(given);
      return { settlement: settle(envelope, events, { book, charged }) };
    }),
};

/** How each kind of vector about a history is asked; `change` makes other rows of those given. */
const HISTORY = {
  statement: ({ statement }, { options }, rows) => ({ statement: statement(rows, options) }),
  usage: ({ usage }, { options }, rows) => ({ usage: usage(rows, options) }),
  "run-out": ({ runOut }, { options }, rows) => ({ runOut: runOut(rows, options) }),
  allocation: ({ allocationOverview }, { query }) => ({ overview: withoutMessages(allocationOverview(query)) }),
  listing: ({ listTransactions }, { query }, rows) => {
    const { items, pageInfo, ...more } = listTransactions(rows, query);
    return { items, ids: items.map(({ id }) => id), pageInfo, ...more };
  },
  "api-error": ({ apiError }, { error: { code, details, ...meta } }) => ({ body: apiError(code, details, meta) }),
  csv: ({ toCsv }, _, rows) => ({ lines: toCsv(rows).split("\r\n").slice(0, -1) }),
  ledger: ({ verifyLedger }, { book, conventions }, rows, { PriceBook }) => verifyLedger(rows, { book: given(book, PriceBook), ...conventions }),
  pages: ({ verifyLedger }, { book, pages }, rows, { PriceBook }) => {
    const { summary, findings } = verifyLedger(pagesOf(pages, rows), { book: given(book, PriceBook) });
    return { summary, findings: findings.map((finding) => ({ ...finding, row: rowOf(finding, pages) })) };
  },
  audit: ({ verifyLedger }, { book, activity, allocations, conventions }, rows, { PriceBook }) =>
    verifyLedger(rows, { book: given(book, PriceBook), activity, allocations, ...conventions }),
};

/** The book of a vector, which may be one of ours by its id. */
const given = (book, PriceBook) => (typeof book === "string" ? PriceBook.builtin(book) : book && PriceBook.parse(book));

/** The rows of a vector as the API answers them, page by page. */
function pagesOf(pages, rows) {
  const ends = pages.map((_, place) => pages.slice(0, place + 1).reduce((sum, page) => sum + (page.rows ?? page), 0));
  return pages.map(({ pageInfo }, place) => ({ items: rows.slice(ends[place - 1] ?? 0, ends[place]), pageInfo: pageInfo ?? { page: place + 1 } }));
}

/** The row of a finding among those of all pages; it names the page by its place. */
function rowOf({ file, row }, pages) {
  return pages.slice(0, Number(file.slice(1))).reduce((sum, page) => sum + (page.rows ?? page), row);
}

export const HISTORY_KINDS = Object.keys(HISTORY);

/** The answer to a vector about a history: of entry `ledger`, with the books of the main entry. */
export function answerHistory(ledger, vector, main, change = (rows) => rows) {
  try {
    const rows = change(vector.rows);
    return HISTORY[vector.kind](ledger, vector, rows, main);
  } catch (error) {
    const { name, code, path, details } = error;
    if (name !== "SealquoteError") throw error;
    // A query's mistakes are what the body of an answer is made of.
    return vector.expect.body === undefined
      ? { errors: [{ code, path }] }
      : { body: ledger.apiError(code, details, vector.meta) };
  }
}

function withoutMessages({ findings, ...overview }) {
  return { ...overview, findings: findings.map(({ message, ...finding }) => finding) };
}

function answer(work) {
  try {
    return work();
  } catch (error) {
    const { name, code, path, message } = error;
    return { error: { name, code, path, message } };
  }
}

/** What a vector names only a part of; all else it names whole. */
const PARTS = ["/quote", "/error", "/payer", "/settlement", "/settlement/quote", "/usage", "/overview", "/summary"];
/** Lists whose elements it names only a part of. */
const LISTS_OF_PARTS = ["/settlement/drafts", "/settlement/charged"];

/**
 * Where an answer differs from what a vector expects. Of several errors what is thrown is the first; findings of a
 * ledger are named by the keys given, one by one.
 */
export function differences(expected, got, path = "") {
  return Object.entries(expected).flatMap(([key, value]) => {
    const below = `${path}/${key}`;
    // Trees are grown by the command alone.
    if (below === "/roots") return [];
    if (PARTS.includes(below) && got[key] !== undefined) {
      return differences(value, got[key], below);
    }
    if (LISTS_OF_PARTS.includes(below) && value.length === got[key]?.length) {
      return value.flatMap((part, number) => differences(part, got[key][number], `${below}/${number}`));
    }
    if (below === "/errors") {
      return differences(value[0], got.errors?.[0] ?? {}, "/errors/0");
    }
    if (below === "/findings" && got.summary !== undefined && got.findings.length === value.length) {
      return value.flatMap((finding, index) => differences(finding, got.findings[index], `${below}/${index}`));
    }
    const [wanted, had] = [canonical(value), canonical(got[key])];
    return wanted === had ? [] : [`${below}: expected ${wanted}, got ${had}`];
  });
}

/** Text that equal values share; the order of keys says nothing, except where it is the order of the book. */
function canonical(value) {
  const sorted = (_, part) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part;
  return JSON.stringify(value, sorted);
}

/** All that is different between the package and the vectors, file by file. */
export function failures(vectors, answerTo) {
  return vectors.flatMap((vector) =>
    differences(vector.expect, answerTo(vector)).map((difference) => `${vector.name}: ${difference}`),
  );
}
