// What the pages do: search, and examples that run.

import { enliven } from "./live.js";

const MOST_RESULTS = 12;

const input = document.querySelector("#search");
const results = document.querySelector("#results");
const found = document.querySelector("#found");

let index;

/** The index is fetched when somebody begins to search. */
async function open() {
  index ??= Promise.all([import("minisearch"), import("./search.js"), fetch(new URL("search.json", import.meta.url)).then((answer) => answer.text())]).then(
    ([{ default: MiniSearch }, { SEARCH }, text]) => MiniSearch.loadJSON(text, SEARCH),
  );
  return index;
}

async function search() {
  const words = input.value.trim();
  const hits = words === "" ? [] : (await open()).search(words).slice(0, MOST_RESULTS);
  if (words !== input.value.trim()) return;
  results.hidden = words === "";
  results.replaceChildren(...hits.map(line));
  found.textContent = words === "" ? "" : hits.length === 0 ? `Nothing has “${words}” in it.` : `${hits.length} found.`;
  if (words !== "" && hits.length === 0) results.append(Object.assign(document.createElement("li"), { className: "nothing", textContent: found.textContent }));
}

function line({ id, title, page }) {
  const link = Object.assign(document.createElement("a"), { href: `./${id}` });
  link.append(Object.assign(document.createElement("span"), { textContent: title }));
  if (page) link.append(Object.assign(document.createElement("small"), { textContent: page }));
  const item = document.createElement("li");
  item.append(link);
  return item;
}

input.addEventListener("focus", open, { once: true });
input.addEventListener("input", search);
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter") results.querySelector("a")?.click();
  if (event.key === "Escape" && input.value !== "") {
    event.preventDefault();
    input.value = "";
    search();
  }
});
addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  if (!input.checkVisibility()) document.querySelector("#contents").showPopover();
  input.focus();
});
document.querySelector("#contents").addEventListener("click", ({ target }) => {
  if (target.closest("a")) document.querySelector("#contents").hidePopover?.();
});

document.querySelectorAll(".live").forEach(enliven);
