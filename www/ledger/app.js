import { acceptDrops } from "../dropping.js";
import { putMessage } from "../message.js";
import { amount, figure, toSentence } from "../words.js";
import { drawCourse } from "./chart.js";
import { drawAnswer, drawFindings } from "./report.js";

const SAMPLES = {
  clean: { about: "A sample that adds up", paths: [1, 2, 3, 4].map((page) => `./samples/ledger/page-${page}.json`) },
  faults: { about: "A sample with faults", paths: ["./samples/ledger-with-faults.ndjson"] },
};
const ROWS = { one: "row", other: "rows" };
const WALLETS = { one: "wallet", other: "wallets" };
const ENVELOPES = { one: "envelope", other: "envelopes" };

const find = (selector) => document.querySelector(selector);

class Page {
  #worker = this.#start();
  #about = "";
  /** Only the last question's answer is shown. */
  #turn = 0;

  constructor() {
    find("#file").addEventListener("change", ({ target }) => {
      this.#open([...target.files]);
      target.value = "";
    });
    acceptDrops((files) => this.#open(files));
    for (const radio of document.querySelectorAll("input[name=book]")) radio.addEventListener("change", () => this.#ask({}));
    addEventListener("hashchange", () => this.#openSample());
    this.#openSample();
  }

  #start() {
    const worker = new Worker("./ledger/worker.js", { type: "module" });
    worker.addEventListener("message", ({ data }) => this.#hear(data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      console.warn(event.message ?? "the worker did not start");
      this.#refuse("The check did not load or broke off. Reload the page; if it stays like this, the package has not been built or its WebAssembly is not allowed to run.");
    });
    return worker;
  }

  async #openSample() {
    const name = new URLSearchParams(location.hash.slice(1)).get("sample");
    if (!Object.hasOwn(SAMPLES, name ?? "")) return;
    const { about, paths } = SAMPLES[name];
    this.#wait("Fetching the sample…");
    const turn = this.#turn;
    try {
      const files = await Promise.all(paths.map(fetchFile));
      if (turn !== this.#turn) return;
      this.#about = about;
      this.#ask({ files });
    } catch (error) {
      if (turn === this.#turn) this.#refuse(error.message);
    }
  }

  #open(files) {
    if (files.length === 0) return;
    // What is shown is no sample any more.
    if (location.hash) history.replaceState(null, "", location.pathname);
    this.#about = files.length === 1 ? `\`${files[0].name}\`` : `${figure(files.length)} files`;
    this.#ask({ files });
  }

  #ask({ files }) {
    this.#wait(files ? "Reading…" : "Checking…");
    const book = find("input[name=book]:checked").value;
    this.#worker.postMessage({ turn: this.#turn, files, book });
  }

  #wait(words) {
    this.#turn += 1;
    find("#desk").setAttribute("aria-busy", "true");
    find("#desk").classList.add("busy");
    find("#fault").textContent = "";
    find("#what").textContent = words;
  }

  #hear({ turn, checking, report, refusal }) {
    if (turn !== this.#turn) return;
    if (checking !== undefined) find("#what").textContent = `Checking ${amount(checking, ROWS)}…`;
    if (refusal !== undefined) this.#refuse(toSentence(refusal));
    if (report) this.#draw(report);
  }

  #refuse(words) {
    this.#rest();
    find("#what").textContent = find("#sum").hidden ? "" : "What is shown is what was checked before.";
    putMessage(find("#fault"), words);
  }

  #rest() {
    find("#desk").removeAttribute("aria-busy");
    find("#desk").classList.remove("busy");
  }

  #draw(report) {
    this.#rest();
    const { summary, courses, wallets } = report;
    const read = `${amount(summary.rows, ROWS)} of ${amount(summary.wallets, WALLETS)} and ${amount(summary.envelopes, ENVELOPES)}`;
    putMessage(find("#what"), summary.rows === 0 ? `${this.#about} has no rows; was it the right file?` : `${this.#about}: ${read}.`);
    const isEmpty = summary.rows === 0;
    find("#nothing").hidden = !isEmpty;
    find("#empty").hidden = !isEmpty;
    find("#sum").hidden = find("#body").hidden = find("#books").hidden = isEmpty;
    if (isEmpty) return;
    drawAnswer(report);
    const goTo = drawFindings(report);
    find("#over-time").hidden = courses.length === 0;
    find("#courses").replaceChildren(...courses.map((course) => drawCourse(course, course.name || "The wallet", goTo)));
    find("#undrawn").hidden = wallets <= courses.length;
    find("#undrawn").textContent = `There are ${amount(wallets, WALLETS)}; the ${figure(courses.length)} with the most findings are drawn.`;
  }
}

async function fetchFile(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`The sample did not load: ${response.status}.`);
  return new File([await response.blob()], path.split("/").at(-1));
}

new Page();
