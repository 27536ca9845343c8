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

const shares = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });

/** `82 %` as the language of the page writes it; rounded down, so that a hundred is not said before it is reached. */
export const share = (part, whole) => shares.format(Math.floor((100 * part) / whole) / 100);

/** `1 signer`, `21 signers`, `3 MB`, of a unit with its own words for one and for others. */
export const amount = (value, unit) => `${balanceFigure(value)}\u00a0${plurals.select(value) === "one" ? unit.one : unit.other}`;

const lists = new Intl.ListFormat("en-GB", { type: "conjunction" });

/** `a`, `a and b`, `a, b and c` */
export const list = (items) => lists.format(items);
