import { drawChart } from "./chart.js";
import { Life, beginning } from "./life.js";
import { drawLedger } from "./ledger.js";
import { putMessage } from "./message.js";
import { payerWords } from "./sender.js";
import { Signers } from "./signers.js";
import { balanceFigure, change, count, toSentence } from "./words.js";

const find = (selector) => document.querySelector(selector);

/** What can be done to the whole envelope, in the order of its buttons. */
const ACTS = [
  { type: "created", label: "Create", allowed: (status) => status === null, primary: true },
  { type: "sent", label: "Send", allowed: (status) => status === "draft", primary: true },
  { type: "cancelled", label: "Cancel", allowed: isOpen },
  { type: "failed", label: "Fail", allowed: isOpen },
  { type: "expired", label: "Expire", allowed: isOpen },
];
const STATUS_WORDS = {
  draft: "Draft", sent: "Sent", completed: "Completed", declined: "Declined", failed: "Failed", cancelled: "Cancelled", expired: "Expired",
};
const DONE = { created: "Envelope created", sent: "Envelope sent", cancelled: "Envelope cancelled", failed: "Envelope failed", expired: "Envelope expired" };

function isOpen(status) {
  return status === "draft" || status === "sent";
}

/**
 * Where an envelope's life is played. It is given what is on the desk whenever that changes: the `engine`, the `book`,
 * the `state` and the `envelope` made of it, how methods are called (`label`), the `quote` or `quoteError`, the `payer`
 * and the `affordability`, as far as there are any. It tells `onChange()` when the envelope has moved on.
 */
export class Stage {
  #onChange;
  #desk = {};
  #life = null;
  #sent = false;
  #lives = 0;
  #signers = new Signers((event) => this.#play(event));

