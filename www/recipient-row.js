import { ANY, ROLES } from "./envelope.js";

/** The option that opens a choice; no method has an empty name. */
export const SEVERAL = "";

const REMOVE_ICON = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="m4 4 8 8m0-8-8 8"/></svg>';

/** One line of the list; it draws a recipient and leaves every decision to its list. */
export function createRow(key) {
  const row = document.createElement("li");
  row.dataset.key = key;
  row.innerHTML = `
    <span class="ordinal" aria-hidden="true"></span>
    <input class="name" type="text" autocomplete="off" spellcheck="false" placeholder="No name">
    <span class="select role"><select></select></span>
    <span class="select method"><select></select></span>
    <span class="signs-nothing">signs nothing</span>
    <button type="button" class="remove">${REMOVE_ICON}</button>
    <fieldset class="choice" hidden><legend class="unseen"></legend></fieldset>`;
  const role = row.querySelector(".role select");
  role.append(...Object.entries(ROLES).map(([value, label]) => new Option(label, value)));
  return row;
}

export function drawRow(row, recipient, position, methods) {
  const who = recipient.name || `recipient ${position}`;
  const signs = recipient.role === "signer";
  row.querySelector(".ordinal").textContent = position;
  drawName(row.querySelector(".name"), recipient, position);

  const role = row.querySelector(".role select");
  role.value = recipient.role;
  role.ariaLabel = `Role of ${who}`;

  const method = row.querySelector(".method select");
  drawMethodOptions(method, methods);
  method.value = Array.isArray(recipient.method) ? SEVERAL : recipient.method;
  method.ariaLabel = `Method of ${who}`;
  row.querySelector(".method").hidden = !signs;
  row.querySelector(".signs-nothing").hidden = signs;

  row.querySelector(".remove").ariaLabel = `Remove ${who}`;
  drawChoice(row.querySelector(".choice"), signs ? recipient.method : ANY, who, methods);
}

function drawName(input, { name }, position) {
  if (input.value !== name) input.value = name;
  input.title = name.length > 30 ? name : "";
  input.ariaLabel = `Name or e-mail of recipient ${position}`;
}

function drawMethodOptions(select, methods) {
  const signature = methods.map(({ name, label }) => `${name}\n${label}`).join("\n");
  if (select.dataset.methods === signature) return;
  select.dataset.methods = signature;
  select.replaceChildren(...methodOptions(methods));
}

export function methodOptions(methods) {
  const options = methods.map(({ name, label }) => new Option(label, name));
  options.push(new Option("Left to the signer", ANY));
  if (methods.length > 1) options.push(new Option("A choice of…", SEVERAL));
  return options;
}

function drawChoice(choice, method, who, methods) {
  choice.hidden = !Array.isArray(method);
  if (choice.hidden) return;
  choice.querySelector("legend").textContent = `Methods ${who} may choose from`;
  const boxes = new Map([...choice.querySelectorAll("input")].map((box) => [box.value, box]));
  const labels = methods.map(({ name, label }) => {
    const box = boxes.get(name) ?? createBox(name, label);
    box.checked = method.includes(name);
    // The last one left cannot be taken away: a choice of nothing has no price.
    box.ariaDisabled = box.checked && method.length === 1 ? "true" : null;
    return box.parentElement;
  });
  const shown = [...choice.querySelectorAll("label")];
  if (shown.length === labels.length && shown.every((label, index) => label === labels[index])) return;
  choice.replaceChildren(choice.querySelector("legend"), ...labels);
}

function createBox(name, text) {
  const label = document.createElement("label");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", value: name });
  const caption = Object.assign(document.createElement("span"), { textContent: text });
  label.append(box, caption);
  return box;
}
