// What a page, and then a signing service, ask of the recipe for Express.

import assert from "node:assert/strict";

const SIGNERS = [{ id: "asha", method: ["electronic", "aadhaar_esign"] }, { id: "ravi", method: "electronic" }];
const AADHAAR = [{ id: "asha", method: "aadhaar_esign" }, { id: "ravi", method: "aadhaar_esign" }];

/** A version that is in force, and a dearer one that takes over on the 1st of April. */
const TWO_VERSIONS = {
  priceBook: "ours",
  unit: "credit",
  versions: [[null, 2], ["2026-04-01T00:00:00Z", 3]].map(([effectiveFrom, unitPrice]) => ({
    version: `at ${unitPrice}`,
    effectiveFrom,
    rates: [{ code: "sign", per: "signer", methods: ["electronic"], price: { model: "unit", unitPrice } }],
  })),
};

/** What is asked of a server whose ledger began with a balance; `clock.now` is its time. */
export const EXPRESS = [
  { name: "what was quoted is held, and what happens is charged", balance: 40, ask: sendEnvelope },
  { name: "in whatever order it happens to arrive", balance: 40, ask: hearLate },
  { name: "a cancellation may become known after a later signature was charged", balance: 40, ask: cancelLate },
  { name: "no answer is given for another envelope", balance: 40, ask: sendAnother },
  { name: "no receipt holds longer than its version", balance: 40, book: TWO_VERSIONS, ask: sendLate },
];

/** What has to be said to have an envelope sent: what the server answers for its price. */
async function quoted(post, envelope) {
  const [status, { quote, ...sent }] = await post("/quotes", envelope);
  assert.equal(status, 200);
  return { quote, sent };
}

const hears = (post, id) => async (event) => {
  const [status, { drafts, waiting, code }] = await post(`/envelopes/${id}/events`, event);
  return status === 200 ? [drafts.map(({ idempotencyKey, amount }) => `${amount} ${idempotencyKey}`), waiting.length] : code;
};

async function sendEnvelope(kept, post) {
  const { quote, sent } = await quoted(post, { id: "env_1", signers: SIGNERS });
  assert.deepEqual([quote.total, quote.minimum], [26, 11]);
  const another = { ...sent.envelope, signers: [...SIGNERS, { method: "aadhaar_esign" }] };
  assert.deepEqual(await post("/envelopes", { ...sent, envelope: another }), [409, { code: "NOT_AS_QUOTED", reason: "other envelope" }]);
  assert.equal((await post("/envelopes", undefined))[0], 422);
  assert.equal((await post("/envelopes/env_1/events", { type: "created", at: "2026-03-11T10:30:00Z" }))[0], 404);
  assert.equal((await post("/envelopes", sent))[0], 201);
  assert.deepEqual([kept.balance(), kept.free()], [40, 14]);
  assert.equal((await post("/envelopes", sent))[0], 201);
  assert.equal(kept.free(), 14, "a repetition holds nothing more");
  const dear = await quoted(post, { id: "env_2", signers: SIGNERS });
  assert.deepEqual((await post("/envelopes", dear.sent)).map((said) => said.shortfall ?? said), [402, 12]);
  const happened = hears(post, "env_1");
  assert.deepEqual(await happened({ type: "sent", at: "2026-03-11T10:31:00Z" }), [["1 env_1/envelope"], 0]);
  assert.deepEqual(await happened({ type: "sent", at: "2026-03-11T10:31:00Z" }), [[], 0]);
  assert.equal(await happened({ type: "signed", at: "2026-03-11T10:32:00Z", signer: "nobody" }), "UNKNOWN_SIGNER");
  assert.deepEqual([kept.balance(), kept.free()], [39, 14]);
  assert.deepEqual(await happened({ type: "signed", at: "2026-03-11T10:33:00Z", signer: "ravi" }), [["10 env_1/electronic"], 0]);
  assert.deepEqual(await happened({ type: "signed", at: "2026-03-11T10:34:00Z", signer: "asha", method: "electronic" }), [[], 0]);
  assert.deepEqual([kept.balance(), kept.free()], [29, 29], "what was held and not taken is free");
}

