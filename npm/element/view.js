import { dueSums, fundsWords, methodLabel, momentLabel, reason, sentence } from "./words.js";

const SKELETON = `
<div class="none" part="empty"><p class="amount" aria-hidden="true"><span class="figure">–</span></p><p class="bound"><slot name="empty">No envelope to price yet.</slot></p></div>
<div class="error" part="error" hidden><p class="title">No price for this envelope</p><p class="message"></p><p class="where"></p></div>
<div class="price" part="price" hidden>
  <p class="bound" part="bound"></p>
  <p class="amount" part="total"><span class="figure" part="figure"></span> <span class="noun" part="unit"></span></p>
  <p class="least" part="minimum">at least <strong></strong></p>
  <section class="funds" part="funds" hidden><p class="title"></p><p class="advice"></p></section>
  <table part="lines">
    <caption class="unseen">What the envelope costs, line by line, and when it is due</caption>
    <thead><tr><th scope="col"><span class="unseen">Line</span></th><th scope="col" class="most">At most</th><th scope="col" class="minimum">At least</th></tr></thead>
    <tbody class="items"></tbody>
    <tbody class="due" part="due"></tbody>
  </table>
  <section class="next" part="marginal"><h3>One more signer would add</h3><dl></dl></section>
  <footer part="source"><span class="book"></span> <button type="button" part="digest"></button></footer>
</div>
<output role="status" class="unseen"></output>`;

const ANNOUNCE_AFTER_MS = 600;
const MOVE_MS = 180;
const THANKS_MS = 2000;

/** Draws into one shadow root and touches only the nodes whose text has changed. */
export class QuoteView {
  #root;
  #drawn = false;
  #announcing;

  constructor(root) {
    this.#root = root;
    root.innerHTML = SKELETON;
    this.#find("footer button").addEventListener("click", ({ currentTarget }) => this.#copyDigest(currentTarget));
  }

  showNothing() {
    this.#show(".none");
    this.#announce("");
  }

  showError(error) {
    this.#show(".error");
    putMessage(this.#find(".error .message"), error.message);
    const where = [error.path && `at ${error.path}`, error.code].filter(Boolean).join(" · ");
    this.#put(this.#find(".error .where"), where);
    this.#announce(`No price: ${error.message}.`);
  }

  showQuote({ quote, affordability, rates, say }) {
    this.#show(".price");
    this.#total(quote, say);
    this.#items(quote, rates, say);
    this.#due(quote, say);
    this.#marginal(quote, rates, say);
    this.#funds(quote, affordability, say);
    this.#source(quote);
    this.#announce(sentence(quote, affordability, say));
    this.#drawn = true;
  }

  #find(selector) {
    return this.#root.querySelector(selector);
  }

