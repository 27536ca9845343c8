/** The sentences of a quote. They are English; only the figures follow the page's language. */

const plurals = new Intl.PluralRules("en");

/** A product is never broken over two lines. */
const TIMES = "\u00a0×\u00a0";

const KNOWN_METHODS = {
  electronic: "Electronic",
  dsc_usb_token: "DSC USB token",
  aadhaar_esign: "Aadhaar eSign",
};

const MOMENTS = {
  creation: { due: "When the envelope is created", sentence: "on creation" },
  send: { due: "When it is sent", sentence: "on sending" },
  signature: { due: "As signers sign", sentence: "as signers sign" },
};

export const MOMENT_ORDER = ["creation", "send", "signature"];

export const momentLabel = (dueOn) => MOMENTS[dueOn]?.due ?? dueOn;

/** `1 credit`, `21 credits`; a unit that already ends in `s` is left alone. */
export function words(locale = "en") {
  const figures = new Intl.NumberFormat(locale);
  const figure = (value) => figures.format(value);
  const noun = (value, unit) =>
    plurals.select(value) === "one" || unit.endsWith("s") ? unit : `${unit}s`;
  const count = (value, unit) => `${figure(value)} ${noun(value, unit)}`;
  return { figure, noun, count };
}

/** What a person calls a method: a known name, else the label of the only rate that prices it, else the name made readable. */
export function methodLabel(method, rates = []) {
  if (Object.hasOwn(KNOWN_METHODS, method)) return KNOWN_METHODS[method];
  const own = rates.find((rate) => rate.methods?.length === 1 && rate.methods[0] === method);
  if (own?.label && own.label !== own.code) return own.label.replace(/ signature$/i, "");
  const readable = method.replace(/[_-]+/g, " ").trim();
  return readable === "" ? method : readable[0].toUpperCase() + readable.slice(1);
}

/** Why a line costs what it costs, in the terms of the rate behind it. */
export function reason(line, rate, { figure, count }) {
  if (line.quantity === 0) return "only in the cheapest choice of methods";
  const per = rate?.per ?? "signer";
  if (per === "envelope") {
    if (!rate?.methods) return "once for the envelope";
    if (line.minimum < line.amount) return "flat for the envelope, if anyone uses it";
    return `${line.amount === 0 ? "free" : "flat"} for the envelope, however many use it`;
  }
  const things = count(line.quantity, per);
  const atMost = line.minimum < line.amount ? "up to " : "";
  // A sum is shown only where it is the sum that was made.
  if (line.unitPrice * line.quantity === line.amount) return `${atMost}${things}${TIMES}${figure(line.unitPrice)}`;
  const { model, tiers, included = 0, minimum, maximum } = rate?.price ?? {};
  if (included > 0) return `${atMost}${things}, ${figure(Math.min(included, line.quantity))} of them free`;
  const plain = minimum === undefined && maximum === undefined;
  const steps = model === "graduated" && plain ? tierSteps(tiers, line.quantity, figure) : "";
  return steps === "" ? `${atMost}${things}, one price together` : `${atMost}${things}: ${steps}`;
}

function tierSteps(tiers, quantity, figure) {
  const steps = [];
  let from = 0;
  for (const { upTo, unitPrice, flatFee } of tiers) {
    const inTier = Math.min(quantity, upTo ?? quantity) - from;
    if (inTier <= 0) break;
    const fee = flatFee ? ` + ${figure(flatFee)}` : "";
    const lead = from > 0 ? "then " : upTo === null || quantity <= upTo ? "" : "first ";
    steps.push(`${lead}${figure(inTier)}${TIMES}${figure(unitPrice)}${fee}`);
    from = upTo ?? quantity;
  }
  return steps.join(", ");
}

/** The part sums by moment, in the order in which they fall due. */
export function dueSums(lines) {
  const sums = new Map();
  for (const { dueOn, amount, minimum } of lines) {
    const sum = sums.get(dueOn) ?? { dueOn, amount: 0, minimum: 0 };
    sums.set(dueOn, { dueOn, amount: sum.amount + amount, minimum: sum.minimum + minimum });
  }
  const rank = (dueOn) => MOMENT_ORDER.indexOf(dueOn);
  return [...sums.values()].sort((a, b) => rank(a.dueOn) - rank(b.dueOn));
}

/** The whole quote in words, for somebody who hears the page instead of seeing it. */
export function sentence(quote, affordability, { figure, count }) {
  const { total, minimum, exact, unit, lines } = quote;
  const price = exact
    ? `This envelope costs exactly ${count(total, unit)}.`
    : `This envelope costs at most ${count(total, unit)} and at least ${figure(minimum)}.`;
  const due = dueSums(lines).map(({ dueOn, amount, minimum: least }) => {
    const bound = least === amount ? "" : "at most ";
    return `${bound}${figure(amount)} ${MOMENTS[dueOn]?.sentence ?? dueOn}`;
  });
  const parts = due.length > 1 ? ` Due: ${due.join(", ")}.` : "";
  return `${price}${parts}${affordability ? ` ${fundsSentence(quote, affordability, { figure, count })}` : ""}`;
}

function fundsSentence(quote, affordability, say) {
  const { title, advice } = fundsWords(quote, affordability, say);
  return `${title}.${advice ? ` ${advice}.` : ""}`;
}

/** What a balance means for this quote: `title` is the outcome, `advice` the next step. */
export function fundsWords(quote, affordability, { figure, count }) {
  const { balance, sufficient, after, shortfall, envelopesAffordable, topUp } = affordability;
  const { unit, exact } = quote;
  if (sufficient) {
    const bound = exact ? "" : "At least ";
    const enough = envelopesAffordable === null ? "This envelope is free" : envelopeCount(envelopesAffordable, { figure, count });
    return { title: `${bound}${count(after, unit)} left of ${figure(balance)}`, advice: enough };
  }
  const title = `${exact ? "" : "Up to "}${count(shortfall, unit)} short`;
  return { title, advice: topUpAdvice(topUp, { figure, count }, unit) };
}

const envelopeCount = (envelopes, { count }) => `Enough for ${count(envelopes, "envelope")} like this one`;

function topUpAdvice(topUp, { figure, count }, unit) {
  if (!topUp) return "";
  const custom = count(topUp.custom, unit);
  if (topUp.preset === null) return `No preset covers it: type in ${custom}`;
  const bonus = topUp.bonus > 0 ? ` (+${figure(topUp.bonus)} bonus)` : "";
  const instead = topUp.custom === topUp.preset ? "" : `, or type in ${custom}`;
  return `Buy the preset of ${figure(topUp.preset)}${bonus}${instead}`;
}
