/** The state of the page: what the address holds, and the envelope it stands for. */

export const ANY = "any";
export const CUSTOM_BOOK = "custom";
export const BUILTIN_BOOKS = ["signsecure", "signsecure-staging"];
/** Who sends: somebody in a personal workspace, or in one of these roles in an organization. */
export const SENDERS = ["personal", "owner", "admin", "member"];
/** The API key in use, by where it was made and by whom; the first stands for none. */
export const KEY_NAMES = ["", "personal", "organization", "member", "elsewhere"];
export const ROLES = { signer: "Signer", approver: "Approver", cc: "Copy (cc)" };

let lastKey = 0;

/** A recipient's key names its row on the page; it never leaves it. */
export function newRecipient({ name = "", role = "signer", method = ANY } = {}) {
  lastKey += 1;
  return { key: String(lastKey), name, role, method };
}

export function emptyState() {
  return { book: BUILTIN_BOOKS[0], rules: "", recipients: [], documents: 1, megabytes: 0, date: "", balance: null, sender: SENDERS[0], key: KEY_NAMES[0] };
}

/** The envelope as the package takes it, without what would only repeat a default. */
export function toEnvelope({ recipients, documents, megabytes, date }) {
  return {
    ...(date && { at: `${date}T00:00:00Z` }),
    ...(documents !== 1 && { documents }),
    ...(megabytes !== 0 && { megabytes }),
    signers: recipients.map(({ name, role, method }) => ({
      ...(name && { id: name }),
      ...(role === "signer" ? { method } : { role }),
    })),
  };
}

/** Recipients fitted to a book: a method it does not know is left to the signer. Answers how many had to change. */
export function fitToMethods(recipients, methods) {
  let changed = 0;
  const fitted = recipients.map((recipient) => {
    const wanted = [recipient.method].flat();
    const known = wanted.filter((method) => method === ANY || methods.includes(method));
    if (known.length === wanted.length) return recipient;
    if (recipient.role === "signer") changed += 1;
    return { ...recipient, method: known.length === 0 ? ANY : Array.isArray(recipient.method) ? known : known[0] };
  });
  return { fitted, changed };
}

/** A count somebody typed: separators are forgiven, anything else that is no whole number is `undefined`. */
export function readCount(text) {
  const digits = text.replace(/[\s,_’']/g, "");
  if (!/^\d+$/.test(digits)) return undefined;
  const count = Number(digits);
  return Number.isSafeInteger(count) ? count : undefined;
}

export function example(methods) {
  const [first = ANY, , third = first] = methods;
  return [
    newRecipient({ name: "Asha Rao", method: first }),
    newRecipient({ name: "Vikram Shah", method: third }),
    newRecipient({ name: "legal@example.com", role: "approver", method: first }),
    newRecipient({ name: "Meera Nair", method: ANY }),
  ];
}
