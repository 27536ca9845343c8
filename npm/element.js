import { PriceBook, afford } from "sealquote";
import { STYLE } from "./element/style.js";
import { QuoteView } from "./element/view.js";
import { methodLabel, sentence, words } from "./element/words.js";

export { methodLabel };

/** Without a DOM the class can still be imported; it is only never defined. */
const Base = globalThis.HTMLElement ?? class {};
const OWN_PROPERTIES = ["envelope", "book"];

export class EnvelopeQuoteElement extends Base {
  static observedAttributes = ["book", "balance", "envelope", "lang"];
  static #sheet;

  #view;
  #book;
  #envelope;
  #pending = false;

  /** The envelope to price, or its JSON; the attribute of the same name (JSON) counts while the property is not set. */
  get envelope() {
    return this.#envelope;
  }
  set envelope(envelope) {
    this.#envelope = envelope;
    this.#redraw();
  }

  /** A `PriceBook`, or a built-in book's id; the attribute of the same name counts while the property is not set. */
  get book() {
    return this.#book;
  }
  set book(book) {
    this.#book = book;
    this.#redraw();
  }

  connectedCallback() {
    this.#adoptEarlyProperties();
    this.#view ??= this.#build();
    this.#redraw();
  }

  attributeChangedCallback() {
    this.#redraw();
  }

  /** A property set before the element was defined hides the accessor of the class. */
  #adoptEarlyProperties() {
    for (const name of OWN_PROPERTIES) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
  }

  #build() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const view = new QuoteView(root);
    if (typeof CSSStyleSheet.prototype.replaceSync === "function") {
      root.adoptedStyleSheets = [(EnvelopeQuoteElement.#sheet ??= styleSheet())];
    } else {
      // In jsdom there is no making of style sheets.
      root.append(Object.assign(document.createElement("style"), { textContent: STYLE }));
    }
    return view;
  }

  /** Several properties are usually set together: one drawing answers them all. */
  #redraw() {
    if (!this.#view || this.#pending) return;
    this.#pending = true;
    queueMicrotask(() => {
      this.#pending = false;
      this.#draw();
    });
  }

  #draw() {
    let answer;
    try {
      answer = this.#answer();
    } catch (error) {
      this.#view.showError(error);
      this.#tell({ error });
      return;
    }
    if (!answer) {
      this.#view.showNothing();
      return;
    }
    const { quote, affordability, book } = answer;
    const { rates } = book.toJSON().versions.find(({ version }) => version === quote.version);
    const say = words(this.closest("[lang]")?.lang || "en");
    this.#view.showQuote({ quote, affordability, rates, say });
    this.#tell({ quote, affordability, sentence: sentence(quote, affordability, say) });
  }

  #answer() {
    const given = this.#envelope === undefined ? this.getAttribute("envelope") : this.#envelope;
    if (given === null) return null;
    const envelope = typeof given === "string" ? fromJson(given) : given;
    const rules = this.#book ?? this.getAttribute("book") ?? "signsecure";
    const book = typeof rules === "string" ? PriceBook.builtin(rules) : rules;
    const quote = book.quote(envelope);
    const balance = this.getAttribute("balance")?.trim();
    const affordability = balance ? afford(quote, { balance: Number(balance) }, book) : undefined;
    return { quote, affordability, book };
  }

  #tell(detail) {
    this.dispatchEvent(new CustomEvent("quote", { detail, bubbles: true, composed: true }));
  }
}

function fromJson(text) {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const error = new Error(`the attribute \`envelope\` is not JSON: ${cause.message}`);
    throw Object.assign(error, { code: "INVALID_JSON", path: "" });
  }
}

function styleSheet() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  return sheet;
}

/** Registers `<envelope-quote>`, which importing this module on a page has done already, or the same element under another name. */
export function define(name = "envelope-quote") {
  if (!globalThis.customElements || customElements.get(name)) return;
  customElements.define(name, class extends EnvelopeQuoteElement {});
}

define();
