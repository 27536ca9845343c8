// A quote in sentences. Labels and units are the book's; everything else is in the reader's language.

import { NOT_A_QUOTE } from "./funds.js";
import { refuse } from "./refusing.js";

const WORDS = {
  en: {
    credit: { one: "credit", other: "credits" },
    due: { creation: "due when the envelope is created", send: "due when it is sent", signature: "due as signers sign" },
    exactly: (label, amount, due) => `${label}: ${amount}, ${due}.`,
    between: (label, least, most, due) => `${label}: ${least} to ${most}, ${due}.`,
    total: (amount) => `In total exactly ${amount}.`,
    range: (least, most) => `In total at least ${least} and at most ${most}, until every method is decided.`,
  },
  fr: {
    credit: { one: "crédit", other: "crédits" },
    due: {
      creation: "dû à la création de l’enveloppe",
      send: "dû à l’envoi",
      signature: "dû à mesure que les signataires signent",
    },
    exactly: (label, amount, due) => `${label}\u00a0: ${amount}, ${due}.`,
    between: (label, least, most, due) => `${label}\u00a0: de ${least} à ${most}, ${due}.`,
    total: (amount) => `Au total exactement ${amount}.`,
    range: (least, most) =>
      `Au total au moins ${least} et au plus ${most}, tant que toutes les méthodes ne sont pas choisies.`,
  },
  hi: {
    credit: { one: "क्रेडिट", other: "क्रेडिट" },
    due: { creation: "लिफ़ाफ़ा बनते ही देय", send: "भेजते समय देय", signature: "हर हस्ताक्षर के साथ देय" },
    exactly: (label, amount, due) => `${label}: ${amount}, ${due}।`,
    between: (label, least, most, due) => `${label}: ${least} से ${most}, ${due}।`,
    total: (amount) => `कुल ठीक ${amount}।`,
    range: (least, most) => `कुल कम से कम ${least} और अधिक से अधिक ${most}, जब तक हर तरीका तय न हो।`,
  },
};

export function explainQuote(quote, locale) {
  if (!isQuote(quote)) {
    refuse("INVALID_TYPE", "", NOT_A_QUOTE);
  }
  let language;
  try {
    ({ language } = new Intl.Locale(locale));
  } catch {
    // What is no tag is a language that nobody speaks.
  }
  const words = WORDS[language] ?? WORDS.en;
  const spoken = language in WORDS ? locale : "en";
  const number = new Intl.NumberFormat(spoken);
  const plural = new Intl.PluralRules(spoken);
  // Only the unit of the built-in books has a name in other languages.
  const unit = (kind) => (quote.unit === "credit" ? (words.credit[kind] ?? words.credit.other) : quote.unit);
  const amount = (count, kind = plural.select(count)) => `${number.format(count)} ${unit(kind)}`;
  const sum = ({ quantity, unitPrice, amount: most }) =>
    quantity > 1 && quantity * unitPrice === most
      ? `${number.format(quantity)} × ${number.format(unitPrice)} = ${amount(most)}`
      : amount(most);
  const lines = quote.lines.map((line) => {
    const [least, most] = [line.amount, line.minimum].sort((one, other) => one - other);
    // Of the languages that are here, only French has this agree in number.
    const due = words.due[line.dueOn].replace("dû", plural.select(most) === "one" ? "dû" : "dus");
    if (least === most) return words.exactly(line.label, sum(line), due);
    // English says 0 to 1 credits, French 0 à 1 crédit.
    const kind = plural.selectRange?.(least, most);
    return words.between(line.label, number.format(least), amount(most, kind), due);
  });
  const total = quote.exact
    ? words.total(amount(quote.total))
    : words.range(amount(quote.minimum), amount(quote.total));
  return [...lines, total];
}

function isQuote(quote) {
  const areCounts = (...counts) => counts.every(Number.isSafeInteger);
  return (
    typeof quote?.unit === "string" &&
    areCounts(quote.total, quote.minimum) &&
    Array.isArray(quote.lines) &&
    quote.lines.every(
      (line) =>
        typeof line?.label === "string" &&
        areCounts(line.quantity, line.amount, line.minimum) &&
        ["creation", "send", "signature"].includes(line.dueOn),
    )
  );
}
