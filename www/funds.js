import { payerWords } from "./sender.js";
import { balanceFigure, count, figure } from "./words.js";

const find = (selector) => document.querySelector(selector);

/** What a balance means for the quote, and what to do when it is not enough. */
export function drawFunds(quote, affordability, payer) {
  find("#funds").hidden = !affordability;
  if (!affordability) return;
  const { sufficient, balance, after, shortfall } = affordability;
  find("#funds").classList.toggle("short", !sufficient);
  put("#funds-holder", payerWords(payer).whose);
  put("#funds-balance", balanceFigure(balance));
  put("#funds-bound", quote.exact ? "This envelope" : "This envelope, at most");
  put("#funds-total", balanceFigure(-quote.total));
  put("#funds-left", sufficient ? `Left once all have signed${quote.exact ? "" : ", at least"}` : `Missing${quote.exact ? "" : ", at most"}`);
  put("#funds-after", figure(sufficient ? after : shortfall));
  drawTopUp(affordability, quote.unit, payer);
}

function drawTopUp({ sufficient, shortfall, topUp }, unit, payer) {
  find("#top-up").hidden = sufficient;
  if (sufficient) return;
  put("#top-up-title", topUp ? "Any one of these covers it" : `Ask the owner for ${count(shortfall, unit)}`);
  const choices = topUp ? waysToBuy(topUp, unit) : [];
  if (payer?.payer === "allocation") choices.push({ what: "An allocation is raised by the organization’s owner, and cannot be bought." });
  find("#top-up-choices").replaceChildren(...choices.map(choiceItem));
}

/** The preset, or the presets together where none is enough, and the amount to type in. */
function waysToBuy({ preset, bonus, combination, custom }, unit) {
  const ways = [];
  if (preset !== null) {
    ways.push({ amount: count(preset, unit), what: bonus > 0 ? `the preset, and ${figure(bonus)} more as a bonus` : "the preset" });
  } else if (combination) {
    ways.push({ amount: purchases(combination), what: "presets bought together, since none is enough alone" });
  }
  if (custom !== preset) ways.push({ amount: count(custom, unit), what: "typed in as a custom amount" });
  return ways;
}

/** `2 × 100,000 + 5,000` */
function purchases(presets) {
  const times = new Map();
  for (const preset of presets) times.set(preset, (times.get(preset) ?? 0) + 1);
  return [...times].map(([preset, number]) => (number > 1 ? `${figure(number)}\u00a0×\u00a0${figure(preset)}` : figure(preset))).join(" + ");
}

function choiceItem({ amount = "", what }) {
  const item = document.createElement("li");
  if (amount) item.append(Object.assign(document.createElement("strong"), { textContent: amount }), " ");
  item.append(Object.assign(document.createElement("span"), { textContent: what }));
  return item;
}

function put(selector, text) {
  const node = find(selector);
  if (node.textContent !== text) node.textContent = text;
}
