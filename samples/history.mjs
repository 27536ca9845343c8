// Some months in the life of a small business, as its credit transactions.

import { BASE, METHODS, PRESETS, priceOfSignature } from "./credits-page.mjs";
import { below, hexId, pick, pickWeighted, random } from "./random.mjs";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** In India it is nine in the morning, and half past nine in the evening. */
const MORNING = 3.5 * HOUR;
const NIGHT = 16 * HOUR;

const PAPERS = [
  "Rental agreement",
  "Employment offer",
  "Non-disclosure agreement",
  "Vendor contract",
  "Board resolution",
  "Loan application",
  "Purchase order",
  "Consent form",
];
const PEOPLE = ["Asha Rao", "Vikram Shah", "Meera Iyer", "Rohan Das", "Farah Khan", "Dev Patel", "Leela Nair"];

const MIXES = [
  [["electronic"], 5],
  [["aadhaar_esign"], 3],
  [["dsc_usb_token"], 2],
  [["electronic", "aadhaar_esign"], 3],
  [["electronic", "dsc_usb_token"], 1],
  [["electronic", "dsc_usb_token", "aadhaar_esign"], 1],
];

/**
 * The rows of one wallet, oldest first.
 *
 * @param {{ seed: number, from: string, envelopes: number }} options `from` is the first day
 */
export function history({ seed, from, envelopes }) {
  const next = random(seed);
  const happenings = [];
  let day = Date.parse(`${from}T00:00:00Z`) / 1000;
  let sent = 0;
  while (sent < envelopes) {
    day += DAY * (1 + below(next, 4));
    const second = day + MORNING + below(next, 8 * HOUR);
    // Contracts for a whole team go out at once, by the API and within a second.
    const batch = Math.min(envelopes - sent, below(next, 8) === 0 ? 2 + below(next, 3) : 1);
    const source = batch > 1 ? "api" : pick(next, ["app", "app", "api"]);
    for (let number = 0; number < batch; number++) {
      happenings.push(...envelope(next, second, source));
    }
    sent += batch;
  }
  happenings.sort((one, other) => one.second - other.second);
  return book(next, happenings);
}

/** Everything that is charged or given back for one envelope. */
function envelope(next, second, source) {
  const documentId = hexId(next);
  const paper = pick(next, PAPERS);
  const about = { documentId, source };
  const charges = [
    { ...about, second, type: "consume", amount: BASE, signatureMethod: null, reason: "envelope_created" },
  ];
  charges[0].description = `Envelope created: ${paper}`;
  const mix = pickWeighted(next, MIXES);
  const signers = Math.max(mix.length, 1 + below(next, 4));
  const cancelled = below(next, 9) === 0;
  const signatures = cancelled ? below(next, signers) : signers;
  const used = new Set();
  let at = second;
  for (let number = 0; number < signatures; number++) {
    // Two people in one room sign in the same second now and then.
    if (number === 0 || below(next, 7) > 0) {
      at = awake(next, at + 5 * MINUTE + below(next, 2 * DAY));
    }
    const method = mix[number % mix.length];
    const amount = priceOfSignature(method, used);
    used.add(method);
    const { label, reason } = METHODS[method];
    const description = `${label} by ${pick(next, PEOPLE)}: ${paper}`;
    charges.push({ ...about, second: at, type: "consume", amount, signatureMethod: method, reason, description });
  }
  return cancelled ? [...charges, ...refunds(charges, awake(next, at + HOUR + below(next, DAY)), paper)] : charges;
}

/** The same moment, or the next morning when it falls in the night. */
function awake(next, second) {
  const time = second % DAY;
  if (time >= MORNING && time < NIGHT) {
    return second;
  }
  return second - time + (time < MORNING ? 0 : DAY) + MORNING + below(next, 3 * HOUR);
}

/** Cancelled: each charge comes back in a row of its own, all within the same second. */
function refunds(charges, second, paper) {
  const taken = charges.filter(({ amount }) => amount > 0);
  return taken.map((charge) => ({
    ...charge,
    second,
    type: "refund",
    reason: "envelope_cancelled",
    description: `Refund, envelope cancelled: ${paper}`,
  }));
}

/** Puts balances to what happened, and buys credits when they run low. */
function book(next, happenings) {
  const rows = [];
  let balance = 0;
  const add = (happening) => {
    const { second, type, amount, reason, description, documentId, signatureMethod, source } = happening;
    balance += type === "consume" ? -amount : amount;
    const createdAt = new Date(second * 1000).toISOString().replace(".000Z", "Z");
    const id = hexId(next);
    const row = { id, type, amount, balanceAfter: balance, reason, description };
    rows.push({ ...row, documentId, signatureMethod, source, createdAt });
  };
  const buy = (second) => {
    const amount = pickWeighted(next, [
      [PRESETS[0], 3],
      [PRESETS[1], 1],
    ]);
    const description = `Purchase of ${amount} credits`;
    const nowhere = { documentId: null, signatureMethod: null, source: "app" };
    add({ ...nowhere, second, type: "add", amount, reason: "credits_purchased", description });
  };
  let before = happenings[0].second - HOUR;
  for (const happening of happenings) {
    if (balance < 40) {
      buy(before + below(next, happening.second - before + 1));
    }
    add(happening);
    before = happening.second;
  }
  return rows;
}