  #show(shown) {
    for (const state of [".none", ".error", ".price"]) this.#find(state).hidden = state !== shown;
    if (shown !== ".price") this.#drawn = false;
  }

  #total(quote, say) {
    const figure = say.figure(quote.total);
    this.#find(".price").style.setProperty("--_glyphs", figure.length);
    this.#put(this.#find(".price .bound"), quote.exact ? "exactly" : "at most");
    this.#put(this.#find(".price .figure"), figure);
    this.#put(this.#find(".noun"), say.noun(quote.total, quote.unit));
    this.#find(".least").hidden = quote.exact;
    this.#put(this.#find(".least strong"), say.figure(quote.minimum));
  }

  #items(quote, rates, say) {
    this.#find("table").className = quote.exact ? "exact" : "range";
    this.#put(this.#find(".most"), quote.exact ? capital(say.noun(2, quote.unit)) : "At most");
    const rows = quote.lines.map((line) => {
      const rate = rates.find(({ code }) => code === line.code);
      return { key: line.code, label: line.label, reason: reason(line, rate, say), ...line };
    });
    this.#rows(this.#find(".items"), rows, say, "line");
  }

  #due(quote, say) {
    const rows = dueSums(quote.lines).map((sum) => ({ key: sum.dueOn, label: momentLabel(sum.dueOn), ...sum }));
    this.#rows(this.#find(".due"), rows, say, "due-line");
  }

  #rows(body, rows, say, part) {
    this.#keyed(body, rows, () => tableRow(part), (row, data) => {
      this.#put(row.querySelector(".label"), data.label);
      this.#put(row.querySelector(".reason"), data.reason ?? "");
      this.#put(row.querySelector(".value"), say.figure(data.amount));
      this.#put(row.querySelector(".minimum"), say.figure(data.minimum));
    });
  }

  #marginal(quote, rates, say) {
    const methods = Object.entries(quote.marginal).map(([method, adds]) => ({ key: method, adds, label: methodLabel(method, rates) }));
    this.#find(".next").hidden = methods.length === 0;
    this.#keyed(this.#find("dl"), methods, marginalRow, (row, { label, adds }) => {
      this.#put(row.querySelector("dt"), label);
      const value = row.querySelector("dd");
      value.className = adds > 0 ? "costs" : "";
      this.#put(value, adds > 0 ? `+${say.figure(adds)}` : say.figure(adds));
    });
  }

  #funds(quote, affordability, say) {
    const funds = this.#find(".funds");
    funds.hidden = !affordability;
    if (!affordability) return;
    const { title, advice } = fundsWords(quote, affordability, say);
    funds.classList.toggle("short", !affordability.sufficient);
    this.#put(funds.querySelector(".title"), title);
    this.#put(funds.querySelector(".advice"), advice);
  }

  #source({ priceBook, version, digest }) {
    this.#put(this.#find(".book"), `Price book ${priceBook}, version ${version},`);
    const button = this.#find("footer button");
    button.title = digest;
    this.#labelDigest(button);
  }

  #labelDigest(button) {
    this.#label(button, `digest ${button.title.slice(0, 8)}…${button.title.slice(-4)}`, ", copy it");
  }

  /** What is seen stays the beginning of what is heard, so that saying the one works as the other. */
  #label(button, seen, heard = "") {
    this.#put(button, seen);
    button.setAttribute("aria-label", `${seen}${heard}`);
  }

  async #copyDigest(button) {
    const { title: digest } = button;
    try {
      await navigator.clipboard.writeText(digest);
      this.#label(button, "digest copied");
      setTimeout(() => this.#labelDigest(button), THANKS_MS);
    } catch {
      this.#label(button, digest);
    }
  }

  /** Rows keep their node while their key stays, so that only what is new or different moves. */
  #keyed(parent, rows, create, fill) {
    const kept = new Map([...parent.children].map((node) => [node.dataset.key, node]));
    rows.forEach((data, index) => {
      const known = kept.get(data.key);
      const node = known ?? create();
      kept.delete(data.key);
      node.dataset.key = data.key;
      fill(node, data);
      if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
      if (!known) this.#move(node);
    });
    for (const node of kept.values()) node.remove();
  }

  #put(node, text) {
    if (node.textContent === text) return;
    const first = node.textContent === "";
    node.textContent = text;
    if (!first) this.#move(node);
  }

  #move(node) {
    if (!this.#drawn || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    node.animate?.([{ opacity: 0.2 }, { opacity: 1 }], { duration: MOVE_MS, easing: "ease-out" });
  }

  #announce(text) {
    clearTimeout(this.#announcing);
    this.#announcing = setTimeout(() => (this.#find("output").textContent = text), ANNOUNCE_AFTER_MS);
  }
}

/** What a message quotes between backticks is set as code. */
function putMessage(node, text) {
  node.replaceChildren(...text.split("`").map((part, index) => {
    if (index % 2 === 0) return part;
    return Object.assign(document.createElement("code"), { textContent: part });
  }));
}

const capital = (word) => word[0].toUpperCase() + word.slice(1);

function tableRow(part) {
  const row = document.createElement("tr");
  row.setAttribute("part", part);
  row.innerHTML = `<th scope="row"><span class="label"></span><span class="reason"></span></th><td class="value"></td><td class="minimum"></td>`;
  return row;
}

function marginalRow() {
  const row = document.createElement("div");
  row.innerHTML = "<dt></dt><dd></dd>";
  return row;
}
