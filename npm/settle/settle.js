// What is due for an envelope: who and what is called how is settled here; what is due the module says, which is
// handed numbers only. The core has the same rules of naming in `src/settle/`, and one set of cases holds both to them.

import { marginalOf, writeLine } from "../answers.js";
import { isPolluted } from "../packing.js";
import { refuse } from "../refusing.js";
import { snapshot } from "../snapshot.js";
import { Drafts, readDrafts, unexplained } from "./drafts.js";
import { inOrder, readEvents, SENT, SIGNED } from "./events.js";
import { Parties, readEnvelope } from "./parties.js";

const STATUSES = ["draft", "sent", "completed", "declined", "failed", "cancelled", "expired"];

/** Why the module refuses a step, as it counts them: a code, the key of the event, and a message. */
const TOO_EARLY = "the envelope was not sent by then, or not even created; add the event that is missing";
const NO_SIGNER = ["NOT_ALLOWED", "/signer", "this recipient does not sign; name one who does"];
const REFUSALS = [
  ["INVALID_STATUS", "", "nothing can happen after what ended the envelope; leave out one of the two"],
  ["INVALID_STATUS", "", TOO_EARLY],
  ["CONTRADICTION", "", "it happened before in another way; leave out one of the two"],
  NO_SIGNER,
  NO_SIGNER,
  ["NOT_ALLOWED", "/method", "the envelope does not let this signer use the method; name one that it does"],
  ["AMOUNT_OUT_OF_RANGE", "", "what is due is beyond 2^53 - 1; charge less at once"],
];
/** How the module's answer begins when a step stopped it, and when a draft did. */
const BY_STEP = 1;
const BY_DRAFT = 2;

/** Numbers of a step and of a booked draft, as they are handed over; of a due and of a line, as they come back. */
const STEP = 3;
const DRAFT = 7;
const DUE = 8;
const LINE = 4;

/**
 * Settles an envelope.
 *
 * @param book what `PriceBook` tells of itself: `momentOf`, `version`, `newest`, `settle` and `check`
 */
export function settle(book, envelope, events, charged) {
  try {
    if (!isStrange()) {
      return settlePlain(book, envelope, events, charged);
    }
  } catch {
    // A getter, a trap or a mistake: the slow way finds out which, and says so.
  }
  return settleSlowly(book, snapshot({ envelope, events, charged }));
}

const empty = {};

/** Whether objects have fields of somebody else's, be it one that a loop would see or one that may be left out here. */
function isStrange() {
  for (const _ in empty) return true;
  return isPolluted() || empty.signatureMethod !== undefined;
}

function settleSlowly(book, plain) {
  for (const key of ["envelope", "events"]) {
    if (plain[key] === undefined) {
      refuse("MISSING_KEY", `/${key}`, `\`${key}\` is missing; add it`);
    }
  }
  readEvents(plain.events, book.momentOf);
  readDrafts(plain.charged);
  book.check(plain.envelope);
  return settlePlain(book, plain.envelope, plain.events, plain.charged);
}

function settlePlain(book, envelope, events, charged) {
  const happened = readEvents(events, book.momentOf);
  const booked = readDrafts(charged);
  const { at, documents, megabytes, ...rest } = readEnvelope(envelope, book.momentOf);
  const parties = new Parties(rest);
  const course = new Course(book, parties, inOrder(happened, parties));
  const version = course.sent ?? course.created ?? versionAt(book, at);
  const answer = course.settle(documents, megabytes, version.number, booked);
  return settlementOf(answer, version, new Drafts(parties, course.created, course.sent), booked);
}

/** The version that prices an envelope which was never created. */
function versionAt(book, at) {
  if (at === undefined) {
    return book.newest();
  }
  const { version } = book.momentOf(at);
  return version < 0 ? refuse("NO_VERSION", "/envelope/at", `no version is in force at \`${at}\`; check the instant`) : book.version(version);
}

/** The steps of a history, as far as they can be told in numbers. */
class Course {
  #book;
  #events;
  #parties;
  #steps = [];
  /** How many steps there are before the first one that ends the envelope. */
  #open;
  /** What is wrong with the step after the last one, to be thrown when nothing is wrong with those before. */
  #mistake;
  #methods = [];

  /** The versions in force at creation and at send; `early` has them as they are known before the envelope ends. */
  created;
  sent;
  early = {};

  constructor(book, parties, events) {
    this.#book = book;
    this.#parties = parties;
    this.#events = events;
    try {
      for (const event of events) {
        this.#take(event);
      }
    } catch (mistake) {
      this.#mistake = mistake;
    }
    if (this.#open === undefined) {
      this.#close();
    }
  }