async function hearLate(kept, post) {
  assert.equal((await post("/envelopes", (await quoted(post, { id: "env_1", signers: AADHAAR })).sent))[0], 201);
  const happened = hears(post, "env_1");
  assert.deepEqual(await happened({ type: "created", at: "2026-03-11T10:30:00Z" }), [["1 env_1/envelope"], 0]);
  assert.deepEqual(await happened({ type: "signed", at: "2026-03-11T10:33:00Z", signer: "asha" }), [[], 1]);
  assert.deepEqual(await happened({ type: "sent", at: "2026-03-11T10:31:00Z" }), [["15 env_1/aadhaar/asha"], 0]);
  assert.deepEqual(await happened({ type: "signed", at: "2026-03-11T10:34:00Z", signer: "ravi" }), [["15 env_1/aadhaar/ravi"], 0]);
  // 40 - (1 + 2 × 15)
  assert.deepEqual([kept.balance(), kept.free()], [9, 9]);
  assert.deepEqual(await happened({ type: "cancelled", at: "2026-03-11T10:35:00Z" }), [[], 1], "it was completed before");
  assert.equal(kept.balance(), 9);
}

async function cancelLate(kept, post) {
  assert.equal((await post("/envelopes", (await quoted(post, { id: "env_2", signers: SIGNERS })).sent))[0], 201);
  const happened = hears(post, "env_2");
  await happened({ type: "sent", at: "2026-03-11T10:31:00Z" });
  assert.deepEqual(await happened({ type: "signed", at: "2026-03-11T10:34:00Z", signer: "ravi" }), [["10 env_2/electronic"], 0]);
  const back = ["1 env_2/envelope//refund", "10 env_2/electronic//refund"];
  assert.deepEqual(await happened({ type: "cancelled", at: "2026-03-11T10:33:00Z" }), [back, 0], "it was charged before that was known");
  assert.deepEqual([kept.balance(), kept.free()], [40, 40]);
}

async function sendAnother(kept, post) {
  const { sent } = await quoted(post, { id: "env_1", signers: SIGNERS });
  assert.equal((await post("/envelopes", sent))[0], 201);
  const another = await quoted(post, { id: "env_1", signers: AADHAAR });
  assert.deepEqual(await post("/envelopes", another.sent), [409, { code: "HELD_BEFORE", reason: "other envelope" }]);
  for (const id of [undefined, ""]) {
    const nameless = await quoted(post, { id, signers: [] });
    const [status, { path }] = await post("/envelopes", nameless.sent);
    assert.deepEqual([status, path], [422, "/envelope/id"]);
  }
  const alike = await quoted(post, { id: "env_2", signers: [{ id: "asha", method: "electronic" }, { id: "asha", method: "electronic" }] });
  assert.deepEqual((await post("/envelopes", alike.sent)).map((said) => said.code ?? said), [422, "DUPLICATE_ID"]);
  assert.equal(kept.free(), 14);
}

async function sendLate(kept, post, clock) {
  clock.now = "2026-03-31T23:59:59Z";
  const signers = [{ id: "asha", method: "electronic" }];
  const { quote, sent } = await quoted(post, { id: "env_1", at: "2026-01-01T00:00:00Z", signers });
  assert.deepEqual([quote.total, sent.envelope.at], [2, clock.now]);
  clock.now = "2026-04-01T00:00:00Z";
  const refused = [409, { code: "NOT_AS_QUOTED", reason: "other version" }];
  assert.deepEqual(await post("/envelopes", sent), refused);
  clock.now = "2026-03-31T23:59:59.5Z";
  const [, { receipt }] = await post("/quotes", { id: "env_1", signers });
  assert.deepEqual((await post("/envelopes", { envelope: { id: "env_1", signers }, receipt }))[0], 409, "a time of the page's own");
  assert.equal((await post("/envelopes", sent))[0], 201);
  assert.equal(kept.free(), 38);
}
