// What a developer writes who needs the quote of one tariff and no more: the prices in code, the answer the same
// to the last key; once as lean as it gets, once as it is mostly written. They stand beside the package in `quote.mjs`.

const PRICE_BOOK = "signsecure";
const VERSION = "2026-03";
const DIGEST = "ac583a43409d0c2962923292dcf417a627f4853bb901dfbca0043e1697c17ab4";
const BASE = 1;
const FLAT = 10;
const AADHAAR = 15;

export function handWrittenQuote(envelope) {
  if (envelope === null || typeof envelope !== "object" || !Array.isArray(envelope.signers)) {
    throw new TypeError("an envelope needs `signers`");
  }
  let electronic = 0;
  let dsc = 0;
  let aadhaar = 0;
  for (const signer of envelope.signers) {
    const role = signer.role ?? "signer";
    if (role === "approver" || role === "cc") {
      continue;
    }
    if (role !== "signer") {
      throw new RangeError(`unknown role \`${role}\``);
    }
    switch (signer.method) {
      case "electronic":
        electronic += 1;
        break;
      case "dsc_usb_token":
        dsc += 1;
        break;
      case "aadhaar_esign":
        aadhaar += 1;
        break;
      default:
        throw new RangeError(`unknown method \`${signer.method}\``);
    }
  }
  const lines = [line("envelope", "Envelope creation", 1, BASE, "creation")];
  if (electronic > 0) {
    lines.push(line("electronic", "Electronic signature", 1, FLAT, "signature"));
  }
  if (dsc > 0) {
    lines.push(line("dsc", "DSC USB Token signature", 1, FLAT, "signature"));
  }
  if (aadhaar > 0) {
    lines.push(line("aadhaar", "Aadhaar eSign", aadhaar, AADHAAR, "signature"));
  }
  let total = 0;
  for (const { amount } of lines) {
    total += amount;
  }
  return {
    priceBook: PRICE_BOOK,
    version: VERSION,
    digest: DIGEST,
    unit: "credit",
    total,
    minimum: total,
    exact: true,
    lines,
    marginal: {
      electronic: electronic > 0 ? 0 : FLAT,
      dsc_usb_token: dsc > 0 ? 0 : FLAT,
      aadhaar_esign: AADHAAR,
    },
  };
}

function line(code, label, quantity, unitPrice, dueOn) {
  const amount = quantity * unitPrice;
  return { code, label, quantity, unitPrice, amount, minimum: amount, dueOn };
}

/** The same as it is mostly written: by filter, map and reduce over a list of prices. */
export function listedQuote(envelope) {
  if (envelope === null || typeof envelope !== "object" || !Array.isArray(envelope.signers)) {
    throw new TypeError("an envelope needs `signers`");
  }
  const signing = envelope.signers.filter(({ role = "signer" }) => role === "signer");
  for (const { method } of signing) {
    if (!PRICES.some((price) => price.method === method)) {
      throw new RangeError(`unknown method \`${method}\``);
    }
  }
  const lines = PRICES.map(({ code, label, method, flat, unitPrice, dueOn }) => {
    const users = signing.filter((signer) => signer.method === method).length;
    const quantity = method === null ? 1 : flat ? Math.min(users, 1) : users;
    const amount = quantity * unitPrice;
    return { code, label, quantity, unitPrice, amount, minimum: amount, dueOn };
  }).filter(({ quantity }) => quantity > 0);
  const total = lines.reduce((sum, { amount }) => sum + amount, 0);
  const added = ({ code, flat, method, unitPrice }) => [method, flat && lines.some((line) => line.code === code) ? 0 : unitPrice];
  return {
    priceBook: PRICE_BOOK,
    version: VERSION,
    digest: DIGEST,
    unit: "credit",
    total,
    minimum: total,
    exact: true,
    lines,
    marginal: Object.fromEntries(PRICES.filter(({ method }) => method !== null).map(added)),
  };
}

const PRICES = [
  { code: "envelope", label: "Envelope creation", method: null, flat: true, unitPrice: BASE, dueOn: "creation" },
  { code: "electronic", label: "Electronic signature", method: "electronic", flat: true, unitPrice: FLAT, dueOn: "signature" },
  { code: "dsc", label: "DSC USB Token signature", method: "dsc_usb_token", flat: true, unitPrice: FLAT, dueOn: "signature" },
  { code: "aadhaar", label: "Aadhaar eSign", method: "aadhaar_esign", flat: false, unitPrice: AADHAAR, dueOn: "signature" },
];

/** The lean one by a developer who wants a typing mistake to be noticed, as the package does. */
export function checkedQuote(envelope) {
  if (envelope === null || typeof envelope !== "object" || !Array.isArray(envelope.signers)) {
    throw new TypeError("an envelope needs `signers`");
  }
  for (const key of Object.keys(envelope)) {
    if (key !== "signers" && key !== "id" && key !== "documents" && key !== "megabytes") {
      throw new RangeError(`unknown key \`${key}\``);
    }
  }
  checkText(envelope.id);
  for (const signer of envelope.signers) {
    if (signer === null || typeof signer !== "object") {
      throw new TypeError("a signer is an object");
    }
    for (const key of Object.keys(signer)) {
      if (key !== "method" && key !== "id" && key !== "role") {
        throw new RangeError(`unknown key \`${key}\``);
      }
    }
    checkText(signer.id);
  }
  return handWrittenQuote(envelope);
}

function checkText(id) {
  if (id !== undefined && (typeof id !== "string" || !id.isWellFormed())) {
    throw new TypeError("an id is a text");
  }
}
