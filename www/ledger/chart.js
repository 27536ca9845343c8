import { balanceFigure, count, figure } from "../words.js";
import { DAY_MS } from "./course.js";

const WIDTH = 10_000;
const HEIGHT = 2_000;
const COLUMN_HEIGHT = 1_000;
/** Findings nearer to each other than this share of the width are marked together. */
const MARKS_ACROSS = 60;
/** Of few days no column is wider than this. */
const WIDEST = 500;
const UNIT = "credit";

const dates = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeZone: "UTC" });
const dateOf = (day) => dates.format(day * DAY_MS);
const NS = "http://www.w3.org/2000/svg";

/** The chart of a wallet: its balance as a line of steps, what was charged as columns below, findings marked. */
export function drawCourse(course, label, onMark) {
  const { points, columns, days, marks, stretch } = course;
  const balances = points.map(([, balance]) => balance);
  const [low, high] = [Math.min(...balances), Math.max(...balances)];
  const begin = columns[0].begin;
  const end = columns.at(-1).begin + days;
  const frame = frameOf(begin * DAY_MS, end * DAY_MS, Math.min(0, low), Math.max(1, high));
  const node = document.createElement("figure");
  node.className = "course";
  node.innerHTML = `
    <figcaption><h3></h3><p><strong></strong> at the end</p></figcaption>
    <div class="plot"><span class="high" aria-hidden="true"></span></div>
    <div class="columns"><span class="high" aria-hidden="true"></span></div>
    <p class="ends" aria-hidden="true"><span></span><span></span><span></span></p>
    <p class="key"><span><i class="swatch line"></i>Balance</span> <span><i class="swatch column"></i><span class="per"></span></span> <span class="marked"><i class="swatch dot"></i>Row with a finding</span></p>
    <details><summary>Figures</summary><p class="note"></p>
      <div class="table-box" tabindex="0" role="region"><table class="figures"><caption class="unseen">What was charged, added and refunded, and the balance at the end</caption>
        <thead><tr><th scope="col">Days (UTC)</th><th scope="col">Charged</th><th scope="col">Added</th><th scope="col">Refunded</th><th scope="col">Balance</th></tr></thead><tbody></tbody></table></div>
    </details>`;
  const find = (selector) => node.querySelector(selector);
  find("h3").textContent = label;
  find("strong").textContent = count(balances.at(-1), UNIT);
  find(".plot .high").textContent = balanceFigure(Math.max(0, high));
  find(".columns .high").textContent = figure(Math.max(...columns.map(({ consume }) => consume)));
  const heard = `The balance of ${label} from ${dateOf(begin)} to ${dateOf(end - 1)}: ${balanceFigure(balances.at(-1))} at the end, ${balanceFigure(low)} at the lowest, ${balanceFigure(high)} at the highest.`;
  find(".plot").append(lineOf(points, frame, low, heard), ...dotsOf(marks, frame, onMark));
  find(".columns").append(columnsOf(columns, days, frame));
  const middle = end - begin > 2 ? dateOf(begin + Math.floor((end - begin) / 2)) : "";
  [dateOf(begin), middle, dateOf(end - 1)].forEach((text, place) => (node.querySelectorAll(".ends span")[place].textContent = text));
  find(".per").textContent = days === 1 ? "Charged in a day" : `Charged in ${days} days`;
  find(".marked").hidden = marks.length === 0;
  find(".note").textContent = stretch === 0 ? "" : `The line has the first and the last balance, the lowest and the highest, of each of ${figure(320)} stretches of time, so that no extreme is lost.`;
  find(".note").hidden = stretch === 0;
  find(".table-box").setAttribute("aria-label", `Figures of ${label}`);
  find("tbody").append(...columns.map((column) => rowOf(column, days)));
  return node;
}

function frameOf(from, to, low, high) {
  return {
    x: (at) => Math.round((WIDTH * (at - from)) / (to - from)),
    y: (balance) => Math.round((HEIGHT * (high - balance)) / (high - low)),
  };
}

function draw(name, attributes) {
  const node = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

function lineOf(points, { x, y }, low, heard) {
  const svg = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": heard });
  const steps = points.map(([at, balance], place) => (place === 0 ? `M0 ${y(balance)} H${x(at)}` : `H${x(at)} V${y(balance)}`));
  const line = `${steps.join(" ")} H${WIDTH}`;
  svg.append(draw("path", { class: "area", d: `${line} V${y(0)} H0 Z` }));
  if (low < 0) svg.append(draw("path", { class: "zero", d: `M0 ${y(0)} H${WIDTH}` }));
  svg.append(draw("path", { class: "line", d: line }));
  return svg;
}

function dotsOf(marks, { x, y }, onMark) {
  const dots = new Map();
  for (const mark of marks) {
    const near = Math.floor((x(mark.at) * MARKS_ACROSS) / WIDTH);
    if (!dots.has(near)) dots.set(near, []);
    dots.get(near).push(mark);
  }
  return [...dots.values()].map((together) => {
    const [{ at, balance, row }] = together;
    const what = together.length === 1 ? `Finding in row ${figure(row)}` : `${figure(together.length)} findings from`;
    const label = `${what}${together.length === 1 ? "," : ""} ${dates.format(at)}`;
    const dot = Object.assign(document.createElement("button"), { type: "button", className: together.length === 1 ? "dot" : "dot many", title: label });
    dot.setAttribute("aria-label", label);
    dot.style.left = `${(100 * x(at)) / WIDTH}%`;
    dot.style.top = `${(100 * y(balance)) / HEIGHT}%`;
    dot.addEventListener("click", () => onMark(row));
    return dot;
  });
}

function columnsOf(columns, days, { x }) {
  const svg = draw("svg", { viewBox: `0 0 ${WIDTH} ${COLUMN_HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  const most = Math.max(1, ...columns.map(({ consume }) => consume));
  for (const { begin, consume } of columns) {
    const middle = (x(begin * DAY_MS) + x((begin + days) * DAY_MS)) / 2;
    const width = Math.min(WIDEST, 0.8 * 2 * (middle - x(begin * DAY_MS)));
    const height = (COLUMN_HEIGHT * consume) / most;
    svg.append(draw("rect", { x: middle - width / 2, y: COLUMN_HEIGHT - height, width, height }));
  }
  return svg;
}

function rowOf({ begin, consume, add, refund, balance }, days) {
  const row = document.createElement("tr");
  const span = days === 1 ? dateOf(begin) : `${dateOf(begin)} – ${dateOf(begin + days - 1)}`;
  row.append(Object.assign(document.createElement("th"), { scope: "row", textContent: span }));
  for (const value of [consume, add, refund, balance]) row.append(Object.assign(document.createElement("td"), { textContent: balanceFigure(value) }));
  return row;
}
