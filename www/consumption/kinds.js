/** What is counted, in the guide's order, and what the page calls it; each with the colour of its level. */
export const PANELS = [
  {
    type: "invited_signers",
    title: "Invited signers",
    unit: { one: "signer", other: "signers" },
    columns: [
      { key: "invited_signers/simple", label: "Simple", colour: "--simple" },
      { key: "invited_signers/advanced", label: "Advanced", colour: "--advanced" },
      { key: "invited_signers/qualified", label: "Qualified", colour: "--qualified", informational: true },
    ],
  },
  {
    type: "identification_attempts",
    title: "Identification attempts",
    unit: { one: "attempt", other: "attempts" },
    columns: [
      { key: "identification_attempts/qualified/identity_verification", label: "Qualified, double verification", short: "Double verification", colour: "--qualified" },
      { key: "identification_attempts/qualified/saved_identity", label: "Qualified, saved identity", short: "Saved identity", colour: "--saved" },
    ],
  },
  {
    type: "electronic_seals",
    title: "Electronic seals",
    unit: { one: "document", other: "documents" },
    columns: [
      { key: "electronic_seals/simple", label: "Simple", colour: "--simple" },
      { key: "electronic_seals/advanced", label: "Advanced", colour: "--advanced" },
    ],
  },
  {
    type: "archiving",
    title: "Archiving",
    unit: { one: "MB", other: "MB" },
    columns: [{ key: "archiving", label: "MB", colour: "--archived" }],
  },
];

export const COLUMNS = PANELS.flatMap(({ columns, ...panel }) => columns.map((column) => ({ ...column, panel })));

export const keyOf = ({ type, level, identification_mode: mode }) => [type, level, mode].filter(Boolean).join("/");

const [SIGNERS, ATTEMPTS, DOCUMENTS, MEGABYTES] = PANELS.map(({ unit }) => unit);

/** The add-ons by the guide's names of products. */
export const ADDONS = {
  electronic_signature: { label: "Simple eSignature", unit: SIGNERS },
  advanced_electronic_signature: { label: "Advanced eSignature", unit: SIGNERS },
  qualified_electronic_signature_identity_verification: { label: "Identity verification (QES)", unit: ATTEMPTS },
  qualified_electronic_signature_saved_identity: { label: "Saved identity (QES)", unit: ATTEMPTS },
  electronic_seal: { label: "Simple eSeal", unit: DOCUMENTS },
  advanced_electronic_seal: { label: "Advanced eSeal", unit: DOCUMENTS },
  archiving: { label: "Archiving", unit: MEGABYTES },
};

export const SOURCE_LABELS = { app: "App", api: "API", connector: "Connector" };
