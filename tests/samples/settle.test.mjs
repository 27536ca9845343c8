// Random histories, right and wrong, settled by the command and by the package, which name things by other code.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { below, pick, random } from "../../samples/random.mjs";
import { bothKinds } from "../node/package.mjs";

const { PriceBook } = (await bothKinds()).module;
const command = fileURLToPath(new URL("../../target/release/sealquote", import.meta.url));
const checked = { skip: existsSync(command) ? false : "build the command first: cargo build --release -p sealquote-verifier" };
const folder = mkdtempSync(join(tmpdir(), "settle-"));
after(() => rmSync(folder, { recursive: true }));

const HISTORIES = 800;

const unit = (unitPrice) => ({ model: "unit", unitPrice });
const tiers = (...prices) => prices.map((unitPrice, number) => ({ upTo: number + 1 < prices.length ? number + 1 : null, unitPrice }));
const refunds = { on: ["failed", "cancelled"], refundable: ["a", "base", "b/%"] };
const versions = [
  {
    version: "1",
    effectiveFrom: "2026-01-01T00:00:00Z",
    rates: [
      { code: "base", label: "Base", per: "envelope", price: unit(2) },
      { code: "a", label: "A", per: "signer", methods: ["one"], price: { model: "graduated", tiers: tiers(5, 3, 1) } },
      { code: "b/%", label: "B", per: "envelope", methods: ["two", "three"], price: unit(7) },
    ],
    refunds,
  },
  {
    version: "2",
    effectiveFrom: "2026-01-03T00:00:00Z",
    chargeOn: "send",
    rates: [
      { code: "base", label: "Base", per: "signer", methods: ["three"], price: unit(4) },
      { code: "a", label: "A", per: "signer", methods: ["one", "two"], price: { model: "volume", tiers: tiers(9, 6, 1) } },
      { code: "page", label: "Page", per: "document", price: unit(1) },
    ],
    refunds: { on: ["failed"], refundable: ["a"] },
  },
];
const BOOKS = ["signsecure", "signsecure-staging", { priceBook: "changing", unit: "credit", versions }];

const DAYS = ["2025-12-31", "2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"];
const TIMES = ["00:00:00Z", "09:00:00.5Z", "09:00:00.500000001Z", "10:30:00+05:30", "23:59:60Z"];
const IDS = ["asha", "ravi", "a/b", "50%", "1", "", undefined];

/** A history that could be, for the most part. */
function historyOf(next, book) {
  const chance = (most) => below(next, most) === 0;
  const methods = [...book.methods(), ...book.methods(), "any", chance(4) ? "fax" : "any"];
  const methodOf = () => (chance(5) ? Array.from({ length: 1 + below(next, 2) }, () => pick(next, book.methods())) : pick(next, methods));
  const signers = Array.from({ length: below(next, 4) }, () => {
    const id = pick(next, IDS);
    return { ...(id === undefined ? {} : { id }), ...(chance(8) ? { role: pick(next, ["cc", "approver"]) } : {}), method: methodOf() };
  });
  const envelope = { id: chance(30) ? "" : pick(next, ["env_1", "e/1%"]), signers, ...(chance(4) ? { documents: below(next, 4) } : {}) };
  const first = below(next, 4);
  let at = first * TIMES.length;
  const instant = () => {
    at = Math.min(at + below(next, 5), DAYS.length * TIMES.length - 1);
    return `${DAYS[Math.floor(at / TIMES.length)]}T${TIMES[at % TIMES.length]}`;
  };
  const events = [];
  const happens = (type, fields) => events.push({ type, at: instant(), ...fields });
  if (chance(3)) happens("created");
  if (!chance(12)) happens("sent");
  signers.forEach(({ id, method }, place) => {
    if (chance(4)) return;
    const isDecided = typeof method === "string" && method !== "any";
    const how = (isDecided && !chance(5)) || chance(6) ? {} : { method: pick(next, book.methods()) };
    happens("signed", { signer: chance(25) ? "nobody" : id || String(place + 1), ...how });
  });
  if (chance(3)) happens(pick(next, ["declined", "failed", "cancelled", "expired"]));
  if (chance(8) && events.length > 0) events.push({ ...pick(next, events) });
  if (chance(9)) events.reverse();
  return { envelope, events };
}

/** Drafts that were booked before: some of those of the beginning, now and then in another form. */
function bookedOf(next, book, { envelope, events }) {
  try {
    const { charged } = book.settle(envelope, events.slice(0, 1 + below(next, events.length)));
    const booked = charged.filter(() => below(next, 4) > 0);
    if (below(next, 8) === 0 && booked.length > 0) {
      const draft = pick(next, booked);
      const changes = [{ amount: draft.amount + 1 }, { type: "refund" }, { documentId: "other" }, { signatureMethod: null }, { line: "a" }];
      Object.assign(draft, pick(next, [...changes, { idempotencyKey: `${draft.idempotencyKey}/refund` }]));
    }
    return booked;
  } catch {
    return [];
  }
}

function byCommand(history, book) {
  const { status, stdout, stderr } = spawnSync(command, ["settle", "-", "--book", book], { input: JSON.stringify(history), encoding: "utf8" });
  if (status === 0) return JSON.parse(stdout);
  const [, code, path = ""] = /^sealquote: (\w+) in `standard input`(?: at (\S*))?: /u.exec(stderr) ?? assert.fail(stderr);
  return { code, path };
}

function byPackage({ envelope, events, charged }, book) {
  try {
    return JSON.parse(JSON.stringify(book.settle(envelope, events, charged)));
  } catch ({ code, path }) {
    return { code, path };
  }
}

test("the command and the package settle alike", checked, () => {
  const next = random(20_260_311);
  const seen = new Map();
  for (let number = 0; number < HISTORIES; number++) {
    const source = pick(next, BOOKS);
    const book = typeof source === "string" ? PriceBook.builtin(source) : PriceBook.parse(source);
    const file = join(folder, "book.json");
    if (typeof source !== "string") writeFileSync(file, JSON.stringify(source));
    const history = historyOf(next, book);
    history.charged = bookedOf(next, book, history);
    const settled = byPackage(history, book);
    assert.deepEqual(settled, byCommand(history, typeof source === "string" ? source : file), JSON.stringify(history));
    const kind = settled.code ?? settled.status;
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
  }
  // Of everything that can come of a history some came, or little was compared.
  const kinds = ["draft", "sent", "completed", "declined", "failed", "cancelled", "expired", "INVALID_STATUS", "CONTRADICTION", "NOT_ALLOWED"];
  for (const kind of [...kinds, "NO_VERSION", "UNKNOWN_METHOD", "UNKNOWN_SIGNER", "MISSING_KEY"]) {
    assert.ok(seen.get(kind) >= 3, `${kind}: ${seen.get(kind)}`);
  }
});
