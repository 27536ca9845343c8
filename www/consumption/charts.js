import { figure } from "../words.js";
import { tick } from "./calendar.js";
import { PANELS } from "./kinds.js";
import { plot } from "./plot.js";

const STEP_WORDS = { month: "month", week: "week", day: "day" };

/** A chart for each type, since signers, documents and megabytes do not add up; what a pointer rests on is told by all. */
export class Charts {
  #uPlot;
  #charts;
  #shown;
  #width;

  /** Without the library, which is null then, the totals are there all the same. */
  constructor(uPlot) {
    this.#uPlot = uPlot;
    this.#charts = PANELS.map(createChart);
    document.querySelector("#charts").replaceChildren(...this.#charts.map(({ node }) => node));
    document.querySelector("#no-charts").hidden = uPlot !== null;
    if (uPlot === null) return;
    new ResizeObserver(() => this.#width !== this.#charts[0].node.clientWidth && this.#plot()).observe(document.querySelector("#charts"));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#plot());
  }

  draw(periods, values, whole) {
    this.#shown = { periods, values, whole };
    for (const chart of this.#charts) {
      chart.node.classList.toggle("none", chart.columns.every(({ key }) => !whole[key]));
      this.#tell(chart, null);
    }
    this.#plot();
  }

  #plot() {
    if (!this.#uPlot || !this.#shown) return;
    this.#width = this.#charts[0].node.clientWidth;
    const { periods, values, whole } = this.#shown;
    for (const chart of this.#charts) {
      chart.plot?.destroy();
      chart.plot = undefined;
      if (chart.columns.every(({ key }) => !whole[key])) continue;
      chart.plot = plot(this.#uPlot, chart.box, {
        columns: chart.columns,
        rows: chart.columns.map(({ key }) => values.map((each) => each[key] ?? 0)),
        label: (index) => tick(periods[index].from, periods[index].by, index === 0),
        onPoint: (index) => this.#tell(chart, index),
      });
      const text = `${chart.title} by ${STEP_WORDS[periods[0].by]} as columns; the table below has every figure`;
      chart.box.setAttribute("aria-label", text);
    }
  }

  /** The figures of one step, or of the whole period. */
  #tell(chart, index) {
    const { periods, values, whole } = this.#shown;
    const step = index === null ? undefined : values[index];
    chart.when.textContent = step ? periods[index].label : "whole period";
    for (const [position, { key }] of chart.columns.entries()) {
      const value = (step ?? whole)[key] ?? 0;
      chart.figures[position].textContent = figure(value);
    }
  }
}

function createChart({ title, columns }) {
  const node = document.createElement("figure");
  node.className = "use";
  node.innerHTML = `<figcaption><h3></h3><span class="when"></span></figcaption><ul class="key"></ul>
    <div class="plot-box" role="img"></div><p class="nothing">Nothing in this period.</p>`;
  node.querySelector("h3").textContent = title;
  const figures = columns.map(({ label, short = label, colour, informational }) => {
    const item = document.createElement("li");
    item.innerHTML = `<span class="swatch" aria-hidden="true"></span><span class="term"></span> <strong></strong>`;
    item.querySelector(".swatch").classList.toggle("dot", informational === true);
    item.querySelector(".swatch").style.setProperty("--swatch", `var(${colour})`);
    item.querySelector(".term").textContent = informational ? `${short}, for information` : short;
    node.querySelector(".key").append(item);
    return item.querySelector("strong");
  });
  return { node, title, columns, figures, box: node.querySelector(".plot-box"), when: node.querySelector(".when") };
}
