// Millions of rows of many wallets at once, for measuring.

import { closeSync, openSync, writeSync } from "node:fs";
import { BASE, METHODS, PRESETS, priceOfSignature } from "./credits-page.mjs";
import { below, hexId, pick, random } from "./random.mjs";

const NAMES = Object.keys(METHODS);
/** In seconds. */
const BEGIN = Date.parse("2025-10-01T00:00:00Z") / 1000;
const PERIOD = 180 * 86_400;
const BUFFER = 4 << 20;
/** Envelopes that a wallet has under way at most. */
const OPEN = 4;

/** Writes `rows` rows as NDJSON, each of a wallet picked at random. */
export function writeMany(path, { rows, wallets, seed }) {
  const next = random(seed);
  const all = Array.from({ length: wallets }, () => ({ id: hexId(next), balance: 0, open: [] }));
  const file = openSync(path, "w");
  try {
    let text = "";
    let now = -1;
    let createdAt = "";
    for (let number = 0; number < rows; number++) {
      const second = BEGIN + Math.floor((number / rows) * PERIOD);
      if (second !== now) {
        now = second;
        createdAt = new Date(second * 1000).toISOString().replace(".000Z", "Z");
      }
      text += line(next, pick(next, all), createdAt);
      if (text.length >= BUFFER) {
        writeSync(file, Buffer.from(text, "latin1"));
        text = "";
      }
    }
    writeSync(file, Buffer.from(text, "latin1"));
  } finally {
    closeSync(file);
  }
}

/** What happens next in a wallet. */
function line(next, wallet, createdAt) {
  if (wallet.balance < 40) {
    const amount = PRESETS[0];
    wallet.balance += amount;
    return row(next, wallet, "add", amount, "credits_purchased", "Purchase of credits", null, null, createdAt);
  }
  if (wallet.open.length === 0 || (wallet.open.length < OPEN && below(next, 3) === 0)) {
    const documentId = hexId(next);
    wallet.open.push({ documentId, signers: 1 + below(next, 4), used: new Set() });
    wallet.balance -= BASE;
    return row(next, wallet, "consume", BASE, "envelope_created", "Envelope created", documentId, null, createdAt);
  }
  const place = below(next, wallet.open.length);
  const envelope = wallet.open[place];
  const method = pick(next, NAMES);
  const amount = priceOfSignature(method, envelope.used);
  envelope.used.add(method);
  envelope.signers -= 1;
  if (envelope.signers === 0) wallet.open.splice(place, 1);
  wallet.balance -= amount;
  const { reason, label } = METHODS[method];
  return row(next, wallet, "consume", amount, reason, label, envelope.documentId, method, createdAt);
}

function row(next, wallet, type, amount, reason, description, documentId, method, createdAt) {
  const source = (next() & 1) === 0 ? "api" : "app";
  return (
    `{"id":"${hexId(next)}","type":"${type}","amount":${amount},"balanceAfter":${wallet.balance}` +
    `,"reason":"${reason}","description":"${description}"` +
    `,"documentId":${documentId === null ? "null" : `"${documentId}"`}` +
    `,"signatureMethod":${method === null ? "null" : `"${method}"`}` +
    `,"source":"${source}","createdAt":"${createdAt}","walletId":"${wallet.id}"}\n`
  );
}
