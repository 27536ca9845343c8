import signsecure from "../src/book/builtin/signsecure.json";
import signsecureStaging from "../src/book/builtin/signsecure-staging.json";
import { Answers, readAnswer, writeQuote } from "./answers.js";
import { compareQuotes } from "./compare.js";
import { bookDocument } from "./document.js";
import { guarded, instance, load, memory } from "./engine.js";
import { SealquoteError } from "./error.js";
import { pack, packCount, tally, unpack } from "./packing.js";
import { isWellFormed, snapshot } from "./snapshot.js";

const BUILTIN = { __proto__: null, signsecure, "signsecure-staging": signsecureStaging };
const builtins = new Map();

export class PriceBook {
  #source;
  #book;
  #head;
  #instance = -1;
  #versions = [];
  /** The newest version, as `#version` has it. */
  #newest;
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
    const version = this.#newest;
    let users;
    try {
      users = tally(envelope, version);
    } catch {
      // A getter or a trap: the slow way finds out which, and says so.
      return this.#quoteSlowly(envelope);
    }
    const known = users < 0 ? null : version.answers.get(users);
    return known === null ? this.#quotePacked(envelope, users, version) : writeQuote(known);
  }

  /** The quote of an envelope whose tally is new, or negative: then it cannot be tallied. */
  #quotePacked(envelope, users, version) {
    const book = this.#loaded();
    let at = 0;
    // A getter in the envelope may ask for another quote: that one must not write over this one's room.
    if (!this.#packing) {
      this.#packing = true;
      try {
        at = users < 0 ? this.#price(envelope, version) : book.price(version.number, unpack(users, this.#room), 1, 0);
      } catch {
        // As above, or the module failed: then it is another one that is asked.
      } finally {
        this.#packing = false;
      }
    }
    if (at === 0) {
      return this.#quoteSlowly(envelope);
    }
    const answer = this.#read(at, version);
    if (users >= 0) {
      version.answers.keep(users, answer);
    }
    return writeQuote(answer);
  }

  /** Where the module has put the answer to an envelope, or 0 for one that has to be read the slow way. */
  #price(envelope, version) {
    const signers = pack(envelope, version, this.#room);
    const documents = signers < 0 ? -1 : packCount(envelope.documents, 1);
    const megabytes = documents < 0 ? -1 : packCount(envelope.megabytes, 0);
    if (megabytes < 0 || this.#masks.length === 0 || this.#instance !== instance()) {
      return 0;
    }
    return this.#book.price(version.number, signers, documents, megabytes);
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
      return writeQuote(this.#read(at, this.#version(number)));
    });
  }

  compare(envelope, other) {
    if (!(other instanceof PriceBook)) {
      const message = "expected a `PriceBook` to compare with; see `PriceBook.builtin` and `PriceBook.parse`";
      throw new SealquoteError({ code: "INVALID_TYPE", message, path: "" });
    }
    const plain = snapshot(envelope);
    return compareQuotes(this.quote(plain), other.quote(plain));
  }

  receipt(envelope) {
    const plain = snapshot(envelope);
    const book = this.#loaded();
    return guarded(() => book.receipt(plain));
  }

  verifyReceipt(receipt, envelope) {
    const plain = snapshot(envelope);
    const book = this.#loaded();
    // What is no text, or no text that Rust could be told, is no receipt either.
    const text = typeof receipt === "string" && isWellFormed(receipt) ? receipt : "";
    const reason = guarded(() => book.verifyReceipt(text, plain));
    return reason === undefined ? { valid: true } : { valid: false, reason };
  }

  afford(quote, funds) {
    const { version, total } = quoteParts(snapshot(quote));
    const { balance } = fundsParts(snapshot(funds));
    const book = this.#loaded();
    return guarded(() => book.afford(version, total, balance));
  }

  toJSON() {
    return JSON.parse(JSON.stringify(this.#source));
  }

  /** The book in the present instance of the module. */
  #loaded() {
    if (this.#instance !== instance()) {
      this.#book = load(this.#source);
      this.#instance = instance();
      this.#head = guarded(() => this.#book.head());
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
    const { digest, methods, rates } = guarded(() => book.version(number));
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

  /** The answer whose numbers stand at an address of the module's memory. */
  #read(at, version) {
    if (this.#numbers.length === 0) {
      this.#numbers = new Float64Array(memory());
    }
    return readAnswer(version, this.#numbers, at / 8);
  }
}

/** What was given as a name; of what is no text only the type, since even writing it out may throw. */
function named(value) {
  return typeof value === "string" ? value : typeof value;
}

function quoteParts(quote) {
  if (typeof quote?.version !== "string" || typeof quote.total !== "number") {
    const message = "not a quote; give what `quote` answered";
    throw new SealquoteError({ code: "INVALID_TYPE", message, path: "" });
  }
  if (!Number.isSafeInteger(quote.total) || quote.total < 0) {
    const message = `\`${quote.total}\` is not a total that a quote can have; give what \`quote\` answered`;
    throw new SealquoteError({ code: "INVALID_NUMBER", message, path: "/total" });
  }
  return quote;
}

function fundsParts(funds) {
  if (typeof funds?.balance !== "number") {
    const message = "`balance` is missing or no number; give the credits of the wallet";
    throw new SealquoteError({ code: "INVALID_TYPE", message, path: "/balance" });
  }
  if (!Number.isSafeInteger(funds.balance)) {
    const message = `\`${funds.balance}\` is not a whole number of credits within 2^53 - 1; round it`;
    throw new SealquoteError({ code: "INVALID_NUMBER", message, path: "/balance" });
  }
  return funds;
}
