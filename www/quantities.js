import { readCount } from "./envelope.js";

const FIELDS = {
  documents: { unset: 1, wanted: "a number of documents is a whole number, like 2" },
  megabytes: { unset: 0, wanted: "a number of megabytes is a whole number, like 10" },
  balance: { unset: null, wanted: "a balance is a whole number, like 2,500" },
};

/** The numbers beside the recipients, of which a book shows only those that it prices. */
export class Quantities {
  #date = document.querySelector("#date");

  constructor(onChange) {
    for (const [key, { unset, wanted }] of Object.entries(FIELDS)) {
      const input = document.querySelector(`#${key}`);
      input.addEventListener("input", () => {
        const text = input.value.trim();
        const count = text === "" ? unset : readCount(text);
        drawFault(input, count === undefined ? wanted : "");
        onChange({ [key]: count ?? unset }, { typing: true });
      });
    }
    this.#date.addEventListener("change", () => onChange({ date: this.#date.value }, {}));
  }

  draw(state, bookJson) {
    const priced = new Set(bookJson?.versions.flatMap(({ rates }) => rates.map(({ per }) => per)));
    show("#documents-field", priced.has("document"));
    show("#megabytes-field", priced.has("megabyte"));
    show("#date-field", (bookJson?.versions.length ?? 0) > 1 || state.date !== "");
    this.#date.value = state.date;
    for (const [key, { unset }] of Object.entries(FIELDS)) drawCount(document.querySelector(`#${key}`), state[key], unset);
  }
}

function drawCount(input, count, unset) {
  const text = input.value.trim();
  const shown = text === "" ? unset : readCount(text);
  const beingTyped = document.activeElement === input;
  if (shown === count || (beingTyped && shown === undefined)) return;
  input.value = count ?? "";
  drawFault(input, "");
}

function drawFault(input, text) {
  input.ariaInvalid = text === "" ? null : "true";
  document.querySelector(`#${input.id}-fault`).textContent = text;
}

const show = (selector, shown) => {
  document.querySelector(selector).hidden = !shown;
};
