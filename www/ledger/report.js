import { putMessage } from "../message.js";
import { balanceFigure, figure, toSentence } from "../words.js";
import { MEANINGS } from "./meanings.js";

/** How many findings of a kind are shown at first, and how many more at a time. */
const FIRST = 20;
const MORE = 200;

const find = (selector) => document.querySelector(selector);
const create = (name, textContent, className = "") => Object.assign(document.createElement(name), { textContent, className });

/** The sums and kinds of a report, in the panel. */
export function drawAnswer({ summary, findings }) {
  const total = Object.values(summary.findings).reduce((sum, count) => sum + count, 0);
  find("#found").textContent = figure(total);
  find("#found-noun").textContent = total === 1 ? "finding" : "findings";
  find("#sum").classList.toggle("wrong", total > 0);
  find("#verdict").textContent = total > 0 ? "" : "Nothing is wrong.";
  find("#kinds").replaceChildren(...kindsOf(summary, findings).map(({ code, count }) => {
    const item = document.createElement("li");
    const link = Object.assign(create("a", code), { href: `#${code}` });
    // The address stands for a sample; a kind is only gone to.
    link.addEventListener("click", (event) => (event.preventDefault(), goTo(document.getElementById(code))));
    item.append(link, create("strong", figure(count)), create("span", MEANINGS[code] ?? ""));
    return item;
  }));
  const sums = [["Opening balance", summary.opening], ["Added", summary.added], ["Consumed", -summary.consumed], ["Refunded", summary.refunded], ["Closing balance", summary.closing]];
  find("#sums").replaceChildren(...sums.map(([name, amount]) => {
    const row = document.createElement("tr");
    row.append(Object.assign(create("th", name), { scope: "row" }), create("td", balanceFigure(amount)));
    return row;
  }));
}

/** The kinds there are: what is wrong before what is odd, the many before the few. */
function kindsOf(summary, findings) {
  const wrong = new Set(findings.filter(({ severity }) => severity === "error").map(({ code }) => code));
  return Object.entries(summary.findings)
    .map(([code, count]) => ({ code, count, wrong: wrong.has(code) }))
    .sort((one, other) => other.wrong - one.wrong || other.count - one.count);
}

/** The findings by their kinds. Answers how a row's finding is gone to. */
export function drawFindings({ summary, findings }) {
  const groups = kindsOf(summary, findings).map((kind) => createGroup(kind, findings.filter(({ code }) => code === kind.code)));
  find("#groups").replaceChildren(...groups.map(({ node }) => node));
  find("#findings").hidden = groups.length === 0;
  return (row) => goTo(groups.map(({ reveal }) => reveal(row)).find(Boolean));
}

function goTo(node) {
  if (!node) return;
  node.tabIndex = -1;
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "center" });
}

function createGroup({ code, count, wrong }, findings) {
  const node = Object.assign(document.createElement("section"), { id: code, className: wrong ? "group" : "group odd" });
  node.innerHTML = `<div class="group-head"><h3></h3><strong></strong><p></p></div><ol></ol><p class="more"><span></span> <button type="button"></button></p>`;
  node.querySelector("h3").textContent = code;
  node.querySelector("strong").textContent = figure(count);
  node.querySelector("p").textContent = MEANINGS[code] ?? "";
  const [list, more] = [node.querySelector("ol"), node.querySelector(".more")];
  const show = (until) => {
    list.append(...findings.slice(list.children.length, until).map(createFinding));
    const left = count - list.children.length;
    more.hidden = left === 0;
    more.querySelector("span").textContent = `${figure(left)} more.`;
    more.querySelector("button").hidden = list.children.length === findings.length;
    more.querySelector("button").textContent = `Show ${figure(Math.min(MORE, findings.length - list.children.length))}`;
  };
  show(FIRST);
  more.querySelector("button").addEventListener("click", () => {
    const next = list.children.length;
    show(next + MORE);
    goTo(list.children[next]);
  });
  const reveal = (row) => {
    const place = findings.findIndex((finding) => finding.file === "" && finding.row === row);
    if (place >= list.children.length) show(place + 1);
    return list.children[place];
  };
  return { node, reveal };
}

function createFinding({ place, id, wallet, message, expected, recorded, cause }) {
  const item = create("li", "", "finding");
  const where = create("p", "", "where");
  where.append(create("code", place));
  if (id !== null) where.append(create("code", id));
  if (wallet !== null) where.append(create("span", `in ${wallet}`));
  const what = create("p", "", "what");
  putMessage(what, toSentence(message));
  item.append(where, what);
  const facts = [["Expected", expected], ["Recorded", recorded], ["Likely cause", cause]].filter(([, value]) => value !== null);
  if (facts.length > 0) {
    const list = document.createElement("dl");
    list.append(...facts.map(([name, value]) => {
      const fact = document.createElement("div");
      fact.append(create("dt", name), create("dd", typeof value === "number" ? balanceFigure(value) : value));
      return fact;
    }));
    item.append(list);
  }
  return item;
}
