import { reachIfScrolling } from "./scrolling.js";
import { change } from "./words.js";

/**
 * Those who have to sign, each with the buttons to do so: tells `onAct(event)`. Who has signed keeps the row and loses
 * the buttons.
 */
export class Signers {
  #list = document.querySelector("#signers");
  #chosen = new Map();
  #draw = () => {};

  constructor(onAct) {
    this.#list.addEventListener("change", ({ target }) => {
      this.#chosen.set(target.closest("li").dataset.signer, target.value);
      this.#draw();
    });
    this.#list.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (!button) return;
      const { signer } = button.closest("li").dataset;
      onAct(button.className === "decline" ? { type: "declined", signer } : this.#signature(signer));
    });
  }

  /** Forgets another life. */
  reset() {
    this.#chosen.clear();
    this.#list.replaceChildren();
  }

  /**
   * `signers` are `{ id, methods }`, `methods` those open to them with their labels; `life` says who has signed,
   * `open` whether anybody still may.
   */
  draw({ signers, life, open }) {
    this.#draw = () => this.draw({ signers, life, open });
    this.#list.hidden = signers.length === 0;
    const signatures = life.signatures();
    const due = this.#whatIsDue(life);
    const kept = new Map([...this.#list.children].map((row) => [row.dataset.signer, row]));
    signers.forEach((signer, index) => {
      const row = kept.get(signer.id) ?? createRow(signer);
      kept.delete(signer.id);
      if (this.#list.children[index] !== row) this.#list.insertBefore(row, this.#list.children[index] ?? null);
      if (!this.#chosen.has(signer.id)) this.#chosen.set(signer.id, signer.methods[0].name);
      this.#drawRow(row, signer, { due, signatures, open });
    });
    for (const row of kept.values()) row.remove();
    reachIfScrolling(this.#list);
  }

  #signature(signer) {
    return { type: "signed", signer, method: this.#chosen.get(signer) };
  }

  #drawRow(row, { id, methods }, { due, signatures, open }) {
    const signed = signatures.get(id);
    const waits = open && signed === undefined;
    const choice = row.querySelector(".choose");
    choice.hidden = !waits || methods.length < 2;
    const how = row.querySelector(".how");
    how.hidden = !choice.hidden;
    const label = methods.find(({ name }) => name === (signed ?? methods[0].name)).label;
    how.textContent = signed === undefined && methods.length > 1 ? "Left to the signer" : label;
    for (const button of row.querySelectorAll("button")) button.hidden = !waits;
    const outcome = row.querySelector(".outcome");
    outcome.hidden = waits;
    outcome.textContent = signed === undefined ? "did not sign" : "signed";
    row.classList.toggle("signed", signed !== undefined);
    const amount = row.querySelector(".due");
    amount.hidden = !waits;
    if (waits) amount.textContent = change(due(id, methods.length));
  }

  /** It is the same for all who have the same choice and choose alike, and is asked once for them. */
  #whatIsDue(life) {
    const known = new Map();
    return (id, choices) => {
      const signature = this.#signature(id);
      const kind = `${choices} ${signature.method}`;
      if (!known.has(kind)) known.set(kind, life.preview(signature));
      return known.get(kind);
    };
  }
}

function createRow({ id, methods }) {
  const row = document.createElement("li");
  row.dataset.signer = id;
  row.innerHTML = `
    <span class="who"></span>
    <span class="how"></span>
    <span class="select choose"><select></select></span>
    <span class="due"></span>
    <span class="outcome"></span>
    <button type="button" class="sign">Sign</button>
    <button type="button" class="decline">Decline</button>`;
  row.querySelector(".who").textContent = id;
  row.querySelector(".who").title = id.length > 24 ? id : "";
  const select = row.querySelector("select");
  select.append(...methods.map(({ name, label }) => new Option(label, name)));
  select.ariaLabel = `Method ${id} signs with`;
  row.querySelector(".sign").ariaLabel = `Sign as ${id}`;
  row.querySelector(".decline").ariaLabel = `Decline as ${id}`;
  return row;
}
