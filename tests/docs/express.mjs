// What a page, and then a signing service, ask of the recipe for Express.

import assert from "node:assert/strict";

/** Sends an envelope by `post`, to a server whose ledger began with 40 credits. */
export async function sendEnvelope(kept, post) {
  const sent = { id: "env_1", signers: [{ id: "asha", method: ["electronic", "aadhaar_esign"] }, { id: "ravi", method: "electronic" }] };
  const [, { quote, receipt }] = await post("/quotes", sent);
  assert.deepEqual([quote.total, quote.minimum], [26, 11]);
  const another = { ...sent, signers: [...sent.signers, { method: "aadhaar_esign" }] };
  assert.deepEqual(await post("/envelopes", { envelope: another, receipt }), [409, { code: "NOT_AS_QUOTED", reason: "other envelope" }]);
  assert.equal((await post("/envelopes", undefined))[0], 422);
  assert.equal((await post("/envelopes/env_1/events", { type: "created", at: "2026-03-11T10:30:00Z" }))[0], 404);
  assert.equal((await post("/envelopes", { envelope: sent, receipt }))[0], 201);
  assert.deepEqual([kept.balance(), kept.free()], [40, 14]);
  assert.equal((await post("/envelopes", { envelope: sent, receipt }))[0], 201);
  assert.equal(kept.free(), 14, "a repetition holds nothing more");
  const [, dear] = await post("/quotes", { ...sent, id: "env_2" });
  assert.deepEqual((await post("/envelopes", { envelope: { ...sent, id: "env_2" }, receipt: dear.receipt })).map((said) => said.shortfall ?? said), [402, 12]);
  const happened = async (event) => (await post("/envelopes/env_1/events", event))[1].drafts?.map(({ idempotencyKey, amount }) => `${amount} ${idempotencyKey}`);
  assert.deepEqual(await happened({ type: "sent", at: "2026-03-11T10:31:00Z" }), ["1 env_1/envelope"]);
  assert.deepEqual(await happened({ type: "sent", at: "2026-03-11T10:31:00Z" }), []);
  assert.equal(await happened({ type: "signed", at: "2026-03-11T10:32:00Z", signer: "nobody" }), undefined);
  assert.deepEqual([kept.balance(), kept.free()], [39, 14]);
  assert.deepEqual(await happened({ type: "signed", at: "2026-03-11T10:33:00Z", signer: "ravi" }), ["10 env_1/electronic"]);
  assert.deepEqual(await happened({ type: "signed", at: "2026-03-11T10:34:00Z", signer: "asha", method: "electronic" }), []);
  assert.deepEqual([kept.balance(), kept.free()], [29, 29], "what was held and not taken is free");
}
