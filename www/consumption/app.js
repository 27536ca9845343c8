import { AddressError } from "../address.js";
import { offerLink } from "../copying.js";
import { acceptDrops } from "../dropping.js";
import { AddressBar } from "../history.js";
import { putMessage } from "../message.js";
import { stayReachable } from "../scrolling.js";
import { showUnreadable } from "../unreadable.js";
import { amount, figure, toSentence } from "../words.js";
import { drawAddons } from "./addons.js";
import { decodeView, encodeView, everything } from "./address.js";
import { dateRange, fittingStep, steps } from "./calendar.js";
import { Charts } from "./charts.js";
import { FileError, check, readFiles, readSample } from "./files.js";
import { Filters } from "./filters.js";
import { Meter } from "./meter.js";
import { drawTimeTable, drawWorkspaceTable } from "./tables.js";

const MOST_FAULTS_SHOWN = 5;
const EVENTS = { one: "event", other: "events" };
const WORKSPACES = { one: "workspace", other: "workspaces" };

const find = (selector) => document.querySelector(selector);

async function start() {
  let core;
  let sample;
  try {
    core = await import("sealquote/consumption");
    [sample] = await Promise.all([readSample(), core.init()]);
  } catch (error) {
    console.warn(error);
    showUnreadable(
      "The meter did not load",
      "Nothing can be counted without it.",
      String(error.message),
      "Reload the page. If it stays like this, the package has not been built or its WebAssembly is not allowed to run.",
    );
    find("#start-over").hidden = true;
    return;
  }
  const uPlot = await import("uplot").then((library) => library.default, () => null);
  new View(core, sample, uPlot).open(location.hash);
}

class View {
  #core;
  #meter;
  #read;
  #view = everything();
  #period;
  #bar = new AddressBar(encodeView, (hash) => this.open(hash));
  #filters = new Filters((change, options) => this.#change(change, options));
  #charts;
  #sample;

  constructor(core, sample, uPlot) {
    this.#core = core;
    this.#sample = sample;
    this.#charts = new Charts(uPlot);
    this.#use(sample);
    find("#file").addEventListener("change", ({ target }) => this.#open([...target.files]));
    acceptDrops((files) => this.#open(files));
    find("#sample-again").addEventListener("click", () => {
      this.#use(sample);
      find("#file-faults").replaceChildren();
      this.#change(everything());
      find("#file").focus();
    });
    find("#start-over").addEventListener("click", () => {
      this.#change(everything());
      find("#from").focus();
    });
    find("#export").addEventListener("click", () => this.#export());
    offerLink(() => this.#bar.flush());
    for (const box of ["#quotas-inner", "#time-box", "#workspace-box"]) stayReachable(find(box));
  }

  /** Shows what an address stands for, or says why it stands for nothing. */
  open(hash) {
    try {
      this.#view = decodeView(hash);
      this.#draw();
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      showUnreadable(
        "This address cannot be read",
        `The link was meant to hold a view of consumption, but ${error.message}.`,
        error.part,
        "Nothing is shown, because it might not be what was shared. Ask for the link again, or start afresh.",
      );
    }
  }

  #change(change, options = {}) {
    this.#view = { ...this.#view, ...change };
    this.#draw();
    this.#bar.remember(this.#view, options);
  }

  #use(read) {
    this.#read = read;
    this.#meter = new Meter(this.#core, read);
  }

  /** Files of somebody's own. What cannot be used leaves what is shown as it is. */
  async #open(files) {
    if (files.length === 0) return;
    try {
      const read = check(this.#core, await readFiles(files));
      if (read.events.length === 0 && read.subscriptions.length === 0) {
        throw new FileError(`there is nothing to count in ${files.map(({ name }) => `\`${name}\``).join(", ")}: write one event a line`);
      }
      // Subscriptions alone belong to the events that are there.
      this.#use(read.events.length === 0 ? { ...read, events: this.#read.events, own: this.#read.own } : { ...read, own: true });
      drawFaults(read.faults);
      this.#change(read.events.length === 0 ? {} : everything());
    } catch (error) {
      if (!(error instanceof FileError || error instanceof this.#core.SealquoteError)) throw error;
      drawFaults([{ place: "Not opened", message: error.message }]);
    } finally {
      find("#file").value = "";
    }
  }

  #draw() {
    find("#unreadable").hidden = true;
    find("#desk").hidden = find("#actions").hidden = false;
    const span = this.#meter.span();
    this.#drawSource(span);
    const from = this.#view.from || span.from;
    const to = this.#view.to || span.to;
    const by = this.#view.by || fittingStep(from, to);
    this.#filters.draw(this.#view, this.#meter.workspaces, { from, to, by });
    this.#period = { from, to };
    const nobody = this.#view.workspaces?.length === 0;
    const refusal = nobody ? "" : this.#drawUse(by);
    putMessage(find("#fault"), refusal);
    find("#nobody-chosen").hidden = !nobody;
    find("#use").hidden = find("#quotas").hidden = nobody || refusal !== "";
  }

  /** What is asked of the package. */
  #query() {
    const { workspaces, source } = this.#view;
    return { ...this.#period, ...(workspaces && { workspaceIds: workspaces }), ...(source && { source }) };
  }

  /** Answers why there is nothing to draw, or nothing. */
  #drawUse(by) {
    const query = this.#query();
    let whole;
    try {
      whole = this.#meter.whole(query);
    } catch (error) {
      if (!(error instanceof this.#core.SealquoteError)) throw error;
      return toSentence(error.message);
    }
    // Charts are as wide as what they are drawn in, which has to be there first.
    find("#use").hidden = find("#quotas").hidden = false;
    const periods = steps(query.from, query.to, by);
    const values = this.#meter.overTime(query, periods);
    this.#charts.draw(periods, values, whole);
    drawTimeTable(periods, values, whole);
    drawWorkspaceTable(this.#meter.byWorkspace(query));
    find("#by-workspace").hidden = Object.keys(whole).length === 0;
    const limited = Boolean(query.workspaceIds || query.source);
    drawAddons({ addons: this.#meter.addons(query.to, query), day: query.to, limited, hasSubscriptions: this.#meter.hasSubscriptions });
    return "";
  }

  #drawSource({ from, to, count }) {
    const what = this.#read.own ? "Your file" : "A sample of a year";
    find("#what").textContent = `${what}: ${amount(count, EVENTS)} in ${amount(this.#meter.workspaces.length, WORKSPACES)}, ${dateRange(from, to)}.`;
    find("#sample-again").hidden = find("#not-in-link").hidden = this.#read === this.#sample;
  }

  #export() {
    const { from, to } = this.#period;
    const rows = this.#meter.byWorkspace(this.#query());
    const url = URL.createObjectURL(new Blob([this.#core.toCsv(rows)], { type: "text/csv" }));
    Object.assign(document.createElement("a"), { href: url, download: `consumption-${from}-${to}.csv` }).click();
    URL.revokeObjectURL(url);
  }
}

function drawFaults(faults) {
  const lines = faults.slice(0, MOST_FAULTS_SHOWN).map(({ place, message }) => {
    const line = document.createElement("p");
    putMessage(line, `${place}: ${message}.`);
    return line;
  });
  const more = faults.length - lines.length;
  if (more > 0) lines.push(Object.assign(document.createElement("p"), { textContent: `And ${figure(more)} more were passed over.` }));
  find("#file-faults").replaceChildren(...lines);
}

start();
