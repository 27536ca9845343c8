import { reachIfScrolling } from "../scrolling.js";
import { figure } from "../words.js";
import { COLUMNS, PANELS, SOURCE_LABELS, keyOf } from "./kinds.js";

const find = (selector) => document.querySelector(selector);

/** What the charts show: a row for each step, and the whole period below. */
export function drawTimeTable(periods, values, whole) {
  find("#time-groups").replaceChildren(rowHead("Period", { scope: "col", rowSpan: 2 }), ...PANELS.map(groupHead));
  find("#time-columns").replaceChildren(...COLUMNS.map(columnHead));
  find("#time-rows").replaceChildren(...periods.map(({ label }, index) => row(label, values[index])));
  find("#time-whole").replaceChildren(row("Whole period", whole));
  reachIfScrolling(find("#time-box"));
}

/** The rows of the package by workspace, with what came from each source side by side. */
export function drawWorkspaceTable(rows) {
  const sources = Object.keys(SOURCE_LABELS).filter((source) => rows.some((row) => row.source === source));
  const heads = ["Consumption", ...sources.map((source) => SOURCE_LABELS[source])];
  if (sources.length > 1) heads.push("Together");
  find("#workspace-columns").replaceChildren(...heads.map((text) => rowHead(text, { scope: "col" })));
  const bodies = [...Map.groupBy(rows, (row) => row.workspace_id)].sort(([one], [other]) => (one < other ? -1 : 1));
  const table = find("#workspace-table");
  for (const body of [...table.tBodies]) body.remove();
  table.append(...bodies.map(([workspace, its]) => workspaceBody(workspace, its, sources)));
  reachIfScrolling(find("#workspace-box"));
}

function workspaceBody(workspace, rows, sources) {
  const body = document.createElement("tbody");
  const name = rowHead(workspace, { scope: "rowgroup", colSpan: sources.length + (sources.length > 1 ? 2 : 1), className: "workspace" });
  body.append(tableRow(name));
  const kinds = Map.groupBy(rows, keyOf);
  for (const { key, label, panel, informational } of COLUMNS) {
    const its = kinds.get(key);
    if (!its) continue;
    const values = sources.map((source) => its.find((row) => row.source === source)?.value ?? 0);
    if (sources.length > 1) values.push(its.reduce((sum, { value }) => sum + value, 0));
    const text = key === panel.type ? `${panel.title}, MB` : `${panel.title}, ${lower(label)}${informational ? " (for information)" : ""}`;
    body.append(tableRow(rowHead(text, { scope: "row" }), ...values.map(cell)));
  }
  return body;
}

const lower = (label) => label[0].toLowerCase() + label.slice(1);

const groupHead = ({ title, columns }) => rowHead(title, { scope: "colgroup", colSpan: columns.length, className: "group" });

function columnHead({ label, short = label, informational, panel }, index) {
  const head = rowHead(informational ? `${short}*` : short, { scope: "col" });
  head.classList.toggle("first", COLUMNS[index - 1]?.panel !== panel);
  return head;
}

function row(label, values) {
  const cells = COLUMNS.map(({ key, panel }, index) => {
    const node = cell(values[key] ?? 0);
    node.classList.toggle("first", COLUMNS[index - 1]?.panel !== panel);
    return node;
  });
  return tableRow(rowHead(label, { scope: "row" }), ...cells);
}

function tableRow(...cells) {
  const node = document.createElement("tr");
  node.append(...cells);
  return node;
}

const rowHead = (textContent, options) => Object.assign(document.createElement("th"), { textContent, ...options });

function cell(value) {
  const node = Object.assign(document.createElement("td"), { textContent: figure(value) });
  node.classList.toggle("zero", value === 0);
  return node;
}
