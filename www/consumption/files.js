/** Reading of files: events a line each, or an array of them; subscriptions, which have a quota, in either form. */
const LARGEST_FILE_BYTES = 32 * 1024 * 1024;
const SAMPLE = ["./samples/consumption/events.ndjson", "./samples/consumption/subscriptions.json"];

/** A file that cannot be used, in words. */
export class FileError extends Error {}

export async function readSample() {
  const texts = await Promise.all(SAMPLE.map(async (path) => {
    const response = await fetch(path);
    if (!response.ok) throw new FileError(`the sample did not load: ${response.status}`);
    return response.text();
  }));
  return sort(texts.flatMap((text, index) => parse(text, SAMPLE[index])));
}

/** Everything in some files, with what could not be read of them as `faults`. */
export async function readFiles(files) {
  const entries = [];
  for (const file of files) {
    if (file.size > LARGEST_FILE_BYTES) throw new FileError(`\`${file.name}\` is larger than 32 MB: split it`);
    entries.push(...parse(await file.text(), file.name));
  }
  return sort(entries);
}

function sort(entries) {
  const found = { events: [], places: [], subscriptions: [], faults: [] };
  for (const { value, place, fault } of entries) {
    if (fault) found.faults.push({ place, message: fault });
    else if (value !== null && typeof value === "object" && Object.hasOwn(value, "quota")) found.subscriptions.push(value);
    else {
      found.events.push(value);
      found.places.push(place);
    }
  }
  return found;
}

function parse(text, name) {
  const content = text.replace(/^\uFEFF/, "");
  if (/^\s*\[/.test(content)) return parseArray(content, name);
  return content.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === "") return [];
    const place = `Line ${index + 1} of \`${name}\``;
    try {
      return [{ value: JSON.parse(line), place }];
    } catch {
      return [{ place, fault: "it is no JSON; write one event a line" }];
    }
  });
}

function parseArray(text, name) {
  try {
    return JSON.parse(text).map((value, index) => ({ value, place: `Item ${index + 1} of \`${name}\`` }));
  } catch {
    throw new FileError(`\`${name}\` begins as an array, and is no JSON; see whether it was cut short`);
  }
}

/**
 * The events that the package can count; it lists mistakes up to a number, and is asked again until it has none.
 * Throws what it throws of subscriptions.
 */
export function check(core, { events, places, subscriptions, faults }) {
  const query = { from: "2000-01-01", to: "2000-01-01", skipInvalid: true };
  core.consumptionAddons(subscriptions, [], { at: "2000-01-01T00:00:00Z" });
  let left = events.map((event, index) => ({ event, place: places[index] }));
  const found = [...faults];
  for (;;) {
    const { errors = [] } = core.consumptionDetail(left.map(({ event }) => event), query);
    if (errors.length === 0) break;
    const bad = new Set();
    for (const { path, message } of errors) {
      const [, index, key] = /^\/(\d+)\/?(.*)$/.exec(path);
      const { place } = left[index];
      if (!bad.has(index)) found.push({ place: key ? `${place}, \`${key}\`` : place, message });
      bad.add(index);
    }
    left = left.filter((_, index) => !bad.has(String(index)));
  }
  return { events: left.map(({ event }) => event), subscriptions, faults: found };
}
