import STYLE from "./style.css";
import { dueSums, fundsWords, methodLabel, reason, sentence } from "./words.js";

const ANNOUNCE_AFTER_MS = 600;
const MOVE_MS = 180;

let sheet;

/** Draws into one shadow root and touches only the nodes that have changed. */
export class QuoteView {
  #place = h("div");
  #said = h("output.unseen", { role: "status" });
  #announcing;

  constructor(root) {
    root.replaceChildren(this.#place, this.#said);
    sheet ??= new CSSStyleSheet();
    if (sheet.replaceSync) {
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    } else {
      // In jsdom there is no making of style sheets.
      root.append(h("style", STYLE));
    }
  }

  /** Where a person is led when the envelope must not be sent yet. */
  get culprit() {
    return this.#place.querySelector(".short,.error") ?? undefined;
  }

  showNothing(say) {
    this.#draw(h("div.empty", h("slot", { name: "empty" }, say.empty + say.stop)));
    return "";
  }

  showError({ message, path, code }, say) {
    // What a message quotes between backticks is set as code. Messages are English.
    const parts = message.split("`").map((part, index) => (index % 2 ? h("code", part) : part));
    const where = [path, code].filter(Boolean).join(" · ");
    this.#draw(h("div.error", { tabIndex: -1 }, h("p.title", say.none), h("p.message", { lang: "en" }, ...parts), h("p.advice", where)));
    return `${say.none + say.colon + message}.`;
  }

  showQuote(quote, affordability, rates, say) {
    const { exact, total, minimum, unit, lines, marginal } = quote;
    const { figure, noun, most, least, more } = say;
    const bound = exact ? say.exactly : most;
    const funds = affordability ? fundsWords(quote, affordability, say) : [];
    const row = (part, line, why) =>
      h(
        part,
        { id: line.code },
        h("th", { scope: "row" }, h("span.label", line.label), why && h("span.reason", why)),
        h("td.value", figure(line.amount)),
        !exact && h("td.least", figure(line.minimum)),
      );
    const costs = Object.entries(marginal).flatMap(([method, adds]) => [h("dt", methodLabel(method, rates)), h(adds ? "dd.costs" : "dd", (adds ? "+" : "") + figure(adds))]);
    this.#draw(
      h(
        "div.price",
        h("p.bound", bound),
        h("p.total", h("span.amount", h("span.figure", figure(total)), " ", h("span.unit", noun(total, unit)))),
        !exact && h("p.minimum", `${least} `, h("strong", figure(minimum))),
        funds[0] && h(affordability.sufficient ? "section.funds" : "section.funds short", { tabIndex: -1 }, h("p.title", funds[0]), h("p.advice", funds[1])),
        h(
          "table.lines",
          h("thead", h("tr", h("td"), h("th", { scope: "col" }, exact ? noun(2, unit) : most), !exact && h("th", { scope: "col" }, least))),
          h("tbody", ...lines.map((line) => row("tr.line", line, reason(line, rates, say)))),
          h("tbody.due", ...dueSums(lines, say).map((sum) => row("tr.due-line", sum))),
        ),
        costs[0] && h("section.marginal", h("p.more", more), h("dl", ...costs)),
        h("footer.source", `${say.fill("book", quote.priceBook, quote.version)} `, h("code.digest", quote.digest)),
      ),
    );
    this.#place.style.setProperty("--_length", figure(total).length);
    return sentence(quote, funds, say);
  }

  /** Says what has changed once it has stopped changing; nothing while `busy`. */
  announce(text, busy) {
    clearTimeout(this.#announcing);
    // Put in the same words, a live region would speak again.
    if (!busy && this.#said.textContent !== text) this.#announcing = setTimeout(() => (this.#said.textContent = text), ANNOUNCE_AFTER_MS);
  }

  #draw(state) {
    state.id = state.className;
    // In jsdom nothing moves, and no media are asked for.
    become(this.#place, h("div", state), (node) => node.animate && !matchMedia("(prefers-reduced-motion)").matches && node.animate([{ opacity: 0.2 }, {}], MOVE_MS));
  }
}

/**
 * An element with a name for styles, inside and outside, with properties and with what is in it. A text has the direction
 * of its own first letter, but cells of a table, which have that of the page.
 */
function h(spec, ...children) {
  const [tag, name] = spec.split(".");
  const node = document.createElement(tag);
  if (name) {
    node.className = name;
    node.setAttribute("part", name);
  }
  for (const child of children) {
    if (typeof child === "string" && tag[0] !== "t") node.dir = "auto";
    if (child?.nodeType || child?.at) node.append(child);
    else Object.assign(node, child);
  }
  return node;
}

/** Makes the children of one node like those of another and keeps each that it can, with its focus. */
function become(node, wanted, changed) {
  const all = [...wanted.childNodes];
  all.forEach((next, index) => {
    const present = node.childNodes[index];
    if (present?.nodeName !== next.nodeName || present.id !== next.id) {
      node.insertBefore(next, present ?? null);
      changed(next);
    } else if (present.data !== next.data) {
      present.data = next.data;
      changed(node);
    } else {
      for (const { name, value } of next.attributes ?? []) present.setAttribute(name, value);
      become(present, next, changed);
    }
  });
  while (node.childNodes[all.length]) node.lastChild.remove();
}
