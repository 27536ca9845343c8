// `{0}` and `{1}` are filled in. Of nouns with a bar, what stands before it is for one thing, what stands after it for others;
// English makes the others by a letter.

export default {
  exactly: "exactly",
  most: "at most",
  least: "at least",
  creation: "When the envelope is created",
  send: "When it is sent",
  signature: "As signers sign",
  once: "once for the envelope",
  flat: "flat for the envelope, however many use it",
  perhaps: "flat for the envelope, if anyone uses it",
  cheapest: "only in the cheapest choice",
  more: "One more signer would add",
  left: "{0} left of {1}",
  enough: "Enough for {0} like this one",
  short: "{0} short",
  buy: "Buy {0}",
  bonus: " (+{0} bonus)",
  or: "{0}, or type in {1}",
  ask: "Ask the owner to raise the allocation",
  book: "Price book {0}, version {1}, digest",
  empty: "No envelope to price yet",
  none: "No price for this envelope",
  nouns: {},
  colon: ": ",
  stop: ".",
};
