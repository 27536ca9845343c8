/**
 * An envelope's life as it is played on the page: what happened, what was booked for it, and the balance. It knows
 * nothing of the page; what is due is for `settle` to say, and each draft is booked once, by its key.
 */
export class Life {
  #settle;
  #id;
  #begins;
  #envelope;
  #events = [];
  #booked = new Map();
  /** One for each thing that moved the balance, or only happened; the newest last. */
  entries = [];
  /** How far it has come; `null` before it is created. */
  status = null;

  /** `settle(envelope, events, charged)` settles by the book in use; `begins` is when it is created, in milliseconds. */
  constructor({ settle, id, begins, balance }) {
    this.#settle = settle;
    this.#id = id;
    this.#begins = begins;
    this.opening = this.balance = balance;
  }

  get charged() {
    return [...this.#booked.values()];
  }

  get isOver() {
    return this.status !== null && this.status !== "draft" && this.status !== "sent";
  }

  /** Takes the envelope as it is now; it may change until it is sent. */
  revise(envelope) {
    this.#envelope = { ...envelope, id: this.#id };
  }

  /** What a thing would move if it happened now: below 0 when credits are taken. Throws when it cannot happen. */
  preview(event) {
    const { drafts } = this.#settle(this.#envelope, [...this.#events, this.#stamp(event)], this.charged);
    return this.#unbooked(drafts).reduce((sum, draft) => sum + movement(draft), 0);
  }

  /** Makes a thing happen and books what becomes due; answers the entries. Throws when it cannot happen. */
  play(event) {
    const events = [...this.#events, this.#stamp(event)];
    const { status, drafts } = this.#settle(this.#envelope, events, this.charged);
    this.#events = events;
    this.status = status;
    const due = this.#unbooked(drafts);
    const added = due.length === 0 ? [this.#enter(event)] : due.map((draft) => this.#book(event, draft));
    this.entries.push(...added);
    return added;
  }

  /** By which method each signer has signed, as far as they have. */
  signatures() {
    return new Map(this.#events.filter(({ type }) => type === "signed").map(({ signer, method }) => [signer, method]));
  }

  #unbooked(drafts) {
    return drafts.filter(({ idempotencyKey }) => !this.#booked.has(idempotencyKey));
  }

  #book(event, draft) {
    this.#booked.set(draft.idempotencyKey, draft);
    this.balance += movement(draft);
    return this.#enter(event, draft);
  }

  #enter(event, draft) {
    return { event, draft, amount: draft ? movement(draft) : 0, balance: this.balance };
  }

  /** Things happen a second apart: soon enough to stay in the version of the book that they began in. */
  #stamp(event) {
    return { ...event, at: new Date(this.#begins + this.#events.length * 1000).toISOString() };
  }
}

const movement = ({ type, amount }) => (type === "refund" ? amount : -amount);

/**
 * When a life begins: on the day that was chosen, else now. When the newest version of the book, which prices an
 * envelope without a day, is not in force yet, it begins with that version.
 */
export function beginning(date, versions, now) {
  if (date) return Date.parse(`${date}T00:00:00Z`);
  const { effectiveFrom } = versions.at(-1);
  return Math.max(now, effectiveFrom === null ? now : Date.parse(effectiveFrom));
}

/** The recipients by ids that no two share: names where they can be, so that what is booked can be read. */
export function withIds(recipients) {
  const taken = new Set();
  return recipients.map((recipient, index) => {
    const name = recipient.name.trim() || `Recipient ${index + 1}`;
    let id = name;
    for (let copy = 2; taken.has(id); copy += 1) id = `${name} (${copy})`;
    taken.add(id);
    return { ...recipient, name: id };
  });
}
