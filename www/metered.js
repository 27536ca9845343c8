import { ANY } from "./envelope.js";
import { figure, toSentence } from "./words.js";

/** The level that a method comes nearest to. A method without one is not metered: no level stands for what it does. */
const LEVELS = { electronic: "simple", aadhaar_esign: "advanced" };
const NAMES = { simple: "Invited signers, Simple", advanced: "Invited signers, Advanced" };

const find = (selector) => document.querySelector(selector);

/** What the envelope would count as consumption, below its price. The module that counts is fetched when it is asked for. */
export class Metered {
  #box = find("#metered");
  #classify;
  #asked;
  #failed = false;

  constructor() {
    this.#box.addEventListener("toggle", () => this.#open());
  }

  /** `methods` are those of the book, which is undefined while it cannot be read. */
  draw(recipients, methods) {
    this.#box.hidden = !methods;
    this.#asked = methods && { recipients, methods };
    if (this.#box.open) this.#show();
  }

  async #open() {
    if (!this.#box.open || this.#classify) return this.#show();
    try {
      this.#classify = (await import("sealquote/consumption")).classify;
    } catch (error) {
      console.warn(error);
      this.#failed = true;
    }
    this.#show();
  }

  #show() {
    if (!this.#asked || (!this.#classify && !this.#failed)) return;
    const rows = this.#classify ? this.#rows() : [];
    find("#metered-table").hidden = rows.length === 0;
    find("#metered-table").classList.toggle("exact", rows.every(({ most, least }) => most === least));
    find("#metered-rows").replaceChildren(...rows.map(createRow));
    find("#metered-why").textContent = [...new Set(rows.map(({ reason }) => reason))].filter(Boolean).map(toSentence).join(" ");
    find("#metered-nothing").hidden = rows.length > 0;
    find("#metered-nothing").textContent = this.#failed ? "The meter did not load. Reload the page." : "Nothing: nobody signs yet.";
  }

  #rows() {
    const rows = Object.entries(NAMES).map(([level, kind]) => {
      const [most, least] = bounds(this.#asked, level).map((signers) => this.#read(level, signers));
      return { kind, reason: most.reason, most: most.value, least: least.value };
    });
    const [most, least] = bounds(this.#asked, undefined);
    rows.push({ kind: "Not metered", reason: "", most, least });
    return rows.filter(({ most }) => most > 0);
  }

  /** The reading of a request that invites so many signers. */
  #read(level, signers) {
    if (signers === 0) return { value: 0, reason: "" };
    const event = { id: "envelope", at: "2026-01-01T00:00:00Z", source: "app", workspaceId: "here", kind: "signature_request.sent" };
    return this.#classify({ ...event, level, signers })[0];
  }
}

/** How many signers may be of a level, and how many are in any case. */
function bounds({ recipients, methods }, level) {
  const choices = recipients
    .filter(({ role }) => role === "signer")
    .map(({ method }) => [method].flat().flatMap((name) => (name === ANY ? methods : name)).map((name) => LEVELS[name]))
    .filter((levels) => levels.length > 0);
  return [choices.filter((levels) => levels.includes(level)).length, choices.filter((levels) => levels.every((each) => each === level)).length];
}

function createRow({ kind, most, least }) {
  const row = document.createElement("tr");
  row.innerHTML = `<th scope="row"></th><td></td><td></td>`;
  row.cells[0].textContent = kind;
  row.cells[1].textContent = figure(most);
  row.cells[2].textContent = figure(least);
  return row;
}
