/** Reading of a ledger's files into rows: pages of the API, JSON by lines or as an array, CSV; packed by gzip or not. */
import { dsvFormat } from "../node_modules/d3-dsv/dist/d3-dsv.min.mjs";

const LARGEST_BYTES = 512 * 1024 * 1024;
const COMMAND = "the command `sealquote verify` reads it";
/** Any byte from 0x50 to 0x5f. */
const SKIPPABLE = -1;
/** How files begin that are none of these. */
const OTHERS = [
  [[0x50, 0x41, 0x52, 0x31], "is a Parquet file"],
  [[0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], "is an Arrow file"],
  [[0xff, 0xff, 0xff, 0xff], "is an Arrow stream"],
  [[0x28, 0xb5, 0x2f, 0xfd], "is packed by zstd"],
  // What such a file may begin with, of which sixteen beginnings are alike (RFC 8878, Skippable Frames).
  [[SKIPPABLE, 0x2a, 0x4d, 0x18], "is packed by zstd"],
];
const DELIMITERS = [",", ";", "\t", "|"];
const FIELDS = ["id", "type", "amount", "balanceAfter", "createdAt", "documentId", "envelopeId", "signatureMethod", "source", "walletId"];
const REQUIRED = FIELDS.slice(0, 5);
const NUMBERS = new Set(["amount", "balanceAfter"]);

/** A file that cannot be used, in words. */
export class FileError extends Error {}

/** The rows of files and where each file's begin, as `{ name, from }`; of pages the bodies too, and where the rows of each begin. */
export async function readFiles(files) {
  const read = [];
  for (const file of files) read.push({ name: file.name, ...parse(await textOf(file), file.name) });
  if (read.length > 1 && !areOneListing(read)) {
    throw new FileError(`several files are one ledger only if they are pages of one listing; choose one, or ${COMMAND.replace("reads it", "reads many")}`);
  }
  read.sort((one, other) => (pageOf(one) ?? 0) - (pageOf(other) ?? 0));
  const rows = [];
  const begins = [];
  const pages = [];
  for (const { name, rows: some, bodies } of read) {
    begins.push({ name, from: rows.length });
    for (const body of bodies ?? [{ items: some }]) {
      if (bodies) pages.push({ body, from: rows.length });
      // Not by spreading: an argument each is more than a call takes.
      for (const row of body.items) rows.push(row);
    }
  }
  return { rows, begins, pages };
}

/** The number of a file's page, if it is one. */
const pageOf = ({ bodies }) => (bodies?.length === 1 ? bodies[0].pageInfo?.page : undefined);

/** Whether each file is a page with a number of its own, or one of them once more. */
function areOneListing(read) {
  const numbers = new Set(read.map(pageOf));
  const differ = () => new Set(read.map((file) => JSON.stringify([pageOf(file), file.bodies[0].items]))).size;
  return !numbers.has(undefined) && (numbers.size === read.length || numbers.size === differ());
}

async function textOf(file) {
  if (file.size > LARGEST_BYTES) throw new FileError(`\`${file.name}\` is larger than 512 MB; ${COMMAND}`);
  const head = new Uint8Array(await file.slice(0, 6).arrayBuffer());
  const other = OTHERS.find(([magic]) => magic.every((byte, at) => (byte === SKIPPABLE ? head[at] >> 4 === 5 : head[at] === byte)));
  if (other) throw new FileError(`\`${file.name}\` ${other[1]}; ${COMMAND}`);
  if (head[0] !== 0x1f || head[1] !== 0x8b) return file.text();
  try {
    return await new Response(file.stream().pipeThrough(new DecompressionStream("gzip"))).text();
  } catch {
    throw new FileError(`\`${file.name}\` is packed by gzip and damaged or cut short; fetch it again`);
  }
}

function parse(text, name) {
  const content = text.replace(/^\uFEFF/, "").trim();
  if (content === "") return { rows: [] };
  const [first] = content;
  if (first !== "[" && first !== "{") return { rows: parseTable(content, name) };
  const end = content.indexOf("\n");
  if (first === "{" && end > 0 && isRow(content.slice(0, end))) return { rows: parseLines(content) };
  try {
    return rowsOf(JSON.parse(content), name);
  } catch (error) {
    if (error instanceof FileError) throw error;
    if (first === "{" && end > 0 && isRow(content.slice(end).trim().split("\n", 1)[0])) return { rows: parseLines(content) };
    throw new FileError(`\`${name}\` begins as JSON and is none; see whether it was cut short`);
  }
}

function rowsOf(document, name) {
  // Pages put together, such as by `jq --slurp`.
  const isPages = Array.isArray(document) && document.length > 0 && document.every((body) => Array.isArray(body?.items));
  if (isPages || Array.isArray(document.items)) return { bodies: isPages ? document : [document] };
  if (Array.isArray(document)) return { rows: document };
  if (Object.hasOwn(document, "id")) return { rows: [document] };
  throw new FileError(`\`${name}\` is JSON, but no ledger; give pages with \`items\`, an array of rows, or a row a line`);
}

function isRow(line) {
  try {
    return !Array.isArray(JSON.parse(line).items);
  } catch {
    return false;
  }
}

/** A line that is no JSON stays a text, which the check says is no row. */
function parseLines(content) {
  const rows = [];
  for (const line of content.split("\n")) {
    if (line.trim() === "") continue;
    try {
      rows.push(JSON.parse(line));
    } catch {
      rows.push(line);
    }
  }
  return rows;
}

function parseTable(content, name) {
  const head = content.split("\n", 1)[0];
  const delimiter = DELIMITERS.map((one) => [head.split(one).length, one]).sort(([one], [other]) => other - one)[0][1];
  const [names, ...records] = dsvFormat(delimiter).parseRows(content);
  const plain = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const columns = names.map((one) => FIELDS.find((field) => plain(field) === plain(one)));
  const missing = REQUIRED.filter((field) => !columns.includes(field));
  if (missing.length > 0) {
    throw new FileError(`\`${name}\` has no column ${missing.map((field) => `\`${field}\``).join(", ")}; name it so in the first line`);
  }
  return records.filter((cells) => cells.some(Boolean)).map((cells) => rowOfCells(cells, columns));
}

function rowOfCells(cells, columns) {
  const row = {};
  columns.forEach((field, place) => {
    const cell = cells[place]?.trim() ?? "";
    if (field === undefined || cell === "") return;
    // Anything else is left to the check, which says what is wrong with it.
    row[field] = NUMBERS.has(field) && /^[-+]?\d{1,16}$/.test(cell) ? Number(cell) : cell;
  });
  return row;
}
