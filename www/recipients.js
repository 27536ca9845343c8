import { ANY, newRecipient } from "./envelope.js";
import { MOST_RECIPIENTS } from "./address.js";
import { SEVERAL, createRow, drawRow, methodOptions } from "./recipient-row.js";

/** The list of recipients: tells `onChange(recipients, { typing })` of every change and draws what `draw` is given. */
export class Recipients {
  #onChange;
  #recipients = [];
  #methods = [];
  #list = document.querySelector("#rows");
  #entry = document.querySelector("#new-recipient");
  #all = document.querySelector("#all-methods");

  constructor(onChange) {
    this.#onChange = onChange;
    this.#list.addEventListener("input", (event) => this.#edited(event));
    this.#list.addEventListener("click", (event) => this.#clicked(event));
    this.#list.addEventListener("keydown", (event) => this.#pressed(event));
    this.#entry.addEventListener("paste", (event) => this.#pasted(event));
    this.#entry.form.addEventListener("submit", (event) => this.#submitted(event));
    this.#all.addEventListener("change", () => this.#setAll(this.#all.value));
  }

  draw(recipients, methods) {
    this.#recipients = recipients;
    this.#methods = methods;
    const kept = new Map([...this.#list.children].map((row) => [row.dataset.key, row]));
    recipients.forEach((recipient, index) => {
      const row = kept.get(recipient.key) ?? createRow(recipient.key);
      kept.delete(recipient.key);
      drawRow(row, recipient, index + 1, methods);
      if (this.#list.children[index] !== row) this.#list.insertBefore(row, this.#list.children[index] ?? null);
    });
    for (const row of kept.values()) row.remove();
    this.#drawSummary();
  }

  #drawSummary() {
    const count = this.#recipients.length;
    document.querySelector("#recipient-count").textContent = count === 0 ? "" : String(count);
    document.querySelector("#nobody").hidden = count > 0;
    document.querySelector("#add button").disabled = count >= MOST_RECIPIENTS;
    const signers = this.#recipients.filter(({ role }) => role === "signer");
    document.querySelector("#all-methods-box").hidden = signers.length < 2;
    const prompt = new Option("Set all signers to…", "", true, true);
    prompt.hidden = true;
    this.#all.replaceChildren(prompt, ...methodOptions(this.#methods));
  }

  #edited({ target }) {
    const row = target.closest("li");
    const typing = target.classList.contains("name");
    this.#change(row.dataset.key, (recipient) => {
      if (typing) return { ...recipient, name: target.value };
      if (target.type === "checkbox") return { ...recipient, method: this.#ticked(row, target) };
      if (target.closest(".role")) return { ...recipient, role: target.value };
      return { ...recipient, method: this.#chosen(target.value, recipient.method) };
    }, { typing });
  }

  #change(key, edit, options) {
    this.#onChange(this.#recipients.map((recipient) => (recipient.key === key ? edit(recipient) : recipient)), options);
  }

  #ticked(row, box) {
    const ticked = [...row.querySelectorAll(".choice input:checked")].map(({ value }) => value);
    if (ticked.length > 0) return ticked;
    box.checked = true;
    return [box.value];
  }

  /** Opening a choice starts with every method in it, so that nothing is ruled out by accident. */
  #chosen(value, before) {
    if (value !== SEVERAL) return value;
    return Array.isArray(before) ? before : this.#methods.map(({ name }) => name);
  }

  #setAll(value) {
    const recipients = this.#recipients.map((recipient) =>
      recipient.role === "signer" ? { ...recipient, method: this.#chosen(value, recipient.method) } : recipient);
    this.#onChange(recipients, {});
  }

  #clicked({ target }) {
    const button = target.closest(".remove");
    if (button) this.#remove(button.closest("li"));
  }

  #remove(row) {
    const neighbour = row.nextElementSibling ?? row.previousElementSibling;
    this.#onChange(this.#recipients.filter(({ key }) => key !== row.dataset.key), {});
    (neighbour?.querySelector(".remove") ?? this.#entry).focus();
  }

  /** In a name, Enter goes on to the next recipient and Backspace in an empty one takes it away, as in a mail. */
  #pressed(event) {
    const { target, key } = event;
    if (!target.classList.contains("name")) return;
    if (key === "Enter") {
      event.preventDefault();
      this.#entry.focus();
    } else if (key === "Backspace" && target.value === "" && !event.repeat) {
      event.preventDefault();
      const before = target.closest("li").previousElementSibling ?? target.closest("li").nextElementSibling;
      this.#remove(target.closest("li"));
      (before?.querySelector(".name") ?? this.#entry).focus();
    }
  }

  #submitted(event) {
    event.preventDefault();
    const names = splitNames(this.#entry.value);
    this.#add(names.length > 0 ? names : [""]);
    this.#entry.value = "";
    if (names.length === 0) this.#list.lastElementChild?.querySelector(".name").focus();
    else this.#entry.focus();
  }

  #pasted(event) {
    const names = splitNames(event.clipboardData.getData("text"));
    if (names.length < 2) return;
    event.preventDefault();
    this.#add(names);
  }

  /** A new recipient does as the last signer did. */
  #add(names) {
    const last = this.#recipients.findLast(({ role }) => role === "signer");
    const method = last?.method ?? this.#methods[0]?.name ?? ANY;
    const added = names.slice(0, MOST_RECIPIENTS - this.#recipients.length).map((name) => newRecipient({ name, method }));
    this.#onChange([...this.#recipients, ...added], {});
  }
}

const splitNames = (text) => text.split(/[,;\n\t]+/).map((name) => name.trim()).filter(Boolean);
