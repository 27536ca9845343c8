// A million events counted: the package, from plain objects, beside the command, from a file of the same events, and
// the fold alone, natively, over events that were read and checked before.

import { deepStrictEqual } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { consumptionAddons, consumptionDetail } from "../pkg/consumption.js";
import { median, printTable, takeTurns, timed } from "./rounds.mjs";

const ROUNDS = 5;
const FEWER_EVENTS = 50_000;
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "consumption-"));
process.on("exit", () => rmSync(folder, { recursive: true }));

const file = join(folder, "events.ndjson");
const bench = (...options) => execFileSync("cargo", ["bench", "--quiet", "--bench", "consumption", "--", ...options], { cwd: root, encoding: "utf8" });
bench(file);
const events = readFileSync(file, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
/** Events of a class: nothing that the fast way takes. */
const unusual = events.slice(0, FEWER_EVENTS).map((event) => Object.assign(Object.create({}), event));

const YEAR = { from: "2026-01-01", to: "2026-12-31" };
const subscriptions = [{ name: "electronic_signature", start_at: "2026-01-01T00:00:00Z", end_at: "2027-01-01T00:00:00Z", quota: 1_000_000 }];
const command = join(root, "target", "release", "sealquote");
const asked = ["consumption", "detail", file, "--from", YEAR.from, "--to", YEAR.to, "--format", "json"];
const byCommand = () => JSON.parse(execFileSync(command, asked, { encoding: "utf8" }));
deepStrictEqual(byCommand().data, consumptionDetail(events, YEAR).data);

/** What reading these objects costs at the least: the fields of any event, and nothing done with them. */
function readOnly() {
  let sum = 0;
  for (const { id, at, source, workspaceId, kind } of events) sum += id.length + at.length + source.length + workspaceId.length + kind.length;
  return sum;
}
/** Nanoseconds an event for each breakdown, by the native fold. */
const native = (breakdown) => Number(new RegExp(`^${breakdown}: (\\d+) ms`, "m").exec(bench())[1]);

const runs = {
  "the command, from a file": timed(byCommand, events.length),
  "native fold, of events in memory": () => native("organization"),
  "native fold, by workspace": () => native("workspace"),
  "reading five fields, in JavaScript": timed(readOnly, events.length),
  "consumptionDetail": timed(() => consumptionDetail(events, YEAR), events.length),
  "consumptionDetail, by workspace": timed(() => consumptionDetail(events, { ...YEAR, breakdownType: "workspace" }), events.length),
  "consumptionAddons": timed(() => consumptionAddons(subscriptions, events, { at: "2026-12-31T00:00:00Z" }), events.length),
  "consumptionDetail, events of a class": timed(() => consumptionDetail(unusual, YEAR), FEWER_EVENTS),
};
await takeTurns(runs, 1);
const measured = await takeTurns(runs, ROUNDS);
const least = median(measured["the command, from a file"]);
process.stdout.write(`${events.length.toLocaleString("en")} events, ${ROUNDS} rounds in turns\n`);
printTable(["", "an event", "to the command"], Object.entries(measured).map(([name, times]) => [name, `${median(times).toFixed(1)} ns`, `${(median(times) / least).toFixed(2)} ×`]));
