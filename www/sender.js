import { SENDERS } from "./envelope.js";
import { putMessage } from "./message.js";
import { toSentence } from "./words.js";

const OURS = "your organization";
const OTHER = "another organization";

/** The API keys there are to choose from, by the name that the address has for each. */
const KEYS = {
  "": { label: "None" },
  personal: { label: "Made in the personal workspace", apiKey: { workspace: "personal" } },
  organization: { label: "Made in this organization by an owner", apiKey: { workspace: "organization", organization: OURS, madeBy: "owner" } },
  member: { label: "Made in this organization by a member", apiKey: { workspace: "organization", organization: OURS, madeBy: "member" } },
  elsewhere: { label: "Made in another organization", apiKey: { workspace: "organization", organization: OTHER, madeBy: "admin" } },
};
const [PERSONAL] = SENDERS;

/** The context that the package is asked about. */
export function toContext({ sender, key }) {
  const workspace = sender === PERSONAL ? { workspace: "personal" } : { workspace: "organization", organization: OURS, role: sender };
  return { ...workspace, ...(key !== "" && { apiKey: KEYS[key].apiKey }) };
}

const PAYERS = {
  personal: { balance: "Balance in the wallet", pays: "You pay", whose: "Balance" },
  organization: { balance: "Organization’s balance", pays: "The organization pays", whose: "Organization’s balance" },
  allocation: { balance: "Allocation left", pays: "Your allocation pays", whose: "Allocation" },
};

export const payerWords = (payer) => PAYERS[payer?.payer ?? PERSONAL];

/** In which capacity somebody sends: tells `onChange({ sender })` or `onChange({ key })`. */
export class Sender {
  #role = "owner";
  #key = document.querySelector("#api-key");
  #reason = document.querySelector("#payer-reason");

  constructor(onChange) {
    this.#key.append(...Object.entries(KEYS).map(([name, { label }]) => new Option(label, name)));
    this.#key.addEventListener("change", () => onChange({ key: this.#key.value }, {}));
    for (const radio of radios("workspace")) {
      radio.addEventListener("change", () => onChange({ sender: radio.value === PERSONAL ? PERSONAL : this.#role }, {}));
    }
    for (const radio of radios("role")) radio.addEventListener("change", () => onChange({ sender: radio.value }, {}));
  }

  /** `error` says why nobody pays. */
  draw({ sender, key }, { payer, error }) {
    const inOrganization = sender !== PERSONAL;
    if (inOrganization) this.#role = sender;
    for (const radio of radios("workspace")) radio.checked = (radio.value === PERSONAL) !== inOrganization;
    for (const radio of radios("role")) radio.checked = radio.value === this.#role;
    document.querySelector("#role-field").hidden = !inOrganization;
    this.#key.value = key;
    document.querySelector("#balance-label").textContent = payerWords(payer).balance;
    this.#reason.classList.toggle("refused", Boolean(error));
    const text = error ? `Nobody pays: ${error.message}.` : `${payerWords(payer).pays}: ${payer.reason}.`;
    if (this.#reason.textContent !== text.replaceAll("`", "")) putMessage(this.#reason, toSentence(text));
  }
}

const radios = (name) => document.querySelectorAll(`input[name=${name}]`);
