/** How the page writes figures and sentences: figures as the language of the page does, words in English. */
const figures = new Intl.NumberFormat(document.documentElement.lang);
const signed = new Intl.NumberFormat(document.documentElement.lang, { signDisplay: "exceptZero" });
const plurals = new Intl.PluralRules("en");

export const figure = (value) => figures.format(value);

/** `+15`, `−15` with a real minus, `0`. */
export const change = (value) => signed.format(value).replace("-", "−");

export const balanceFigure = (value) => figures.format(value).replace("-", "−");

/** `1 credit`, `21 credits`; a unit that already ends in `s` is left alone. */
export function count(value, unit) {
  const one = plurals.select(value) === "one" || unit.endsWith("s");
  return `${balanceFigure(value)} ${one ? unit : `${unit}s`}`;
}

/** A message of the package, written as a sentence; what it quotes keeps its case. */
export function toSentence(message) {
  const [first = ""] = message;
  return `${first.toUpperCase()}${message.slice(first.length)}${/[.!?]$/.test(message) ? "" : "."}`;
}
