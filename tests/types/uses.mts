// What has to compile, and what must not. Compiled only, never run.

import {
  PriceBook,
  SealquoteError,
  afford,
  init,
  quote,
  receipt,
  verifyReceipt,
  type Affordability,
  type BuiltinBookId,
  type DueOn,
  type Envelope,
  type Funds,
  type LineItem,
  type Method,
  type OtherRecipient,
  type Quote,
  type Role,
  type SealquoteErrorCode,
  type Signer,
  type SigningRecipient,
  type TopUpAdvice,
  type VersionSummary,
} from "sealquote";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(..._: Same<A, B> extends true ? [] : ["these types differ"]): void {}

// Envelopes, as they are written down, put together, frozen, and read from elsewhere.
quote({ signers: [] });
quote({ signers: [{ method: "any" }, { method: ["electronic", "aadhaar_esign"] }, { role: "cc" }] });
quote({ id: "e", at: "2026-03-11T10:30:00Z", documents: 2, megabytes: 3, signers: [{ id: "s", role: "signer", method: "electronic" }] });
quote({ at: new Date(), signers: [{ role: "approver", method: "any" }] });
quote({ id: undefined, at: undefined, documents: undefined, signers: [{ id: undefined, role: undefined, method: "any" }] });
const frozen = { signers: [{ method: ["electronic", "dsc_usb_token"] }] } as const;
quote(frozen);
const names: string[] = PriceBook.builtin("signsecure").methods();
const recipients: Signer[] = names.map((method) => ({ method }));
const envelope: Envelope = { signers: recipients };
const role: Role = Math.random() > 0.5 ? "signer" : "cc";
const method: Method = names;
const either: Signer = { role, method };
quote({ signers: [either] });

// @ts-expect-error an envelope has signers
quote({});
// @ts-expect-error nothing is no envelope
quote();
// @ts-expect-error a text is no envelope
quote("e");
// @ts-expect-error a signer has a method
quote({ signers: [{}] });
// @ts-expect-error a signer by name has a method, too
quote({ signers: [{ role: "signer" }] });
// @ts-expect-error there is no such role
quote({ signers: [{ role: "witness", method: "any" }] });
// @ts-expect-error a method is text
quote({ signers: [{ method: 1 }] });
// @ts-expect-error a method is not null
quote({ signers: [{ method: null }] });
// @ts-expect-error a signer is not null
quote({ signers: [null] });
// @ts-expect-error a count is no text
quote({ signers: [], documents: "1" });
// @ts-expect-error a count is no BigInt
quote({ signers: [], documents: 1n });
// @ts-expect-error a count is not null
quote({ signers: [], megabytes: null });
// @ts-expect-error an instant is no number
quote({ signers: [], at: 0 });
// @ts-expect-error a typing mistake
quote({ signers: [], document: 1 });
// @ts-expect-error a typing mistake in a signer
quote({ signers: [{ metod: "any" }] });
// @ts-expect-error signers are no Map
quote({ signers: new Map<string, Signer>() });

// Quotes.
const price = quote(envelope);
same<typeof price, Quote>();
same<Quote["total"], number>();
same<Quote["exact"], boolean>();
same<Quote["lines"], readonly LineItem[]>();
same<LineItem["unitPrice"], number | undefined>();
same<LineItem["dueOn"], DueOn>();
same<DueOn, "creation" | "send" | "signature">();
const due: DueOn | undefined = price.lines[0]?.dueOn;
const added: number | undefined = price.marginal["electronic"];
const kept: Quote = JSON.parse(JSON.stringify(price));
afford(kept, { balance: 1 });

// @ts-expect-error a quote is not to be changed
price.total = 0;
// @ts-expect-error nor are its lines
price.lines[0].amount = 0;
// @ts-expect-error nor is their order
price.lines.push(price.lines[0]);
// @ts-expect-error nor is what a further signer adds
price.marginal["electronic"] = 0;
// @ts-expect-error where there is no one price, there is no price
const unitPrice: number = price.lines[0]!.unitPrice;
// @ts-expect-error nothing else is in it
price.subtotal;

// Price books.
const book = PriceBook.parse('{ "priceBook": "b" }');
PriceBook.parse({ priceBook: "b", unit: "credit", versions: [] });
PriceBook.parse(book.toJSON());
const id: BuiltinBookId = "signsecure-staging";
same<ReturnType<typeof PriceBook.builtin>, PriceBook>();
same<ReturnType<PriceBook["versions"]>, VersionSummary[]>();
same<ReturnType<PriceBook["methods"]>, string[]>();
same<ReturnType<PriceBook["quote"]>, Quote>();
const since: string | null = PriceBook.builtin(id).versions()[0]!.effectiveFrom;
book.methods("2026-03");

// @ts-expect-error there is no such book
PriceBook.builtin("yousign");
// @ts-expect-error a book is not made with new
new PriceBook();
// @ts-expect-error a number is no book
PriceBook.parse(1);
// @ts-expect-error a book may be undefined nowhere
PriceBook.parse(undefined);
// @ts-expect-error a book keeps its name
book.id = "other";
// @ts-expect-error what has the methods of a book is no book
const fake: PriceBook = { id: "b", unit: "u", versions: () => [], methods: () => [], quote, toJSON: () => ({}) };
// @ts-expect-error an effectiveFrom may be null
const always: string = book.versions()[0]!.effectiveFrom;

// Funds.
const funds: Funds = { balance: 40 };
const answer: Affordability = afford(price, funds, book);
same<Affordability["topUp"], TopUpAdvice | null>();
same<Affordability["envelopesAffordable"], number | null>();
const preset: number | null | undefined = answer.topUp?.preset;

// @ts-expect-error a balance is a number
afford(price, { balance: "40" });
// @ts-expect-error a balance is not a wallet
afford(price, 40);
// @ts-expect-error an envelope is no quote
afford(envelope, funds);
// @ts-expect-error there may be nothing to buy
answer.topUp.preset;
// @ts-expect-error no preset may be enough
const enough: number = answer.topUp!.preset;
// @ts-expect-error a book is no text
afford(price, funds, "signsecure");

// Receipts.
const { KEY }: { KEY?: string } = {};
receipt(envelope, book);
receipt(envelope, book, undefined);
if (KEY !== undefined) verifyReceipt(receipt(envelope, book, { key: KEY }), envelope, book, { key: new Uint8Array(16) });
// @ts-expect-error a variable that is not set is no key
receipt(envelope, book, { key: KEY });
// @ts-expect-error nor does it check a signature
verifyReceipt("", envelope, book, { key: KEY });
// @ts-expect-error nor is null
book.receipt(envelope, { key: null });

// Errors.
try {
  quote(envelope);
} catch (error) {
  // @ts-expect-error anything may have been thrown
  error.code;
  if (error instanceof SealquoteError) {
    same<typeof error.code, SealquoteErrorCode>();
    const plain: Error = error;
    const path: string = error.path;
    same<typeof error.name, "SealquoteError">();
    // @ts-expect-error there is no such code
    error.code === "NOPE";
    switch (error.code) {
      case "NOT_COMPILED":
      case "UNREADABLE":
      case "INTERNAL":
      case "UNKNOWN_METHOD":
    }
    void [plain, path];
  }
}
// @ts-expect-error errors are thrown by the package alone
new SealquoteError();

same<ReturnType<typeof init>, Promise<void>>();
await init();

const signing: SigningRecipient = { method: "any" };
const other: OtherRecipient = { role: "cc" };
// @ts-expect-error one who gets a copy says so
const silent: OtherRecipient = {};
void [due, added, unitPrice, since, fake, always, preset, enough, signing, other, silent];
