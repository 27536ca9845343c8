// What happened to an envelope, in the order in which it counts.

import { refuse } from "../refusing.js";
import { checkArray, checkObject, optional, placeAmong, refuseUnknown, required } from "./reading.js";

/** What can happen; of what happens in the same instant, the earlier of these comes first. */
const TYPES = ["created", "sent", "signed", "declined", "failed", "cancelled", "expired"];
export const SENT = 1;
export const SIGNED = 2;

const KEYS = ["type", "at", "signer", "method"];

/** The events of a list; `momentOf` knows instants by their texts. */
export function readEvents(events, momentOf) {
  checkArray(events, "/events");
  const read = [];
  for (let place = 0; place < events.length; place++) {
    read.push(readEvent(events[place], place, momentOf));
  }
  return read;
}

function readEvent(event, place, momentOf) {
  const path = `/events/${place}`;
  checkObject(event, path);
  let type;
  let at;
  let signer;
  let method;
  let isKnown = true;
  for (const key in event) {
    const value = event[key];
    if (key === "type") type = value;
    else if (key === "at") at = value;
    else if (key === "signer") signer = value;
    else if (key === "method") method = value;
    else isKnown = false;
  }
  const isSigned = type === "signed";
  if (!isKnown) {
    refuseUnknown(event, path, KEYS);
  }
  const kind = placeAmong(TYPES, type, path, "type");
  const moment = momentOf(required(at, path, "at"));
  if (moment === null) {
    refuse("INVALID_INSTANT", `${path}/at`, `\`${at}\` is not an instant; write it like \`2026-03-11T10:30:00Z\``);
  }
  signer = isSigned ? required(signer, path, "signer") : optional(signer, path, "signer");
  method = optional(method, path, "method");
  // Where nobody signs it has no say.
  return { path, type, kind, moment, signer, method: isSigned ? method : undefined, party: 0 };
}

/** Puts the people of the envelope to the events, and the events in their order; what is said twice stays once. */
export function inOrder(events, parties) {
  let isOrdered = true;
  for (let place = 0; place < events.length; place++) {
    const event = events[place];
    if (event.signer !== undefined) {
      event.party = parties.find(event.signer);
      if (event.party === undefined) {
        const message = `\`${event.signer}\`: nobody on the envelope is called that; name a recipient`;
        refuse("UNKNOWN_SIGNER", `${event.path}/signer`, message);
      }
    }
    isOrdered &&= place === 0 || compare(events[place - 1], event) < 0;
  }
  if (isOrdered) {
    return events;
  }
  const ordered = [...events].sort(compare);
  return ordered.filter((event, place) => {
    const before = ordered[place - 1];
    return before === undefined || compare(before, event) !== 0 || before.method !== event.method;
  });
}

function compare(left, right) {
  return (
    left.moment.seconds - right.moment.seconds ||
    left.moment.nanoseconds - right.moment.nanoseconds ||
    left.kind - right.kind ||
    left.party - right.party
  );
}
