// What a page, and then a signing service, ask of the recipe for Fastify.

import assert from "node:assert/strict";

const ENVELOPE = { id: "env_1", signers: [{ id: "asha", method: "electronic" }, { id: "vikram", method: "aadhaar_esign" }] };

/** Has an envelope charged by a server whose ledger began with 40 credits. */
export async function charge(kept, post) {
  const [status, { total }] = await post("/quotes", ENVELOPE);
  assert.deepEqual([status, total], [200, 26]);
  const [refused, { code, path }] = await post("/quotes", { signers: [{ method: "fax" }] });
  assert.deepEqual([refused, code, path], [422, "UNKNOWN_METHOD", "/signers/0/method"]);
  const sent = { type: "sent", at: "2026-03-11T10:31:00Z" };
  assert.equal((await post("/envelopes/env_1/events", sent))[0], 404);
  await kept.hold(ENVELOPE, "", total, () => ({ sufficient: true }));
  const keys = async (event) => (await post("/envelopes/env_1/events", event))[1].drafts.map(({ idempotencyKey }) => idempotencyKey);
  assert.deepEqual(await keys({ type: "created", at: "2026-03-11T10:30:00Z" }), ["env_1/envelope"]);
  assert.deepEqual(await keys({ type: "signed", at: "2026-03-11T10:32:00Z", signer: "vikram" }), []);
  assert.deepEqual(await keys(sent), ["env_1/aadhaar/vikram"]);
  assert.deepEqual(await keys(sent), []);
  assert.equal(kept.balance(), 24);
}
