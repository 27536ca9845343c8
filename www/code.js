import { BUILTIN_BOOKS, CUSTOM_BOOK, toEnvelope } from "./envelope.js";

/** The JavaScript that makes the quote on the page, ready to paste. */
export function toCode(state, bookJson) {
  const name = state.book === BUILTIN_BOOKS[0] ? "quote" : "PriceBook";
  return `import { ${name} } from "sealquote";\n\nconst price = ${call(state, bookJson)}(${literal(toEnvelope(state))});\n`;
}

function call(state, bookJson) {
  if (state.book === BUILTIN_BOOKS[0]) return "quote";
  if (state.book === CUSTOM_BOOK) return `PriceBook.parse(${literal(bookJson)}).quote`;
  return `PriceBook.builtin(${JSON.stringify(state.book)}).quote`;
}

const LINE_WIDTH = 76;

/** A value as a person would write it: short things on one line, names without quotes where they need none. */
function literal(value, indent = "") {
  const flat = inline(value);
  if (flat.length + indent.length <= LINE_WIDTH && !holdsList(value)) return flat;
  if (value === null || typeof value !== "object") return flat;
  const inner = `${indent}  `;
  const items = Array.isArray(value)
    ? value.map((item) => literal(item, inner))
    : Object.entries(value).map(([key, item]) => `${property(key)}: ${literal(item, inner)}`);
  if (items.length === 0) return flat;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join("")}${indent}${close}`;
}

function inline(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  const items = Object.entries(value).map(([key, item]) => `${property(key)}: ${inline(item)}`);
  return items.length === 0 ? "{}" : `{ ${items.join(", ")} }`;
}

/** Lists of recipients or rates are read downwards, however short. */
const holdsList = (value) => {
  const items = Array.isArray(value) ? value : Object.values(value ?? {});
  return typeof value === "object" && items.some((item) => item && typeof item === "object" && Object.keys(item).length > 0 && !isNames(item));
};

const isNames = (value) => Array.isArray(value) && value.every((item) => typeof item !== "object");

/** `__proto__` without quotes would set the prototype; in brackets it is a key like any other. */
function property(key) {
  if (key === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}