  /** What is booked is looked at before the envelope ends, by what is known then. */
  #close() {
    this.#open = this.#steps.length / STEP;
    this.early = { created: this.created, sent: this.sent };
  }

  #take(event) {
    const { kind, path, moment, party } = event;
    if (kind > SIGNED) {
      if (this.#open === undefined) {
        this.#close();
      }
      this.#steps.push(kind, 0, 0);
    } else if (kind === SIGNED) {
      this.#steps.push(kind, party, this.#methodOf(event));
    } else {
      if (moment.version < 0) {
        refuse("NO_VERSION", `${path}/at`, `\`${event.type}\`: no version of the book is in force by then; check the instant`);
      }
      const version = this.#book.version(moment.version);
      if (kind === SENT && this.sent === undefined) {
        this.#methods = this.#parties.methods(version);
        this.sent = version;
      }
      this.created ??= version;
      this.#steps.push(kind, moment.version, 0);
    }
  }

  #methodOf({ path, method, party }) {
    // Whatever is wrong with signer and time is for the module to say.
    if (this.sent === undefined) {
      return 0;
    }
    if (method === undefined) {
      const open = this.#methods[party];
      if ((open & (open - 1)) === 0) {
        return open === 0 ? 0 : 31 - Math.clz32(open);
      }
      refuse("MISSING_KEY", `${path}/method`, "`method` is missing, and the signer had a choice; add it");
    }
    const number = this.sent.names.indexOf(method);
    if (number < 0) {
      const message = `\`${method}\` is no method of the version in force at send; name one that is`;
      refuse("UNKNOWN_METHOD", `${path}/method`, message);
    }
    return number;
  }

  /**
   * Has the module settle the history, given the counts of the envelope, the version that prices it if it was never
   * created, and the drafts that were booked.
   *
   * @returns the module's memory in numbers, and where in it the answer stands
   */
  settle(documents, megabytes, version, booked) {
    const drafts = new Drafts(this.#parties, this.early.created, this.early.sent);
    const due = this.#readBooked(drafts, booked);
    const isCut = this.#mistake !== undefined ? 1 : 0;
    const counts = [this.#methods.length, this.#steps.length / STEP, due.length / DRAFT];
    const answer = this.#book.settle([documents, megabytes, version, isCut, ...counts, ...this.#methods, ...this.#steps, ...due]);
    this.#check(answer);
    return answer;
  }

  /** What was booked, in numbers. A mistake in it is told when there is none in what came before the end. */
  #readBooked(drafts, booked) {
    const due = [];
    try {
      for (let place = 0; place < booked.length; place++) {
        due.push(...drafts.read(booked[place], place));
      }
    } catch (mistake) {
      const steps = this.#open * STEP;
      if (this.#mistake === undefined || steps < this.#steps.length) {
        this.#mistake = mistake;
      }
      this.#steps.length = steps;
      return [];
    }
    return due;
  }

  /** Throws what is wrong with the history, if anything is. */
  #check({ numbers, at }) {
    const why = numbers[at];
    const place = numbers[at + 1];
    if (why === BY_STEP) {
      const { type, path } = this.#events[place];
      const [code, key, message] = REFUSALS[numbers[at + 2]];
      refuse(code, path + key, `\`${type}\`: ${message}`);
    }
    if (why === BY_DRAFT) {
      unexplained(place);
    }
    if (this.#mistake !== undefined) {
      throw this.#mistake;
    }
  }
}

/** The settlement that the module's numbers stand for. */
function settlementOf({ numbers, at }, version, drafts, booked) {
  const { created, sent } = drafts;
  let next = at + 5;
  const due = [];
  for (let left = numbers[at + 4]; left > 0; left--, next += DUE) {
    due.push(drafts.write(numbers, next));
  }
  const lines = [];
  for (let left = numbers[next++]; left > 0; left--, next += LINE) {
    const { rates } = numbers[next] === 1 ? created : (sent ?? created);
    const amount = numbers[next + 3];
    lines.push(writeLine(rates[numbers[next + 1]], numbers[next + 2], amount, amount));
  }
  const total = numbers[next];
  const { priceBook, label, digest, unit, names } = version;
  const marginal = marginalOf(names, numbers, next + 1);
  const quote = { priceBook, version: label, digest, unit, total, minimum: total, exact: true, lines, marginal };
  return { status: STATUSES[numbers[at + 1]], drafts: due, charged: [...booked, ...due.map((draft) => ({ ...draft }))], quote };
}
