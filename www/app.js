import { AddressError, decodeAddress, encodeAddress, encodeRecipient } from "./address.js";
import { Books } from "./books.js";
import { toCode } from "./code.js";
import { offerCode, offerLink } from "./copying.js";
import { ANY, CUSTOM_BOOK, emptyState, example, fitToMethods, toEnvelope } from "./envelope.js";
import { drawFunds } from "./funds.js";
import { AddressBar } from "./history.js";
import { withIds } from "./life.js";
import { Metered } from "./metered.js";
import { followPrice } from "./price-bar.js";
import { Quantities } from "./quantities.js";
import { Recipients } from "./recipients.js";
import { Sender, toContext } from "./sender.js";
import { Stage } from "./stage.js";
import { showUnreadable } from "./unreadable.js";

const EXAMPLE_BALANCE = 500;

const find = (selector) => document.querySelector(selector);

async function start() {
  let engine;
  try {
    const [core, element] = await Promise.all([import("sealquote"), import("sealquote/element")]);
    await core.init();
    engine = { ...core, methodLabel: element.methodLabel };
  } catch (error) {
    console.warn(error);
    showUnreadable(
      "The price engine did not load",
      "No price can be shown without it.",
      String(error.message),
      "Reload the page. If it stays like this, the package has not been built or its WebAssembly is not allowed to run.",
    );
    find("#start-over").hidden = true;
    return;
  }
  new Page(engine).open(location.hash);
}

class Page {
  #engine;
  #state = emptyState();
  #bar = new AddressBar(encodeAddress, (hash) => this.open(hash));
  #recipients = new Recipients((recipients, options) => this.#change({ recipients }, options));
  #quantities = new Quantities((change, options) => this.#change(change, options));
  #books;
  #sender = new Sender((change, options) => this.#change(change, options));
  #stage = new Stage(() => this.#draw());
  #priceBar = followPrice();
  #metered = new Metered();
  #lastBook = { id: null, rules: null };

  constructor(engine) {
    this.#engine = engine;
    const { PriceBook } = engine;
    this.#books = new Books((choice, options) => this.#chooseBook(choice, options), () => PriceBook.builtin("signsecure").toJSON());
    find("#example").addEventListener("click", () => {
      const recipients = example(this.#resolveBook().book?.methods() ?? []);
      this.#change({ recipients, balance: this.#state.balance ?? EXAMPLE_BALANCE }, {});
      find("#rows .name").focus();
    });
    find("#start-over").addEventListener("click", () => {
      this.#change(emptyState(), {});
      find("#new-recipient").focus();
    });
    offerLink(() => this.#bar.flush());
    offerCode(() => this.#code());
  }

  /** Shows what an address stands for, or says why it stands for nothing. */
  open(hash) {
    try {
      const state = decodeAddress(hash);
      this.#refuseUnknownMethods(state);
      this.#state = state;
      this.#stage.reset();
      this.#draw();
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      showUnreadable(
        "This address cannot be read",
        `The link was meant to hold an envelope, but ${error.message}.`,
        error.part,
        "No price is shown, because it might not be the one that was shared. Ask for the link again, or start afresh.",
      );
    }
  }

  #refuseUnknownMethods(state) {
    const { book } = this.#resolveBook(state);
    if (!book) return;
    const methods = book.methods();
    for (const recipient of state.recipients) {
      const { role, method } = recipient;
      const unknown = [method].flat().find((name) => name !== ANY && !methods.includes(name));
      if (role === "signer" && unknown !== undefined) {
        throw new AddressError(`\`${unknown}\` is no signing method of the price book \`${book.id}\``, `to=${encodeRecipient(recipient)}`);
      }
    }
  }

  #change(change, options) {
    this.#state = { ...this.#state, ...change };
    find("#book-note").textContent = "";
    this.#draw();
    this.#bar.remember(this.#state, options);
  }

  #chooseBook(choice, options) {
    if (this.#stage.fixed) return;
    const next = { ...this.#state, ...choice };
    const { book } = this.#resolveBook(next);
    const { fitted, changed } = fitToMethods(next.recipients, book?.methods() ?? next.recipients.flatMap(({ method }) => method));
    this.#change({ ...choice, recipients: fitted }, options);
    if (changed === 0) return;
    const who = changed === 1 ? "1 signer" : `${changed} signers`;
    find("#book-note").textContent = `This book does not know the method of ${who}: it is left to the signer.`;
  }

  /** A book is parsed once for each text, not once for each letter typed elsewhere. */
  #resolveBook({ book: id, rules } = this.#state) {
    if (this.#lastBook.id === id && this.#lastBook.rules === rules) return this.#lastBook;
    this.#lastBook = { id, rules, ...this.#openBook(id, rules) };
    return this.#lastBook;
  }

  #openBook(id, rules) {
    const { PriceBook } = this.#engine;
    try {
      const book = id === CUSTOM_BOOK ? PriceBook.parse(rules) : PriceBook.builtin(id);
      return { book, json: book.toJSON() };
    } catch (error) {
      return { error };
    }
  }

  #draw() {
    const state = this.#state;
    const { book, json, error } = this.#resolveBook();
    find("#unreadable").hidden = true;
    find("#desk").hidden = find("#actions").hidden = false;
    this.#books.draw(state, error);
    this.#recipients.draw(state.recipients, this.#methods(book, json));
    this.#quantities.draw(state, json);
    this.#drawCredits(book, json, state);
    this.#metered.draw(state.recipients, book?.methods());
    find("#code-box").hidden = find("#copy-code").disabled = !book;
    find("#code").textContent = this.#code();
  }

