// A plain count over the sample's lines, by the words of the guide and by nothing of the package.

import { readFile } from "node:fs/promises";

const folder = new URL("../../samples/consumption/", import.meta.url);
const DAY_MS = 86_400_000;

export const events = (await readFile(new URL("events.ndjson", folder), "utf8")).trimEnd().split("\n").map((line) => JSON.parse(line));
export const subscriptions = JSON.parse(await readFile(new URL("subscriptions.json", folder), "utf8"));

/** The columns of the table on the page, in their order. */
export const COLUMNS = ["signers simple", "signers advanced", "signers qualified", "double_verification", "saved_identity", "seals simple", "seals advanced", "bytes"];

const ADDONS = {
  electronic_signature: "signers simple",
  advanced_electronic_signature: "signers advanced",
  qualified_electronic_signature_identity_verification: "double_verification",
  qualified_electronic_signature_saved_identity: "saved_identity",
  electronic_seal: "seals simple",
  advanced_electronic_seal: "seals advanced",
  archiving: "bytes",
};

/** What one event adds to which column. */
function counted(event) {
  if (event.kind === "signature_request.sent") return [`signers ${event.level}`, event.signers];
  if (event.kind === "identification.attempted" && event.outcome !== "abandoned") return [event.mode, 1];
  if (event.kind === "seal.created") return [`seals ${event.level}`, event.documents];
  if (event.kind === "document.archived") return ["bytes", event.bytes];
  return [];
}

const isChosen = ({ workspaces, source, from = "", to = "9" }) => (event) =>
  (!workspaces || workspaces.includes(event.workspaceId)) &&
  (!source || event.source === source) &&
  event.at.slice(0, 10) >= from && event.at.slice(0, 10) <= to;

/** The figures of a row of the table; megabytes that are begun count whole, in each source. */
export function row(filter) {
  const sums = {};
  for (const event of events.filter(isChosen(filter))) {
    const [column, value] = counted(event);
    if (column) ((sums[column] ??= {})[event.source] ??= 0, (sums[column][event.source] += value));
  }
  const add = (values) => values.reduce((sum, value) => sum + value, 0);
  return COLUMNS.map((column) => {
    const bySource = Object.values(sums[column] ?? {});
    return column === "bytes" ? add(bySource.map((bytes) => Math.ceil(bytes / 1e6))) : add(bySource);
  });
}

/** The add-ons at the end of a day. */
export function addons(day) {
  const at = Date.parse(`${day}T23:59:59.999Z`);
  const active = subscriptions.filter(({ start_at: start, end_at: end }) => Date.parse(start) <= at && at < Date.parse(end));
  return active.map(({ name, quota, start_at: start, end_at: end }) => {
    const took = events.filter((event) => Date.parse(event.at) >= Date.parse(start) && Date.parse(event.at) <= at);
    const sum = took.map(counted).reduce((sum, [column, value]) => (column === ADDONS[name] ? sum + value : sum), 0);
    const consumed = name === "archiving" ? Math.ceil(sum / 1e6) : sum;
    const days = Math.ceil((Date.parse(end) - Date.parse(start)) / DAY_MS);
    const elapsed = Math.ceil((at - Date.parse(start)) / DAY_MS);
    return { name, quota, consumed, percent: Math.floor((100 * consumed) / quota), projected: Math.ceil((consumed * days) / elapsed) };
  });
}

export const monthsOf = () =>
  [...new Set(events.map(({ at }) => at.slice(0, 7)))].map((month) => ({ from: `${month}-01`, to: `${month}-31` }));
