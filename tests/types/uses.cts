// The same types through `require`.

import sealquote = require("sealquote");

const price: sealquote.Quote = sealquote.quote({ signers: [{ method: "any" }] });
const answer: sealquote.Affordability = sealquote.afford(price, { balance: 1 }, sealquote.PriceBook.builtin("signsecure"));
// @ts-expect-error an envelope has signers
sealquote.quote({});
void answer;
