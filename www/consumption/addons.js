import { reachIfScrolling } from "../scrolling.js";
import { amount, balanceFigure, figure, list, share } from "../words.js";
import { after, dateRange, dayOf, shortDate } from "./calendar.js";
import { ADDONS } from "./kinds.js";

/** The bars end at this share of a quota; whatever is beyond is said in words. */
const LONGEST_PER_CENT = 125;

const find = (selector) => document.querySelector(selector);

/** The quotas at the end of a day; `limited` when only a part of the use is looked at. */
export function drawAddons({ addons, day, limited, hasSubscriptions }) {
  find("#addons-day").textContent = `as of ${shortDate(day)}`;
  const usedUp = addons.filter(({ remaining }) => remaining <= 0);
  const willBe = addons.filter(({ remaining, exhaustedOn: on }) => remaining > 0 && on !== null);
  find("#addons-sum").hidden = addons.length === 0;
  find("#used-up").textContent = figure(usedUp.length);
  find("#of-addons").textContent = `of ${addons.length === 1 ? "1 add-on" : `${figure(addons.length)} add-ons`} used up`;
  find("#will-be").textContent = forecast(willBe.length, usedUp.length);
  find("#no-addons").hidden = addons.length > 0;
  find("#no-addons").textContent = hasSubscriptions
    ? "No add-on is active on that day. Choose another end of the period."
    : "No add-ons are known. Choose a file of subscriptions as well: an array of name, start_at, end_at and quota.";
  find("#scale").hidden = addons.length === 0;
  find("#addons-note").hidden = !limited || addons.length === 0;
  find("#addons").replaceChildren(...addons.map((addon) => createAddon(addon, limited)));
  reachIfScrolling(find("#quotas-inner"));
}

function forecast(number, usedUp) {
  if (number === 0) return usedUp === 0 ? "and all of them last at this rate" : "and no other will be at this rate";
  return `and ${figure(number)} ${usedUp === 0 ? "" : "more "}will be, at this rate`;
}

function createAddon(addon, limited) {
  const { name, quota, consumed, part, thresholds, projected, remaining, start_at: start, end_at: end } = addon;
  const { label, unit } = ADDONS[name];
  const item = document.createElement("li");
  item.className = "addon";
  item.dataset.name = name;
  item.classList.toggle("over", remaining <= 0);
  item.innerHTML = `<div class="addon-head"><h3></h3><p class="share"></p></div>
    <div class="quota" aria-hidden="true"><span class="projected"></span><span class="all"></span><span class="part"></span><i></i><i></i><i></i></div>
    <p class="left"></p><p class="chosen" hidden></p><p class="outlook"></p><p class="window"></p>`;
  const put = (selector, text) => (item.querySelector(selector).textContent = text);
  put("h3", label);
  put(".share", quota === 0 ? "no quota" : share(consumed, quota));
  const left = remaining < 0 ? `${balanceFigure(-remaining)} over` : `${balanceFigure(remaining)} left`;
  put(".left", `${balanceFigure(consumed)} of ${amount(quota, unit)}, ${left}`);
  put(".chosen", `${balanceFigure(part)} of the ${balanceFigure(consumed)} by what is chosen`);
  item.querySelector(".chosen").hidden = !limited;
  put(".outlook", [crossed(thresholds), outlook(addon)].filter(Boolean).join(" · "));
  put(".window", dateRange(dayOf(Date.parse(start)), lastDay(end)));
  const measures = { all: consumed, part, projected: Math.max(projected, consumed) };
  for (const [bar, value] of Object.entries(measures)) item.querySelector(`.${bar}`).style.inlineSize = length(value, quota);
  return item;
}

/** An add-on ends before the instant it ends at. */
const lastDay = (end) => {
  const day = dayOf(Date.parse(end));
  return Date.parse(end) === Date.parse(`${day}T00:00:00Z`) ? after(day, -1) : day;
};

const crossed = (thresholds) => (thresholds.length === 0 ? "" : `${list(thresholds.map((each) => share(each, 100)))} crossed`);

function outlook({ remaining, exhaustedOn: on, projected, quota }) {
  if (remaining <= 0) return `used up on ${shortDate(on)}`;
  if (on !== null) return `lasts until ${shortDate(on)}`;
  return `${share(projected, quota)} by the end`;
}

function length(value, quota) {
  const percent = quota === 0 ? (value > 0 ? LONGEST_PER_CENT : 0) : Math.min(LONGEST_PER_CENT, (100 * value) / quota);
  return `${(100 * percent) / LONGEST_PER_CENT}%`;
}
