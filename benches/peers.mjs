// One quote beside two rule engines that are given the same tariff: they answer its total, the package all of it.

import { ZenEngine } from "@gorules/zen-engine";
import jsonLogic from "json-logic-js";
import { strictEqual } from "node:assert/strict";
import { performance } from "node:perf_hooks";
import { quote } from "../pkg/index.js";
import { median, printTable, takeTurns } from "./rounds.mjs";

const ROUNDS = 21;
const METHODS = ["electronic", "dsc_usb_token", "aadhaar_esign"];

const ENVELOPES = METHODS.flatMap((first) =>
  METHODS.flatMap((second) => METHODS.map((third) => ({ signers: [{ method: first }, { method: second }, { method: third }] }))),
);

const uses = (method) => ({ some: [{ var: "signers" }, { "==": [{ var: "method" }, method] }] });
const RULES = {
  "+": [
    1,
    { if: [uses("electronic"), 10, 0] },
    { if: [uses("dsc_usb_token"), 10, 0] },
    {
      "*": [
        15,
        {
          reduce: [
            { filter: [{ var: "signers" }, { "==": [{ var: "method" }, "aadhaar_esign"] }] },
            { "+": [{ var: "accumulator" }, 1] },
            0,
          ],
        },
      ],
    },
  ],
};

const EXPRESSION = [
  "1",
  "(some(signers, #.method == 'electronic') ? 10 : 0)",
  "(some(signers, #.method == 'dsc_usb_token') ? 10 : 0)",
  "15 * len(filter(signers, #.method == 'aadhaar_esign'))",
].join(" + ");

const GRAPH = {
  nodes: [
    { id: "in", name: "in", type: "inputNode", position: { x: 0, y: 0 } },
    {
      id: "price", name: "price", type: "expressionNode", position: { x: 1, y: 0 },
      content: { expressions: [{ id: "total", key: "total", value: EXPRESSION }] },
    },
    { id: "out", name: "out", type: "outputNode", position: { x: 2, y: 0 } },
  ],
  edges: [
    { id: "1", type: "edge", sourceId: "in", targetId: "price" },
    { id: "2", type: "edge", sourceId: "price", targetId: "out" },
  ],
};

const decision = new ZenEngine().createDecision(Buffer.from(JSON.stringify(GRAPH)));

const alternatives = {
  "sealquote: quote(envelope)": { rounds: 20_000, total: (envelope) => quote(envelope).total },
  "json-logic-js": { rounds: 2_000, total: (envelope) => jsonLogic.apply(RULES, envelope) },
  "@gorules/zen-engine": { rounds: 1_000, total: async (envelope) => (await decision.evaluate(envelope)).result.total },
};

/** Microseconds a total. */
async function timed({ rounds, total }) {
  const began = performance.now();
  let credits = 0;
  for (let number = 0; number < rounds; number++) {
    const answer = total(ENVELOPES[number % ENVELOPES.length]);
    credits += typeof answer === "number" ? answer : await answer;
  }
  const took = performance.now() - began;
  if (credits === 0) {
    throw new Error("nothing was priced");
  }
  return (took * 1000) / rounds;
}

for (const envelope of ENVELOPES) {
  for (const { total } of Object.values(alternatives)) {
    strictEqual(await total(envelope), quote(envelope).total);
  }
}
const runs = Object.fromEntries(Object.entries(alternatives).map(([name, alternative]) => [name, () => timed(alternative)]));
await takeTurns(runs, 3);
const measured = await takeTurns(runs, ROUNDS);
const ours = median(measured["sealquote: quote(envelope)"]);
const rows = Object.entries(measured).map(([name, times]) => [name, `${median(times).toFixed(3)} µs`, `${(median(times) / ours).toFixed(1)} ×`]);
process.stdout.write(`The total of three signers, ${ROUNDS} rounds in turns\n`);
printTable(["", "median", "to sealquote"], rows);
