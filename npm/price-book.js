import { Book } from "sealquote:glue";
import { isStale } from "sealquote:source";
import signsecure from "../src/book/builtin/signsecure.json";
import signsecureStaging from "../src/book/builtin/signsecure-staging.json";
import { Answers, copyQuote, keepQuote, readQuote } from "./answers.js";
import { partsOf, priceColumns, readColumns } from "./columns.js";
import { compareQuotes } from "./compare.js";
import { answer, failureOf, lay, layText, textOf } from "./desk.js";
import { asFinding, bookText, unread } from "./document.js";
import { guarded, instance, memory } from "./engine.js";
import { quoteParts } from "./funds.js";
import { UNUSUAL, look, pack, seen, unpack } from "./packing.js";
import { NOT_A_BOOK, asBook, listed, reading, refuse } from "./refusing.js";
import { isSigned, keyOf, sign } from "./signing.js";
import { settle } from "./settle/settle.js";
import { isWellFormed, snapshot } from "./snapshot.js";

const BUILTIN = { __proto__: null, signsecure, "signsecure-staging": signsecureStaging };
const builtins = new Map();
/** The book that was parsed last. */
let last;

/** How many texts of instants are remembered. */
const MOST_INSTANTS = 256;

export class PriceBook {
  /** The document's text, and not its objects, which the engine would have to look after. */
  #text;
  /** Which version is always in force, counted from 1; 0 when none is. */
  #fixed;
  #book;
  #head;
  #instance = -1;
  /** By their numbers, of which what every object has all of a sudden is none. */
  #versions = { __proto__: null };
  /** The newest version, as `#version` has it. */
  #newest;
  /** Versions by the texts of instants at which they are in force. */
  #instants = new Map();
  /** Instants by their texts. */
  #moments = new Map();
  // Where orders go and answers come from. A view of memory that has grown since is made anew; to ask the view for its length is cheaper than to ask the module for its memory.
  #masks = new Uint32Array(0);
  #numbers = new Float64Array(0);
  #packing = false;

  constructor(key, text, fixed = 0) {
    if (key !== BUILTIN) {
      refuse("INVALID_TYPE", "", NOT_A_BOOK);
    }
    this.#text = text;
    this.#fixed = fixed;
    this.#loaded();
    // Frameworks that put proxies around what they hold leave it as it is then: nothing private is reached through those.
    Object.preventExtensions(this);
  }

  static builtin(id) {
    let book = builtins.get(id);
    if (book === undefined) {
      const source = typeof id === "string" ? BUILTIN[id] : undefined;
      if (source === undefined) {
        refuse("UNKNOWN_BOOK", "", `no built-in book is called \`${named(id)}\`; use ${listed(Object.keys(BUILTIN))}`);
      }
      book = new PriceBook(BUILTIN, JSON.stringify(source));
      builtins.set(id, book);
    }
    return book;
  }

  static parse(json) {
    // A book never changes, and a back end that parses one for each request always parses the same.
    if (last === undefined || last.#text !== json) {
      const text = bookText(json);
      if (last === undefined || last.#text !== text) {
        last = new PriceBook(BUILTIN, text);
      }
    }
    return last;
  }

