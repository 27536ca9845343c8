// What has to compile with the entry for consumption, and what must not. Compiled only, never run.

import { consumptionAddons, consumptionDetail, type AddonName, type ConsumptionDetail } from "sealquote/consumption";

// What comes from an address is text, and what is wrong with it is for the function to say.
const asked = new URLSearchParams("breakdown_type=workspace&source=api");
const text: string = asked.get("breakdown_type") ?? "organization";
const detail: ConsumptionDetail = consumptionDetail([], { from: text, to: text, breakdownType: text, source: text, after: asked.get("after") });
consumptionAddons([], [], { at: text, addons: asked.getAll("addons") });
const name: AddonName = "electronic_signature";
consumptionAddons([], [], { at: new Date(), addons: [name] });

// @ts-expect-error a period has two days
consumptionDetail([], { from: text });
// @ts-expect-error a source is text
consumptionDetail([], { from: text, to: text, source: 1 });
// @ts-expect-error a typing mistake
consumptionDetail([], { from: text, to: text, breakdown_type: text });
void detail;
