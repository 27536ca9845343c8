/**
 * The address of a quote: `#book=signsecure&to=electronic,Asha+Rao&to=@cc,legal&to=3*any&balance=100`.
 * A recipient is `[count*]method[/method…][,name]`, or `@role[,name]` for those who do not sign.
 */
import { BUILTIN_BOOKS, CUSTOM_BOOK, KEY_NAMES, ROLES, SENDERS, emptyState, newRecipient, readCount } from "./envelope.js";

export const MOST_RECIPIENTS = 500;

export class AddressError extends Error {
  constructor(message, part) {
    super(message);
    this.part = part;
  }
}

export function encodeAddress(state) {
  const parts = [`book=${encode(state.book)}`];
  if (state.book === CUSTOM_BOOK && state.rules) parts.push(`rules=${toBase64Url(compact(state.rules))}`);
  if (state.date) parts.push(`on=${state.date}`);
  if (state.documents !== 1) parts.push(`documents=${state.documents}`);
  if (state.megabytes !== 0) parts.push(`megabytes=${state.megabytes}`);
  for (const { recipient, count } of runs(state.recipients)) parts.push(`to=${encodeRecipient(recipient, count)}`);
  if (state.balance !== null) parts.push(`balance=${state.balance}`);
  if (state.sender !== SENDERS[0]) parts.push(`as=${state.sender}`);
  if (state.key !== KEY_NAMES[0]) parts.push(`key=${state.key}`);
  return parts.length === 1 && state.book === BUILTIN_BOOKS[0] ? "" : `#${parts.join("&")}`;
}

export function decodeAddress(hash) {
  const state = emptyState();
  const seen = new Set();
  for (const part of hash.replace(/^#/, "").split("&").filter(Boolean)) {
    const [, key, value] = /^([^=]*)=?(.*)$/s.exec(part);
    if (!Object.hasOwn(READERS, key)) throw new AddressError(`it has a part named \`${key}\`, which means nothing here`, part);
    if (key !== "to" && seen.has(key)) throw new AddressError(`it names \`${key}\` twice`, part);
    seen.add(key);
    READERS[key](state, value, part);
  }
  return state;
}

const READERS = {
  book(state, value, part) {
    state.book = decode(value, part);
    if (![...BUILTIN_BOOKS, CUSTOM_BOOK].includes(state.book)) throw new AddressError(`there is no price book \`${state.book}\``, part);
  },
  rules(state, value, part) {
    try {
      state.rules = fromBase64Url(value);
    } catch {
      throw new AddressError("the price book it carries is damaged", part);
    }
  },
  on(state, value, part) {
    if (!isDate(value)) throw new AddressError(`\`${value}\` is not a date like 2026-03-31`, part);
    state.date = value;
  },
  documents: readInto("documents"),
  megabytes: readInto("megabytes"),
  balance: readInto("balance"),
  as: readOneOf("sender", SENDERS),
  key: readOneOf("key", KEY_NAMES),
  to(state, value, part) {
    const [, count = "1", what, , name = ""] = /^(?:(\d+)\*)?([^,]*)(,(.*))?$/s.exec(value);
    const copies = readCount(count);
    if (!copies || state.recipients.length + copies > MOST_RECIPIENTS) {
      throw new AddressError(`it asks for ${copies ? "more than" : "something other than 1 to"} ${MOST_RECIPIENTS} recipients`, part);
    }
    const recipient = { name: decode(name, part), ...readRole(what, part) };
    for (let copy = 0; copy < copies; copy += 1) state.recipients.push(newRecipient(recipient));
  },
};

function readInto(key) {
  return (state, value, part) => {
    const count = readCount(value);
    if (count === undefined) throw new AddressError(`\`${value}\` is not a whole number`, part);
    state[key] = count;
  };
}

function readOneOf(key, names) {
  return (state, value, part) => {
    if (!names.includes(value)) throw new AddressError(`\`${value}\` is none of ${names.filter(Boolean).map((name) => `\`${name}\``).join(", ")}`, part);
    state[key] = value;
  };
}

function readRole(what, part) {
  if (what.startsWith("@")) {
    const role = what.slice(1);
    if (role === "signer" || !Object.hasOwn(ROLES, role)) throw new AddressError(`\`${what}\` is no role`, part);
    return { role };
  }
  const several = what.endsWith("/");
  const methods = (several ? what.slice(0, -1) : what).split("/").map((method) => decode(method, part));
  if (methods.includes("")) throw new AddressError("a recipient has no signing method", part);
  return { method: several || methods.length > 1 ? methods : methods[0] };
}

export function encodeRecipient({ name, role, method }, count = 1) {
  const what = role === "signer" ? encodeMethods(method) : `@${role}`;
  return `${count > 1 ? `${count}*` : ""}${what}${name ? `,${encode(name)}` : ""}`;
}

/** A choice of one is not the same as that one method: it keeps a slash of its own. */
function encodeMethods(method) {
  if (!Array.isArray(method)) return encode(method);
  return method.map(encode).join("/") + (method.length === 1 ? "/" : "");
}

/** Neighbours that are alike and have no name are written once, with their number. */
function runs(recipients) {
  const found = [];
  for (const recipient of recipients) {
    const last = found.at(-1);
    const alike = last && !recipient.name && encodeRecipient(recipient) === encodeRecipient(last.recipient);
    if (alike) last.count += 1;
    else found.push({ recipient, count: 1 });
  }
  return found;
}

/** Whatever has a meaning of its own in an address is escaped; `@` inside a name reads better as it is, but not in front. */
export function encode(text) {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/(?!^)%40/g, "@")
    .replaceAll("%20", "+");
}

export function decode(text, part) {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw new AddressError("it was cut short or changed on its way", part);
  }
}

export function isDate(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

function compact(rules) {
  try {
    return JSON.stringify(JSON.parse(rules));
  } catch {
    return rules;
  }
}

function toBase64Url(text) {
  const bytes = new TextEncoder().encode(text);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64Url(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}
