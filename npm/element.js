import { PriceBook, afford } from "sealquote";
import { QuoteView } from "./element/view.js";
import { languages, methodLabel, words } from "./element/words.js";

export { languages, methodLabel };

/** Without a DOM the class can still be imported; it is only never defined. */
const Base = globalThis.HTMLElement ?? class {};
const OWN_PROPERTIES = ["envelope", "book", "funds"];
/** What an element of a form tells of itself. */
const FORM_PROPERTIES = ["form", "labels", "validity", "validationMessage", "willValidate"];

/** Languages that are fetched when a page first speaks them. */
const FETCHED = {
  fr: () => import("./element/languages/fr.js"),
  hi: () => import("./element/languages/hi.js"),
};

export class EnvelopeQuoteElement extends Base {
  static formAssociated = true;
  static observedAttributes = [...OWN_PROPERTIES, "balance", "payer", "lang", "locale", "aria-busy"];

  #view;
  #internals = this.attachInternals?.();
  #given = {};
  #value = "";
  #pending;
  #page = new MutationObserver(() => this.#redraw());

  static {
    for (const name of OWN_PROPERTIES) {
      Object.defineProperty(this.prototype, name, {
        get() {
          return this.#given[name];
        },
        set(value) {
          this.#given[name] = value;
          this.#redraw();
        },
      });
    }
    for (const name of FORM_PROPERTIES) {
      Object.defineProperty(this.prototype, name, {
        get() {
          return this.#internals[name];
        },
      });
    }
  }

  get type() {
    return this.localName;
  }
  get name() {
    return this.getAttribute("name") ?? "";
  }
  set name(name) {
    this.setAttribute("name", name);
  }
  checkValidity() {
    return this.#internals.checkValidity();
  }
  reportValidity() {
    return this.#internals.reportValidity();
  }

  /** The priced envelope as JSON, as a form submits it; empty while there is no price. */
  get value() {
    return this.#value;
  }
  set value(json) {
    this.envelope = json || null;
  }

  connectedCallback() {
    // A property set before the element was defined hides the accessor of the class.
    for (const name of OWN_PROPERTIES) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    this.#page.observe(document.documentElement, { attributeFilter: ["lang"] });
    this.#redraw();
  }

  disconnectedCallback() {
    this.#page.disconnect();
  }

  attributeChangedCallback() {
    this.#redraw();
  }

  /** Back to what the attributes say. */
  formResetCallback() {
    this.envelope = undefined;
  }

  formStateRestoreCallback(state) {
    this.envelope = state;
  }

  /** Several properties are usually set together: one drawing answers them all. */
  async #redraw() {
    if (this.#pending) return;
    this.#pending = true;
    await null;
    this.#pending = false;
    if (this.isConnected) this.#draw(localeOf(this));
  }

  #draw({ language, baseName }) {
    if (FETCHED[language] && !languages[language]) {
      // What is there stays until the language is.
      FETCHED[language]()
        .catch(() => ({ default: languages.en }))
        .then((module) => ((languages[language] = module.default), this.#redraw()));
      return;
    }
    const view = (this.#view ??= new QuoteView(this.shadowRoot ?? this.attachShadow({ mode: "open" })));
    const say = words(languages[language], baseName);
    let detail;
    let said;
    this.#value = "";
    try {
      const { envelope, rates, quote, affordability } = this.#answer();
      said = quote ? view.showQuote(quote, affordability, rates, say) : view.showNothing(say);
      detail = { quote, affordability, sentence: said };
      if (quote) this.#value = JSON.stringify(envelope);
    } catch (error) {
      said = view.showError(error, say);
      detail = { error };
    }
    view.announce(said, this.ariaBusy === "true");
    this.#submit(view.culprit);
    // Whoever renders on an event would do so for ever, were the same told again.
    if (said && view.said !== (view.said = JSON.stringify(detail) + said + this.#value)) {
      this.dispatchEvent(new CustomEvent("quote", { detail, bubbles: true, composed: true }));
    }
  }

  /** What a form sends, and whether it may; in jsdom there are no elements of forms but the standard's. */
  #submit(culprit) {
    if (!this.#internals?.setFormValue) return;
    this.#internals.setFormValue(this.#value || null);
    this.#internals.setValidity({ customError: !!culprit }, culprit?.firstChild.textContent, culprit);
  }

  #answer() {
    const of = (name) => this.#given[name] ?? this.getAttribute(name) ?? undefined;
    const given = of("envelope");
    if (given === undefined || this.#given.envelope === null) return {};
    const envelope = typeof given === "string" ? fromJson(given) : given;
    const rules = of("book") ?? "signsecure";
    const book = typeof rules === "string" ? PriceBook.builtin(rules) : rules;
    // What is no book is refused as it is everywhere.
    if (!book.quote) afford(0, 0, book);
    const quote = book.quote(envelope);
    const { rates } = book.toJSON().versions.find(({ version }) => version === quote.version);
    const balance = of("balance");
    // What is no number is refused as the text that it is.
    const funds = of("funds") ?? (balance && { balance: isNaN(balance) ? balance : Number(balance), payer: of("payer") });
    return { envelope, quote, affordability: funds ? afford(quote, funds, book) : undefined, rates };
  }
}

/** By `locale`, then by the language around the element, also around the shadow trees that it is in. */
function localeOf(element) {
  let tag = element.getAttribute("locale");
  for (let node = element; node && !tag; node = node.parentNode ?? node.host) tag = node.lang;
  try {
    return new Intl.Locale(tag || "en");
  } catch {
    return new Intl.Locale("en");
  }
}

function fromJson(text) {
  try {
    return JSON.parse(text);
  } catch ({ message }) {
    throw Object.assign(new Error(`the envelope is not JSON: ${message}`), { code: "INVALID_JSON" });
  }
}

/** Registers `<envelope-quote>`, which importing this module on a page has done already, or the same element under another name. */
export function define(name = "envelope-quote") {
  if (!globalThis.customElements || customElements.get(name)) return;
  customElements.define(name, class extends EnvelopeQuoteElement {});
}

define();
