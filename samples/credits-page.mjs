// What SignSecure's documentation says that things cost (Credits page). It is written down here a second
// time, and nothing of Sealquote is imported, so that a sample cannot share a mistake with what checks it.

export const BASE = 1;

export const METHODS = {
  electronic: { label: "Electronic signature", flat: 10, reason: "document_signing" },
  dsc_usb_token: { label: "DSC USB Token signature", flat: 10, reason: "document_signing" },
  aadhaar_esign: { label: "Aadhaar eSign", perSigner: 15, reason: "aadhaar_esign" },
};

export const PRESETS = [500, 2_000, 5_000, 25_000, 100_000];

/** What a signature adds to an envelope in which some methods were used before. */
export function priceOfSignature(method, used) {
  const { flat, perSigner } = METHODS[method];
  return perSigner ?? (used.has(method) ? 0 : flat);
}
