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

function answer(work) {
  try {
    return work();
  } catch (error) {
    const { name, code, path, message } = error;
    return { error: { name, code, path, message } };
  }
}

/** What a vector names only a part of; all else it names whole. */
const PARTS = ["/quote", "/error", "/payer", "/settlement", "/settlement/quote"];
/** Lists whose elements it names only a part of. */
const LISTS_OF_PARTS = ["/settlement/drafts", "/settlement/charged"];

/** Where an answer differs from what a vector expects. */
export function differences(expected, got, path = "") {
  return Object.entries(expected).flatMap(([key, value]) => {
    const below = `${path}/${key}`;
    if (PARTS.includes(below) && got[key] !== undefined) {
      return differences(value, got[key], below);
    }
    if (LISTS_OF_PARTS.includes(below) && value.length === got[key]?.length) {
      return value.flatMap((part, number) => differences(part, got[key][number], `${below}/${number}`));
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