  static lint(json) {
    let text;
    try {
      text = bookText(json);
    } catch (error) {
      return [asFinding(error)];
    }
    layText(text);
    try {
      return answer((desk) => desk.lint());
    } catch (error) {
      if (error.code !== "INVALID_JSON") throw error;
      return [asFinding(unread(text, error))];
    }
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
    return [...this.#version(this.#numberOf(version, "")).names];
  }

  fixedAt(version) {
    const number = this.#numberOf(version, "");
    return new PriceBook(BUILTIN, this.#text, this.#fixed || number + 1);
  }

  /** The number of the version with a label. */
  #numberOf(label, path) {
    const number = this.#head.versions.findIndex(({ version }) => version === label);
    if (number < 0) {
      refuse("NO_VERSION", path, `\`${this.id}\` has no version \`${named(label)}\`; see \`versions()\``);
    }
    return number;
  }

  quote(envelope) {
    let users = UNUSUAL;
    try {
      users = look(envelope, this.#versionAt);
    } catch {
      // A getter or a trap: the slow way finds out which, and says so.
    }
    if (users === UNUSUAL) {
      return this.#quoteSlowly(envelope);
    }
    const { version, signers, documents, megabytes } = seen;
    const known = users < 0 ? null : version.answers.get(users, documents, megabytes);
    if (known !== null && known !== undefined) {
      return copyQuote(known);
    }
    const quote = this.#quotePacked(version, signers, documents, megabytes, users);
    if (quote === null) {
      return this.#quoteSlowly(envelope);
    }
    if (users >= 0) {
      version.answers.keep(users, documents, megabytes, known === undefined ? null : keepQuote(quote));
    }
    return quote;
  }

  /** The quote of an envelope whose signers can be packed, or null. */
  #quotePacked(version, signers, documents, megabytes, users) {
    const book = this.#loaded();
    // A getter in the envelope may ask for another quote: that one must not write over this one's room.
    if (this.#packing) {
      return null;
    }
    this.#packing = true;
    try {
      const count = users < 0 ? pack(signers, version, this.#room) : unpack(users, this.#room);
      if (count < 0 || isStale(this.#masks) || this.#instance !== instance()) {
        return null;
      }
      const at = guarded(() => book.price(version.number, count, documents, megabytes));
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
    const number = this.#versionFor(plain);
    const at = guarded(() => this.#book.priceRead(number));
    if (at === 0) {
      throw this.#failure();
    }
    const version = this.#version(number);
    if (typeof plain.at === "string") {
      this.#remember(plain.at, version);
    }
    return this.#read(at, version);
  }

  /** Has an envelope read, and answers the number of the version that prices it. */
  #versionFor(plain) {
    const book = this.#loaded();
    const desk = lay(plain);
    const number = guarded(() => book.read(desk));
    if (number === undefined) {
      throw this.#failure();
    }
    return number;
  }

  /** Why the module's last answer was none. */
  #failure() {
    return failureOf((desk) => this.#book.failure(desk));
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
    const parts = partsOf(columns);
    const { at } = parts;
    const plain = snapshot({ at, signers: [] });
    const book = this.#loaded();
    // As an envelope that says nothing else: its instant decides the version for all.
    const version = at === undefined ? this.#newest : this.#version(this.#versionFor(plain));
    const read = readColumns(parts, version);
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
      const { code, message } = this.#failure();
      refuse(code, `/${row}`, message);
    }
    return this.#read(at, version);
  }

  compare(envelope, other) {
    asBook(other, "/other");
    const plain = snapshot(envelope);
    const ours = this.quote(plain);
    let theirs;
    try {
      theirs = reading("/other", () => other.quote(plain));
    } catch (cause) {
      refuse(cause.code, cause.path, `by the other book: ${cause.message}`, { cause });
    }
    return compareQuotes([ours, theirs], snapshot([this.toJSON(), other.toJSON()]));
  }

  receipt(envelope, options) {
    const key = keyOf(options);
    const plain = snapshot(envelope);
    const book = this.#loaded();
    lay(plain);
    const unsigned = textOf((desk) => book.receipt(desk));
    return key === null ? unsigned : sign(unsigned, key);
  }

  verifyReceipt(receipt, envelope, options) {
    const key = keyOf(options);
    const plain = snapshot(envelope);
    const book = this.#loaded();
    // What is no text, or no text that Rust could be told, is no receipt either.
    const text = typeof receipt === "string" && isWellFormed(receipt) ? receipt : "";
    lay([plain, text]);
    let reason = textOf((desk) => book.verifyReceipt(desk));
    if (reason === "" && key !== null && !isSigned(text, key)) {
      reason = "not signed";
    }
    return reason === "" ? { valid: true } : { valid: false, reason };
  }

  afford(quote, funds) {
    const { version, digest, total } = quoteParts(snapshot(quote));
    const plain = snapshot(funds);
    const book = this.#loaded();
    const number = this.#numberOf(version, "/version");
    if (digest !== this.#version(number).digest) {
      refuse("NO_VERSION", "/digest", "the quote is of another book; give that book");
    }
    lay(plain);
    return answer((desk) => book.afford(desk, number, total));
  }

  settle(envelope, events, charged = []) {
    this.#loaded();
    return settle(this.#settling, envelope, events, charged);
  }

  /** What a settlement asks of the book. */
  #settling = {
    newest: () => this.#newest,
    version: (number) => this.#version(number),
    momentOf: (text) => this.#momentOf(text),
    check: (envelope) => this.#check(envelope),
    settle: (numbers) => this.#settle(numbers),
  };

  /** An instant by its text: seconds, nanoseconds and the number of the version in force, or null. */
  #momentOf(text) {
    let moment = this.#moments.get(text);
    if (moment === undefined) {
      const book = this.#loaded();
      const desk = layText(text);
      const at = guarded(() => book.instant(desk));
      const [seconds, nanoseconds, version] = at === 0 ? [] : this.#memory().subarray(at / 8, at / 8 + 3);
      moment = at === 0 ? null : { seconds, nanoseconds, version };
      if (this.#moments.size >= MOST_INSTANTS) {
        this.#moments.clear();
      }
      this.#moments.set(text, moment);
    }
    return moment;
  }

  /** Throws the first mistake in an envelope, whatever its methods are called. */
  #check(envelope) {
    const book = this.#loaded();
    lay(envelope);
    try {
      textOf((desk) => book.check(desk));
    } catch (error) {
      const { code, message, path } = error;
      if (code === "INTERNAL") throw error;
      refuse(code, `/envelope${path}`, message);
    }
  }

  /** Has a history in numbers settled; answers memory in numbers, and where the answer stands in it. */
  #settle(history) {
    const book = this.#loaded();
    const room = guarded(() => book.room(history.length));
    new Float64Array(memory(), room, history.length).set(history);
    const at = guarded(() => book.settle());
    if (at === 0) {
      throw this.#failure();
    }
    return { numbers: this.#memory(), at: at / 8 };
  }

  toJSON() {
    const book = JSON.parse(this.#text);
    if (this.#fixed > 0) {
      book.versions = [book.versions[this.#fixed - 1]];
    }
    return book;
  }

  /** The book in the present instance of the module. */
  #loaded() {
    if (this.#instance !== instance()) {
      this.#instance = instance();
      this.#load();
      this.#head = answer((desk) => this.#book.head(desk));
      this.#masks = new Uint32Array(0);
      this.#numbers = new Float64Array(0);
      this.#newest = this.#version(this.#head.versions.length - 1);
    }
    return this.#book;
  }

  #load() {
    const desk = layText(this.#text);
    const book = guarded(() => Book.load(desk, this.#fixed));
    if (book === undefined) {
      throw unread(this.#text, failureOf((desk) => desk.length()));
    }
    this.#book = book;
  }

  #version(number) {
    const known = this.#versions[number];
    if (known !== undefined) {
      return known;
    }
    const book = this.#loaded();
    const { digest, methods, rates } = answer((desk) => book.version(desk, number));
    const { id: priceBook, unit, versions } = this.#head;
    const version = {
      number,
      priceBook,
      label: versions[number].version,
      digest,
      unit,
      names: methods,
      // Where no rate names a method, whoever signs uses the one that has no name.
      all: methods.reduce((all, _, method) => all | (1 << method), 0) >>> 0 || 1,
      rates,
      answers: new Answers(),
    };
    this.#versions[number] = version;
    return version;
  }

  #room = (signers) => {
    if (isStale(this.#masks) || this.#masks.length < signers) {
      const most = Math.max(signers, 16);
      const at = guarded(() => this.#book.reserve(most));
      this.#masks = new Uint32Array(memory(), at, most);
    }
    return this.#masks;
  };

  /** The quote whose numbers stand at an address of the module's memory. */
  #read(at, version) {
    return readQuote(version, this.#memory(), at / 8);
  }

  /** The module's memory in numbers. */
  #memory() {
    if (isStale(this.#numbers)) {
      this.#numbers = new Float64Array(memory());
    }
    return this.#numbers;
  }
}

/** What was given as a name; of what is no text only the type, since even writing it out may throw. */
function named(value) {
  return typeof value === "string" ? value : typeof value;
}
