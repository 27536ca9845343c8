import { Book, lintBook } from "sealquote:glue";
import signsecure from "../src/book/builtin/signsecure.json";
import signsecureStaging from "../src/book/builtin/signsecure-staging.json";
import { Answers, copyQuote, keepQuote, readQuote } from "./answers.js";
import { partsOf, priceColumns, readColumns } from "./columns.js";
import { compareQuotes } from "./compare.js";
import { asFinding, bookDocument } from "./document.js";
import { answer, guarded, instance, memory } from "./engine.js";
import { SealquoteError } from "./error.js";
import { quoteParts } from "./funds.js";
import { headOf, pack, tally, unpack } from "./packing.js";
import { isSigned, keyOf, sign } from "./signing.js";
import { isWellFormed, snapshot } from "./snapshot.js";

const BUILTIN = { __proto__: null, signsecure, "signsecure-staging": signsecureStaging };
const builtins = new Map();

/** How many texts of instants are remembered. */
const MOST_INSTANTS = 256;

export class PriceBook {
  #source;
  #book;
  #head;
  #instance = -1;
  #versions = [];
  /** The newest version, as `#version` has it. */
  #newest;
  /** Versions by the texts of instants at which they are in force. */
  #instants = new Map();
  // Where orders go and answers come from. A view of memory that has grown since is empty, and is made
  // anew; to ask the view for its length is cheaper than to ask the module for its memory.
  #masks = new Uint32Array(0);
  #numbers = new Float64Array(0);
  #packing = false;

  constructor(key, source) {
    if (key !== BUILTIN) {
      const message = "a price book is not made with `new`; use `PriceBook.parse` or `PriceBook.builtin`";
      throw new SealquoteError({ code: "INVALID_TYPE", message, path: "" });
    }
    this.#source = source;
    this.#loaded();
  }

  static builtin(id) {
    let book = builtins.get(id);
    if (book === undefined) {
      const source = typeof id === "string" ? BUILTIN[id] : undefined;
      if (source === undefined) {
        const ids = Object.keys(BUILTIN).map((known) => `\`${known}\``).join(" or ");
        const message = `no built-in book is called \`${named(id)}\`; use ${ids}`;
        throw new SealquoteError({ code: "UNKNOWN_BOOK", message, path: "" });
      }
      book = new PriceBook(BUILTIN, source);
      builtins.set(id, book);
    }
    return book;
  }

  static parse(json) {
    return new PriceBook(BUILTIN, bookDocument(json));
  }

  static lint(json) {
    let source;
    try {
      source = bookDocument(json);
    } catch (error) {
      return [asFinding(error)];
    }
    instance();
    return answer(() => lintBook(source));
  }

  get id() {
    return this.#head.id;
  }

  get unit() {
    return this.#head.unit;
  }

