import { everything } from "./address.js";

const find = (selector) => document.querySelector(selector);
const radios = (name) => document.querySelectorAll(`input[name=${name}]`);

/** What the view is limited to: tells `onChange(change)` which part of it is another now, `{ typing }` while a day is typed. */
export class Filters {
  #onChange;
  #workspaces = find("#workspaces");
  #names = [];

  constructor(onChange) {
    this.#onChange = onChange;
    for (const key of ["from", "to"]) {
      find(`#${key}`).addEventListener("change", ({ target }) => onChange({ [key]: target.value }, { typing: true }));
    }
    for (const key of ["source", "by"]) {
      for (const radio of radios(key)) radio.addEventListener("change", () => onChange({ [key]: radio.value }));
    }
    this.#workspaces.addEventListener("change", () => this.#choose());
    find("#all-workspaces").addEventListener("click", () => {
      onChange({ workspaces: null });
      this.#workspaces.querySelector("input")?.focus();
    });
    find("#no-filters").addEventListener("click", () => {
      onChange(everything());
      find("#from").focus();
    });
  }

  /** `names` are the workspaces there are; `period` is the one that is shown, with `by`, the length of its steps. */
  draw(view, names, period) {
    for (const key of ["from", "to"]) {
      const input = find(`#${key}`);
      // A day that is being typed has no value yet.
      const isTyped = document.activeElement === input && input.value === "";
      if (!isTyped && input.value !== period[key]) input.value = period[key];
    }
    for (const radio of radios("source")) radio.checked = radio.value === view.source;
    for (const radio of radios("by")) radio.checked = radio.value === period.by;
    this.#drawWorkspaces(view.workspaces, names);
    const { by, ...limits } = view;
    find("#no-filters").hidden = JSON.stringify(limits) === JSON.stringify({ ...everything(), by: undefined });
  }

  /** A workspace that only the address knows of can be seen, and so left out. */
  #drawWorkspaces(chosen, names) {
    const all = [...new Set([...names, ...(chosen ?? [])])];
    if (JSON.stringify(all) !== JSON.stringify(this.#names)) {
      this.#names = all;
      this.#workspaces.replaceChildren(...all.map(createChip));
    }
    for (const input of this.#workspaces.querySelectorAll("input")) input.checked = chosen === null || chosen.includes(input.value);
    find("#all-workspaces").hidden = chosen === null;
  }

  #choose() {
    const inputs = [...this.#workspaces.querySelectorAll("input")];
    const chosen = inputs.filter(({ checked }) => checked).map(({ value }) => value);
    this.#onChange({ workspaces: chosen.length === inputs.length ? null : chosen });
  }
}

function createChip(name) {
  const label = document.createElement("label");
  const input = Object.assign(document.createElement("input"), { type: "checkbox", name: "workspace", value: name });
  label.append(input, Object.assign(document.createElement("span"), { textContent: name }));
  return label;
}