  /** The names to choose from; without a readable book, those the recipients already have. */
  #methods(book, json) {
    const rates = json?.versions.at(-1).rates ?? [];
    const used = this.#state.recipients.flatMap(({ method }) => method).filter((name) => name !== ANY);
    const names = book?.methods() ?? [...new Set(used)];
    return names.map((name) => ({ name, label: this.#engine.methodLabel(name, rates) }));
  }

  #drawCredits(book, json, state) {
    const asked = this.#askPayer(state);
    const price = this.#askPrice(book, state, asked.payer);
    this.#sender.draw(state, asked);
    this.#drawPrice(book, state, asked.payer, price.affordability);
    drawFunds(price.quote, price.affordability, asked.payer);
    const envelope = toEnvelope({ ...state, recipients: withIds(state.recipients) });
    const rates = json?.versions.at(-1).rates;
    const label = (method) => this.#engine.methodLabel(method, rates);
    this.#stage.draw({ engine: this.#engine, book, state, envelope, label, ...price, ...asked });
  }

  #askPayer(state) {
    try {
      return { payer: this.#engine.resolvePayer(toContext(state)) };
    } catch (error) {
      return { error };
    }
  }

  /** The quote, and what the balance means for it when there is one and somebody who pays. */
  #askPrice(book, state, payer) {
    if (!book) return {};
    try {
      const quote = book.quote(toEnvelope(state));
      if (state.balance === null || !payer) return { quote };
      return { quote, affordability: this.#engine.afford(quote, { balance: state.balance, payer: payer.payer }, book) };
    } catch (quoteError) {
      return { quoteError };
    }
  }

  #drawPrice(book, state, payer, affordability) {
    const element = find("#quote");
    find("#no-price").textContent = state.rules.trim() === "" ? "No price yet: paste a price book of your own." : "No price: the price book cannot be read.";
    element.book = book;
    element.envelope = book ? toEnvelope(state) : null;
    if (book) this.#priceBar.follow(affordability);
    else this.#priceBar.withdraw();
    element.funds = affordability && { balance: state.balance, payer };
  }

  #code() {
    const { book, json } = this.#resolveBook();
    return book ? toCode(this.#state, json) : "";
  }
}

start();