  versions() {
    return this.#head.versions.map(({ version, effectiveFrom }, number) => ({
      version,
      effectiveFrom,
      digest: this.#version(number).digest,
    }));
  }

  methods(version) {
    if (version === undefined) {
      return [...this.#newest.names];
    }
    const number = this.#head.versions.findIndex((known) => known.version === version);
    if (number < 0) {
      const message = `\`${this.id}\` has no version \`${named(version)}\`; see \`versions()\``;
      throw new SealquoteError({ code: "NO_VERSION", message, path: "" });
    }
    return [...this.#version(number).names];
  }

  quote(envelope) {
    let head;
    let users;
    try {
      head = headOf(envelope, this.#versionAt);
      users = head === null ? -1 : tally(head.signers, head.version);
    } catch {
      // A getter or a trap: the slow way finds out which, and says so.
      head = null;
    }
    if (head === null) {
      return this.#quoteSlowly(envelope);
    }
    const { version, documents, megabytes } = head;
    const known = users < 0 ? null : version.answers.get(users, documents, megabytes);
    if (known !== null && known !== undefined) {
      return copyQuote(known);
    }
    const quote = this.#quotePacked(head, users);
    if (quote === null) {
      return this.#quoteSlowly(envelope);
    }
    if (users >= 0) {
      version.answers.keep(users, documents, megabytes, known === undefined ? null : keepQuote(quote));
    }
    return quote;
  }

  /** The quote of an envelope whose signers can be packed, or null. */
  #quotePacked({ version, signers, documents, megabytes }, users) {
    const book = this.#loaded();
    // A getter in the envelope may ask for another quote: that one must not write over this one's room.
    if (this.#packing) {
      return null;
    }
    this.#packing = true;
    try {
      const count = users < 0 ? pack(signers, version, this.#room) : unpack(users, this.#room);
      if (count < 0 || this.#masks.length === 0 || this.#instance !== instance()) {
        return null;
      }
      const at = book.price(version.number, count, documents, megabytes);
      return at === 0 ? null : this.#read(at, version);
    } catch {
      // As above, or the module failed: then it is another one that is asked.
      return null;
    } finally {
      this.#packing = false;
    }
  }

  #quoteSlowly(envelope) {
    const plain = snapshot(envelope);
    const book = this.#loaded();
    return guarded(() => {
      const number = book.read(plain);
      const at = book.priceRead(number);
      if (at === 0) {
        throw book.failure();
      }
      const version = this.#version(number);
      if (typeof plain.at === "string") {
        this.#remember(plain.at, version);
      }
      return this.#read(at, version);
    });
  }

  /** The version in force at an instant that was asked for before; the newest one when none is given. */
  #versionAt = (at) => (at === undefined ? this.#newest : this.#instants.get(at));

  #remember(at, version) {
    if (this.#instants.size >= MOST_INSTANTS) {
      this.#instants.clear();
    }
    this.#instants.set(at, version);
  }

  quoteMany(columns) {
    const { at, ...parts } = partsOf(columns);
    const plain = snapshot({ at, signers: [] });
    const book = this.#loaded();
    // As an envelope that says nothing else: its instant decides the version for all.
    const version = at === undefined ? this.#newest : this.#version(guarded(() => book.read(plain)));
    const read = readColumns(parts, version.names);
    const { priceBook, label, digest, unit } = version;
    const amounts = (rate, from, count) => {
      const at = guarded(() => book.amounts(version.number, rate, from, count));
      return new Float64Array(memory(), at, count).slice();
    };
    const priceOne = (...row) => this.#priceRow(version, ...row);
    return { priceBook, version: label, digest, unit, rows: read.rows, ...priceColumns(version, read, amounts, priceOne) };
  }

  /** The quote of one row of columns, by how many signers have each set of methods. */
  #priceRow(version, signers, documents, megabytes, row) {
    const room = this.#room(signers.reduce((sum, [, count]) => sum + count, 0));
    let count = 0;
    for (const [set, more] of signers) {
      room.fill(set, count, count + more);
      count += more;
    }
    const at = guarded(() => this.#book.price(version.number, count, documents, megabytes));
    if (at === 0) {
      const { code, message } = JSON.parse(this.#book.failure());
      throw new SealquoteError({ code, message, path: `/${row}` });
    }
    return this.#read(at, version);
  }

  compare(envelope, other) {
    if (!(other instanceof PriceBook)) {
      const message = "expected a `PriceBook` to compare with; see `PriceBook.builtin` and `PriceBook.parse`";
      throw new SealquoteError({ code: "INVALID_TYPE", message, path: "" });
    }
    const plain = snapshot(envelope);
    return compareQuotes(this.quote(plain), other.quote(plain));
  }

  receipt(envelope, options) {
    const key = keyOf(options);
    const plain = snapshot(envelope);
    const book = this.#loaded();
    const unsigned = guarded(() => book.receipt(plain));
    return key === null ? unsigned : sign(unsigned, key);
  }

  verifyReceipt(receipt, envelope, options) {
    const key = keyOf(options);
    const plain = snapshot(envelope);
    const book = this.#loaded();
    // What is no text, or no text that Rust could be told, is no receipt either.
    const text = typeof receipt === "string" && isWellFormed(receipt) ? receipt : "";
    let reason = guarded(() => book.verifyReceipt(text, plain));
    if (reason === undefined && key !== null && !isSigned(text, key)) {
      reason = "not signed";
    }
    return reason === undefined ? { valid: true } : { valid: false, reason };
  }

  afford(quote, funds) {
    const { version, total } = quoteParts(snapshot(quote));
    const plain = snapshot(funds);
    const book = this.#loaded();
    return answer(() => book.afford(version, total, plain));
  }

  settle(envelope, events, charged = []) {
    const plain = snapshot({ envelope, events, charged });
    const book = this.#loaded();
    const { status, drafts, quote } = answer(() => book.settle(plain));
    return { status, drafts, charged: [...plain.charged, ...drafts].map((draft) => ({ ...draft })), quote };
  }

  toJSON() {
    return JSON.parse(JSON.stringify(this.#source));
  }

  /** The book in the present instance of the module. */
  #loaded() {
    if (this.#instance !== instance()) {
      this.#instance = instance();
      this.#book = guarded(() => new Book(this.#source));
      this.#head = answer(() => this.#book.head());
      this.#masks = new Uint32Array(0);
      this.#numbers = new Float64Array(0);
      this.#newest = this.#version(this.#head.versions.length - 1);
    }
    return this.#book;
  }

  #version(number) {
    const known = this.#versions[number];
    if (known !== undefined) {
      return known;
    }
    const book = this.#loaded();
    const { digest, methods, rates } = answer(() => book.version(number));
    const { id: priceBook, unit, versions } = this.#head;
    const version = {
      number,
      priceBook,
      label: versions[number].version,
      digest,
      unit,
      names: methods,
      all: methods.reduce((all, _, method) => all | (1 << method), 0) >>> 0,
      rates,
      answers: new Answers(),
    };
    this.#versions[number] = version;
    return version;
  }

  #room = (signers) => {
    if (this.#masks.length < Math.max(signers, 1)) {
      const most = Math.max(signers, 16);
      const at = this.#book.reserve(most);
      this.#masks = new Uint32Array(memory(), at, most);
    }
    return this.#masks;
  };

  /** The quote whose numbers stand at an address of the module's memory. */
  #read(at, version) {
    if (this.#numbers.length === 0) {
      this.#numbers = new Float64Array(memory());
    }
    return readQuote(version, this.#numbers, at / 8);
  }
}

/** What was given as a name; of what is no text only the type, since even writing it out may throw. */
function named(value) {
  return typeof value === "string" ? value : typeof value;
}
