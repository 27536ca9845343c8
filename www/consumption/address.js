/** The address of a view: `#workspace=sales&workspace=people&source=api&from=2026-01-01&to=2026-03-31&by=week`. */
import { AddressError, decode, encode, isDate } from "../address.js";

export const SOURCES = ["", "app", "api", "connector"];
/** How long a bar is; the first leaves it to the length of the period. */
export const STEPS = ["", "month", "week", "day"];
const NOBODY = "none";
const MOST_WORKSPACES = 1000;

/** `workspaces` is null for all of them; days that are empty are the first and the last of the events. */
export const everything = () => ({ workspaces: null, source: SOURCES[0], from: "", to: "", by: STEPS[0] });

export function encodeView({ workspaces, source, from, to, by }) {
  const parts = (workspaces ?? []).map((name) => `workspace=${encode(name)}`);
  if (workspaces?.length === 0) parts.push(`workspaces=${NOBODY}`);
  if (source) parts.push(`source=${source}`);
  if (from) parts.push(`from=${from}`);
  if (to) parts.push(`to=${to}`);
  if (by) parts.push(`by=${by}`);
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
}

export function decodeView(hash) {
  const view = everything();
  const seen = new Set();
  for (const part of hash.replace(/^#/, "").split("&").filter(Boolean)) {
    const [, key, value] = /^([^=]*)=?(.*)$/s.exec(part);
    if (!Object.hasOwn(READERS, key)) throw new AddressError(`it has a part named \`${key}\`, which means nothing here`, part);
    if (key !== "workspace" && seen.has(key)) throw new AddressError(`it names \`${key}\` twice`, part);
    seen.add(key);
    READERS[key](view, value, part);
  }
  return view;
}

const READERS = {
  workspace(view, value, part) {
    const name = decode(value, part);
    if (name === "") throw new AddressError("a workspace has no name", part);
    const named = new Set(view.workspaces).add(name);
    if (named.size > MOST_WORKSPACES) throw new AddressError(`it names more than ${MOST_WORKSPACES} workspaces`, part);
    view.workspaces = [...named];
  },
  workspaces(view, value, part) {
    if (value !== NOBODY || view.workspaces) throw new AddressError(`\`${part}\` is no choice of workspaces`, part);
    view.workspaces = [];
  },
  source: readOneOf("source", SOURCES),
  by: readOneOf("by", STEPS),
  from: readDay("from"),
  to: readDay("to"),
};

function readOneOf(key, names) {
  const known = names.filter(Boolean);
  return (view, value, part) => {
    if (!known.includes(value)) throw new AddressError(`\`${value}\` is none of ${known.map((name) => `\`${name}\``).join(", ")}`, part);
    view[key] = value;
  };
}

function readDay(key) {
  return (view, value, part) => {
    if (!isDate(value)) throw new AddressError(`\`${value}\` is not a date like 2026-03-31`, part);
    view[key] = value;
  };
}
