// Transaction drafts: what is due, with the names and keys that it is booked by.

import { refuse } from "../refusing.js";
import { escaped } from "./parties.js";
import { checkArray, checkObject, optional, placeAmong, refuseUnknown, required } from "./reading.js";

const TYPES = ["consume", "refund"];
const KEYS = ["type", "amount", "reason", "description", "documentId", "signatureMethod", "idempotencyKey", "line"];

/** What made something due, as the module counts them, and what its description begins with. */
const REASONS = ["created", "sent", "signed", "failed", "cancelled", "corrected"];
const BEGINNINGS = ["", "", "", "Refund: ", "Refund: ", "Correction: "];

/**
 * What stands behind a key that is not for a plain charge, by kind; and for a line whose code is also that of a line
 * at creation, in the version that was in force then.
 */
const MARKS = ["charge", "reduction", "refund", "later", "later-reduction", "later-refund"];
const KINDS = 3;
const MOST_CORRECTIONS = 255;

/** The drafts of a list, as copies. */
export function readDrafts(drafts) {
  checkArray(drafts, "/charged");
  const read = [];
  for (let place = 0; place < drafts.length; place++) {
    read.push(readDraft(drafts[place], `/charged/${place}`));
  }
  return read;
}

function readDraft(draft, path) {
  checkObject(draft, path);
  const { type, amount, reason, description, documentId, signatureMethod, idempotencyKey, line, ...others } = draft;
  if (Object.keys(others).length > 0) {
    refuseUnknown(draft, path, KEYS);
  }
  placeAmong(TYPES, type, path, "type");
  checkAmount(amount, `${path}/amount`);
  required(reason, path, "reason");
  required(description, path, "description");
  required(documentId, path, "documentId");
  required(idempotencyKey, path, "idempotencyKey");
  required(line, path, "line");
  const method = optional(signatureMethod ?? undefined, path, "signatureMethod") ?? null;
  return { type, amount, reason, description, documentId, signatureMethod: method, idempotencyKey, line };
}

function checkAmount(amount, path) {
  if (amount === undefined) {
    refuse("MISSING_KEY", path, "`amount` is missing; add it");
  }
  if (typeof amount !== "number") {
    refuse("INVALID_TYPE", path, "expected a number of credits; give a number of credits");
  }
  if (!Number.isSafeInteger(amount) || amount < 1) {
    const isBeyond = Number.isInteger(amount) && amount > 0;
    const code = isBeyond ? "AMOUNT_OUT_OF_RANGE" : "INVALID_NUMBER";
    refuse(code, path, `\`${amount}\` is no amount of a draft; give a whole number of credits above 0`);
  }
}

/** A booked draft that is of another envelope, or that nothing which happened accounts for. */
export function unexplained(place, key = "") {
  const message =
    "nothing that happened to this envelope is booked like this; give its own drafts as they were, each once, and all of its events";
  refuse("CONTRADICTION", `/charged/${place}${key}`, message);
}

/** The drafts of one envelope, whose rates are those of the versions in force at its creation and at send. */
export class Drafts {
  constructor(parties, created, sent) {
    this.parties = parties;
    this.created = created;
    this.sent = sent;
  }

  /** The number of the rate of a version that has this code and is due at creation, or later; -1 for none. */
  #rate(version, isEarly, code) {
    return (version?.rates ?? []).findIndex((rate) => rate.code === code && (rate.dueOn === "creation") === isEarly);
  }

  #key(isAtCreation, code, signer, number, kind) {
    const { id, names } = this.parties;
    let key = `${id}/${escaped(code)}`;
    if (signer >= 0) {
      key += `/${names[signer]}`;
    }
    // A version has no code twice.
    const isLater = !isAtCreation && this.created !== this.sent && this.#rate(this.created, true, code) >= 0;
    const mark = isLater ? kind + KINDS : kind;
    if (mark > 0 || number > 1) {
      key += `${signer >= 0 ? "/" : "//"}${MARKS[mark]}`;
    }
    return number > 1 ? `${key}/${number}` : key;
  }

  /** The draft by which something due is booked, whose numbers stand from a place on. */
  write(numbers, at) {
    const isAtCreation = numbers[at] === 1;
    const rate = numbers[at + 1];
    const signer = numbers[at + 2];
    const number = numbers[at + 3];
    const kind = numbers[at + 4];
    const method = numbers[at + 5];
    const cause = numbers[at + 7];
    const { code, label } = (isAtCreation ? this.created : this.sent).rates[rate];
    const whose = signer >= 0 ? `, ${this.parties.labelOf(signer)}` : "";
    return {
      type: kind === 0 ? "consume" : "refund",
      amount: numbers[at + 6],
      reason: REASONS[cause],
      description: `${BEGINNINGS[cause]}${label}${whose}`,
      documentId: this.parties.documentId,
      signatureMethod: method >= 0 ? this.sent.names[method] : null,
      idempotencyKey: this.#key(isAtCreation, code, signer, number, kind),
      line: code,
    };
  }

  /** The numbers of a draft that was booked before, as the module has them. */
  read({ type, amount, documentId, signatureMethod, idempotencyKey, line }, place) {
    if (documentId !== this.parties.documentId) {
      unexplained(place, "/documentId");
    }
    const method = signatureMethod === null ? -1 : (this.sent?.names.indexOf(signatureMethod) ?? -1);
    if (signatureMethod !== null && method < 0) {
      unexplained(place, "/signatureMethod");
    }
    const [, , name = "", marked, numbered = "1"] = idempotencyKey.split("/");
    const signer = name === "" ? -1 : this.parties.findEscaped(name);
    const mark = Math.max(MARKS.indexOf(marked), 0);
    const isLater = mark >= KINDS;
    const kind = isLater ? mark - KINDS : mark;
    const number = Number(numbered);
    const early = isLater ? -1 : this.#rate(this.created, true, line);
    const isAtCreation = early >= 0;
    // What is due at creation was priced by the version at send if creation was not heard of yet.
    const unheard = isLater ? -1 : this.#rate(this.sent, true, line);
    const rate = isAtCreation ? early : Math.max(unheard, this.#rate(this.sent, false, line));
    // Whatever is written in another way than ours would be booked again.
    const isOurs =
      signer !== undefined && rate >= 0 && number <= MOST_CORRECTIONS && this.#key(isAtCreation, line, signer, number, kind) === idempotencyKey;
    if (!isOurs) {
      unexplained(place, "/idempotencyKey");
    }
    if ((type === "consume") !== (kind === 0)) {
      unexplained(place, "/type");
    }
    return [isAtCreation ? 1 : 0, rate, signer, number, kind, method, amount];
  }
}
