import { CUSTOM_BOOK } from "./envelope.js";
import { acceptDrops } from "./dropping.js";
import { putMessage } from "./message.js";

const LARGEST_FILE_BYTES = 1024 * 1024;

/** The choice of price book: tells `onChoose({ book, rules })`, with `typing` while the text is being edited. */
export class Books {
  #onChoose;
  #exampleRules;
  #rules = document.querySelector("#rules");
  #fault = document.querySelector("#rules-fault");

  constructor(onChoose, exampleRules) {
    this.#onChoose = onChoose;
    this.#exampleRules = exampleRules;
    for (const radio of this.#radios()) radio.addEventListener("change", () => onChoose({ book: radio.value }, {}));
    this.#rules.addEventListener("input", () => this.#useRules(this.#rules.value, { typing: true }));
    document.querySelector("#rules-example").addEventListener("click", () => {
      this.#useRules(JSON.stringify(this.#exampleRules(), null, 2), {});
      this.#rules.focus();
    });
    document.querySelector("#rules-file").addEventListener("change", ({ target }) => this.#read(target.files[0]));
    acceptDrops(([file]) => this.#read(file));
  }

  draw({ book, rules }, error) {
    for (const radio of this.#radios()) radio.checked = radio.value === book;
    document.querySelector("#custom").hidden = book !== CUSTOM_BOOK;
    if (this.#rules.value !== rules) this.#rules.value = rules;
    const faulty = Boolean(error) && rules.trim() !== "";
    this.#rules.ariaInvalid = String(faulty);
    this.#drawFault(faulty ? error : null);
  }

  #radios() {
    return document.querySelectorAll("input[name=book]");
  }

  #useRules(rules, options) {
    this.#onChoose({ book: CUSTOM_BOOK, rules }, options);
  }

  #drawFault(error) {
    if (!error) {
      this.#fault.replaceChildren();
      return;
    }
    const message = Object.assign(document.createElement("p"), { className: "fault-message" });
    putMessage(message, error.message);
    const where = Object.assign(document.createElement("p"), { className: "fault-where" });
    if (error.path) {
      where.append("at ", Object.assign(document.createElement("code"), { textContent: error.path }), " · ");
    }
    where.append(error.code ?? "");
    this.#fault.replaceChildren(message, where);
  }

  async #read(file) {
    if (!file) return;
    if (file.size > LARGEST_FILE_BYTES) {
      this.#drawFault({ message: `\`${file.name}\` is larger than 1 MB: choose a price book`, path: "", code: "" });
      return;
    }
    this.#useRules(await file.text(), {});
  }
}