  constructor(onChange) {
    this.#onChange = onChange;
    find("#acts").append(...ACTS.map(({ type, label, primary }) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: primary ? "primary" : "" });
      button.dataset.act = type;
      button.append(label, " ", Object.assign(document.createElement("span"), { className: "due" }));
      button.addEventListener("click", () => this.#play({ type }));
      return button;
    }));
    find("#again").addEventListener("click", () => {
      this.reset();
      this.#onChange();
      find("#acts button:not([hidden], :disabled)")?.focus();
    });
  }

  /** What may still be edited: everything (`null`), only the recipients (`created`), or nothing (`sent`). */
  get fixed() {
    if (!this.#life) return null;
    return this.#sent || this.#life.isOver ? "sent" : "created";
  }

  /** Back to an envelope that nothing has happened to. */
  reset() {
    this.#life = null;
    this.#sent = false;
    this.#signers.reset();
    find("#ledger").replaceChildren();
    this.#say("");
  }

  draw(desk) {
    this.#desk = desk;
    const { fixed } = this;
    for (const part of document.querySelectorAll("[data-fixed]")) part.disabled = fixed === "sent" || part.dataset.fixed === fixed;
    find("#desk").dataset.life = fixed ?? "";
    find("#recipients-fixed").hidden = fixed !== "sent";
    find("#again").hidden = !this.#life;
    find("#life-status").textContent = this.#life ? STATUS_WORDS[this.#life.status] : "Not created";
    find("#life-status").dataset.status = this.#life?.status ?? "";
    this.#drawHint();
    this.#drawActs();
    this.#drawSigners();
    this.#drawCourse();
  }

  #drawHint() {
    const hint = find("#life-hint");
    putMessage(hint, this.#obstacle() || this.#hint());
  }

  #hint() {
    if (!this.#life) return "Nothing is taken yet. Play it through, and see what is booked when.";
    if (this.#life.status === "draft") return "Its recipients may change until it is sent. Price book, sender and balance are fixed.";
    if (!this.#life.isOver) return "It is sent, and fixed. What each click would move is written beside it.";
    return "Nothing more can happen to it. Start again for a new envelope, and to edit this one.";
  }

  /** Why the envelope cannot go on towards being sent, in a sentence. */
  #obstacle() {
    if (this.#sent || this.#life?.isOver) return "";
    const { quote, quoteError, state, payer, affordability } = this.#desk;
    if (!quote) return quoteError ? toSentence(quoteError.message) : "An envelope without a price cannot be created.";
    if (!payer) return "As long as nobody pays, it cannot be created.";
    if (state.balance === null) return "Give a balance to take its credits from, and play the envelope through.";
    if (affordability?.sufficient) return "";
    const { shortfall = quote.total } = affordability ?? {};
    return `The ${payerWords(payer).whose.toLowerCase()} is ${count(shortfall, quote.unit)} short of the ${count(quote.total, quote.unit)} that it can cost.`;
  }

  #drawActs() {
    const obstacle = this.#obstacle();
    const status = this.#life?.status ?? null;
    for (const [index, { type, allowed, primary }] of ACTS.entries()) {
      const button = find("#acts").children[index];
      button.hidden = !allowed(status);
      button.disabled = Boolean(primary && obstacle);
      button.querySelector(".due").textContent = button.hidden || button.disabled ? "" : this.#dueWords(type);
    }
    find("#acts").hidden = this.#life?.isOver ?? false;
  }

  #dueWords(type) {
    try {
      const amount = (this.#life ? this.#revised(this.#life) : this.#begin()).preview({ type });
      return amount === 0 ? "" : change(amount);
    } catch {
      // Whatever is wrong is said when the button is pressed.
      return "";
    }
  }

  #drawSigners() {
    const { envelope, label } = this.#desk;
    if (!this.#sent) {
      find("#signers").hidden = true;
      return;
    }
    const signers = envelope.signers.filter(({ method }) => method !== undefined).map(({ id, method }) => ({
      id,
      methods: this.#openTo(method).map((name) => ({ name, label: label(name) })),
    }));
    this.#signers.draw({ signers, life: this.#life, open: this.#life.status === "sent" });
  }

  #openTo(method) {
    const { book, quote } = this.#desk;
    return method === "any" ? book.methods(quote.version) : [method].flat();
  }

  #drawCourse() {
    find("#course").hidden = !this.#life;
    if (!this.#life) return;
    const { quote, label } = this.#desk;
    const { entries, opening } = this.#life;
    drawChart(find("#chart"), { balances: [opening, ...entries.map(({ balance }) => balance)], least: opening - quote.total, unit: quote.unit });
    drawLedger(find("#ledger"), entries.map((entry) => ({ ...entry, what: happened(entry.event) })), label);
  }

  #begin() {
    const { engine, book, state } = this.#desk;
    const settle = (envelope, events, charged) => engine.settle(envelope, events, { book, charged });
    const begins = beginning(state.date, book.versions(), Date.now());
    return this.#revised(new Life({ settle, id: `env_${this.#lives + 1}`, begins, balance: state.balance }));
  }

  #revised(life) {
    life.revise(this.#desk.envelope);
    return life;
  }

  #play(event) {
    const life = this.#life ? this.#revised(this.#life) : this.#begin();
    let added;
    try {
      added = life.play(event);
    } catch (error) {
      this.#say(toSentence(error.message), true);
      return;
    }
    if (!this.#life) this.#lives += 1;
    this.#life = life;
    this.#sent ||= event.type === "sent";
    this.#say(this.#outcome(event, added));
    this.#onChange();
    this.#keepFocus();
  }

  #outcome(event, added) {
    const { unit } = this.#desk.quote;
    const moved = added.reduce((sum, { amount }) => sum + amount, 0);
    const booked = moved === 0 ? "nothing is due" : `${count(Math.abs(moved), unit)} ${moved < 0 ? "taken" : "given back"}`;
    const ended = this.#life.isOver && event.type === "signed" ? " All have signed." : "";
    return `${happened(event)}: ${booked}, balance ${balanceFigure(this.#life.balance)}.${ended}`;
  }

  /** The button that was pressed may be gone: the next thing to do takes the focus over. */
  #keepFocus() {
    if (document.activeElement?.checkVisibility() && document.activeElement !== document.body && !document.activeElement.disabled) return;
    const next = find("#life .sign:not([hidden])") ?? find("#acts:not([hidden]) button:not([hidden], :disabled)") ?? find("#again");
    next.focus();
  }

  #say(text, isError = false) {
    const said = find("#life-said");
    said.classList.toggle("fault", isError);
    putMessage(said, text);
  }
}

function happened({ type, signer }) {
  if (type === "signed") return `${signer} signed`;
  if (type === "declined") return `${signer} declined`;
  return DONE[type];
}
