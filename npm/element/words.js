// The sentences of a quote, in one language.

import en from "./languages/en.js";

/** What is there to speak; the rest is fetched by who asks. */
export const languages = { en };

/** A product is never broken over two lines. */
const TIMES = "\u00a0×\u00a0";

/** What a person calls a method: the label of the first rate for it alone, without a final “signature”, else the name made readable. */
export function methodLabel(method, rates = []) {
  const own = rates.find(({ methods }) => methods?.length === 1 && methods[0] === method);
  if (own?.label && own.label !== own.code) return own.label.replace(/ signature$/i, "");
  return capital(method.replace(/[_-]+/g, " ").trim()) || method;
}

const capital = (text) => text.replace(/./u, (first) => first.toUpperCase());

/** What can be said: the texts of a language as they are, figures as a locale writes them, and functions of both. */
export function words(texts = en, locale) {
  const figure = new Intl.NumberFormat(locale).format;
  const plurals = new Intl.PluralRules(texts === en ? "en" : locale);
  const noun = (value, unit) => {
    const english = texts === en && !/s$/.test(unit) ? `${unit}|${unit}s` : unit;
    const [one, others = one] = (Object.hasOwn(texts.nouns, unit) ? texts.nouns[unit] : english).split("|");
    return plurals.select(value) === "one" ? one : others;
  };
  const fill = (key, ...given) => capital(texts[key].replace(/{(.)}/g, (_, place) => given[place]));
  return { ...texts, figure, noun, fill, count: (value, unit) => `${figure(value)} ${noun(value, unit)}` };
}

/** Why a line costs what it costs, in the terms of the rate behind it. */
export function reason({ code, quantity, unitPrice, amount, minimum }, rates, { figure, count, ...say }) {
  if (!quantity) return say.cheapest;
  const { per, methods, price } = rates.find((rate) => rate.code === code);
  const decided = minimum >= amount;
  if (per === "envelope") return methods ? (decided ? say.flat : say.perhaps) : say.once;
  // A sum is shown only where it is the sum that was made.
  const sum = unitPrice * quantity === amount ? TIMES + figure(unitPrice) : tierSums(price, quantity, figure, say.colon);
  return (decided ? "" : `${say.most} `) + count(quantity, per) + sum;
}

/** Of graduated prices without anything else to them: what is due in each tier. */
function tierSums({ model, tiers, included, minimum, maximum }, quantity, figure, colon) {
  if (model !== "graduated" || included || minimum || maximum) return "";
  const sums = [];
  let from = 0;
  for (const { upTo, unitPrice, flatFee } of tiers) {
    const inTier = Math.min(quantity, upTo ?? quantity) - from;
    if (inTier > 0) sums.push(figure(inTier) + TIMES + figure(unitPrice) + (flatFee ? ` + ${figure(flatFee)}` : ""));
    from = upTo;
  }
  return colon + sums.join(" + ");
}

/** The part sums by moment, in the order in which they fall due. */
export function dueSums(lines, say) {
  return ["creation", "send", "signature"].flatMap((code) => {
    const due = lines.filter(({ dueOn }) => dueOn === code);
    const sum = (key) => due.reduce((before, line) => before + line[key], 0);
    return due[0] ? { code, label: say[code], amount: sum("amount"), minimum: sum("minimum") } : [];
  });
}

/** The whole quote in words, for somebody who hears the page instead of seeing it. */
export function sentence({ total, minimum, exact, unit, lines }, funds, say) {
  const { figure, count, most, least, exactly, stop, colon } = say;
  const price = `${exact ? exactly : most} ${count(total, unit)}${exact ? "" : `, ${least} ${figure(minimum)}`}`;
  const due = dueSums(lines, say).map((sum) => sum.label + colon + figure(sum.amount));
  return [price, ...due, ...funds].flatMap((text) => (text ? capital(text) + stop : [])).join(" ");
}

/** What a balance means for this quote: the outcome, and the next step. */
export function fundsWords({ unit, exact }, { balance, sufficient, after, shortfall, envelopesAffordable, topUp }, { figure, count, fill, ...say }) {
  const bound = exact ? "" : `${sufficient ? say.least : say.most} `;
  const amount = bound + count(sufficient ? after : shortfall, unit);
  if (sufficient) {
    return [fill("left", amount, figure(balance)), envelopesAffordable === null ? "" : fill("enough", count(envelopesAffordable, "envelope"))];
  }
  const outcome = fill("short", amount);
  if (!topUp) return [outcome, say.ask];
  const { preset, bonus, custom, combination } = topUp;
  const offers = preset === null ? combination : [preset];
  if (!offers) return [outcome, fill("buy", count(custom, unit))];
  const buy = fill("buy", offers.map(figure).join(" + ")) + (bonus ? fill("bonus", figure(bonus)) : "");
  return [outcome, custom === preset ? buy : fill("or", buy, count(custom, unit))];
}
