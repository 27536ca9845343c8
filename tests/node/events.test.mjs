// Events go into the module as numbers, and those of which anything is unusual go another way: both count the same.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { pkg } from "./package.mjs";

const { consumptionAddons, consumptionDetail, SealquoteError } = await import(pathToFileURL(join(pkg, "consumption.js")).href);

const YEAR = { from: "2026-01-01", to: "2026-12-31" };
const ADDONS = [
  "electronic_signature",
  "advanced_electronic_signature",
  "qualified_electronic_signature_identity_verification",
  "qualified_electronic_signature_saved_identity",
  "electronic_seal",
  "advanced_electronic_seal",
  "archiving",
].map((name) => ({ name, start_at: "2026-01-01T00:00:00Z", end_at: "2027-01-01T00:00:00Z", quota: 5_000 }));

/** A generator with a seed, so that a failure comes again. */
function randomFrom(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const two = (number) => String(number).padStart(2, "0");

function randomEvent(number, random) {
  const pick = (...values) => values[random(values.length)];
  const day = `2026-${two(random(12) + 1)}-${two(random(28) + 1)}`;
  const time = `T${two(random(24))}:${two(random(60))}:${two(random(60))}`;
  const common = {
    id: `event-${number}`,
    at: day + time + pick("Z", "Z", ".125Z", "+02:00", ".123456Z"),
    source: pick("app", "api", "connector"),
    workspaceId: pick("one", "two", "drei €", "𝟜"),
  };
  const own = [
    () => ({ kind: "signature_request.sent", level: pick("simple", "advanced", "qualified"), signers: random(9) }),
    () => ({ kind: "signature_request.cancelled" }),
    () => ({
      kind: "identification.attempted",
      mode: pick("double_verification", "saved_identity"),
      outcome: pick("succeeded", "failed", "abandoned"),
    }),
    () => ({ kind: "seal.created", level: pick("simple", "advanced"), documents: random(99) }),
    () => ({ kind: "document.archived", bytes: random(5_000_000) }),
    () => ({ kind: "document.archived", megabytes: pick(0, 1, 0.1, 0.3, 1.000001, 12.345678, 0.07, 1e-6) }),
  ];
  return { ...common, ...pick(...own)() };
}

/** The same event as no literal is made: the fast way leaves it alone. */
const asOthersAre = (event) => Object.assign(Object.create(null), event);

function sameBothWays(ask, events, message) {
  const fast = ask(events);
  assert.equal(JSON.stringify(fast), JSON.stringify(ask(events.map(asOthersAre))), message);
  return fast;
}

test("random years, as they are and every event on its own", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = randomFrom(seed);
    const events = Array.from({ length: random(60) }, (_, number) => randomEvent(number, random));
    for (const breakdownType of ["organization", "workspace"]) {
      const query = { ...YEAR, breakdownType, ...(seed % 3 === 0 && { source: "api", workspaceIds: ["one", "drei €"] }) };
      sameBothWays((list) => consumptionDetail(list, query), events, `seed ${seed}`);
    }
    sameBothWays((list) => consumptionAddons(ADDONS, list, { at: "2026-07-01T00:00:00Z" }), events, `seed ${seed}`);
  }
});

test("more events than cross at once, and more than a list elsewhere may have", () => {
  const random = randomFrom(7);
  const events = Array.from({ length: 150_000 }, (_, number) => randomEvent(number, random));
  const { data } = consumptionDetail(events, YEAR);
  const signers = events.filter(({ level, kind }) => kind === "signature_request.sent" && level === "simple");
  for (const source of ["app", "api", "connector"]) {
    const row = data.find(({ type, level, ...row }) => type === "invited_signers" && level === "simple" && row.source === source);
    const expected = signers.filter((event) => event.source === source).reduce((sum, event) => sum + event.signers, 0);
    assert.equal(row.value, expected);
  }
});

/** What nobody's records should hold, each with where the mistake is. */
const MISTAKES = {
  "/level": { kind: "signature_request.sent", level: "simples", signers: 1 },
  "/signers": { kind: "signature_request.sent", level: "simple", signers: 1.5 },
  "/documents": { kind: "seal.created", level: "simple", documents: -1 },
  "/mode": { kind: "identification.attempted", outcome: "failed" },
  "/outcome": { kind: "identification.attempted", mode: "saved_identity", outcome: "lost" },
  "/bytes": { kind: "document.archived", bytes: Number.NaN },
  "/megabytes": { kind: "document.archived", megabytes: 0.1234567 },
  "/kind": { kind: "signature_request.send" },
  "/source": { kind: "signature_request.cancelled", source: "app " },
  "/workspaceId": { kind: "signature_request.cancelled", workspaceId: "" },
  "/at": { kind: "signature_request.cancelled", at: "2026-02-29T00:00:00Z" },
  "/id": { kind: "signature_request.cancelled", id: 1 },
  "/surprise": { kind: "signature_request.cancelled", surprise: 1 },
};

test("mistakes among many are all told with their places, and passed over on request", () => {
  const good = (number) => randomEvent(number, randomFrom(number + 1));
  const bad = Object.entries(MISTAKES);
  const events = bad.flatMap(([, mistake], number) => [good(2 * number), { ...good(2 * number + 1), ...onlyItsOwn(mistake) }]);
  assert.throws(
    () => consumptionDetail(events, YEAR),
    (error) => {
      assert.ok(error instanceof SealquoteError);
      assert.deepEqual(error.details.errors.map(({ path }) => path), bad.map(([path], number) => `/${2 * number + 1}${path}`));
      return true;
    },
  );
  const skipped = consumptionDetail(events, { ...YEAR, skipInvalid: true });
  assert.equal(skipped.errors.length, bad.length);
  const rest = events.filter((_, place) => place % 2 === 0);
  assert.deepEqual(skipped.data, consumptionDetail(rest, YEAR).data);
});

/** A mistake with nothing left over of what another kind of event has. */
function onlyItsOwn(mistake) {
  const none = { level: undefined, signers: undefined, documents: undefined, mode: undefined, outcome: undefined };
  return { ...none, bytes: undefined, megabytes: undefined, ...mistake };
}

test("a getter that throws is told with its place", () => {
  const trap = { ...randomEvent(1, randomFrom(1)) };
  Object.defineProperty(trap, "at", { enumerable: true, get: () => assert.fail("read") });
  assert.throws(() => consumptionDetail([randomEvent(0, randomFrom(2)), trap], YEAR), { code: "UNREADABLE", path: "/1/at" });
});

test("what is no list at all", () => {
  for (const none of [null, undefined, {}, "events", 7]) {
    assert.throws(() => consumptionDetail(none, YEAR), { code: "INVALID_TYPE", path: "" });
  }
});
