// What wasm-bindgen writes to bind a module, as the package has it: shorter, and importable where there is no coder of text.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root, Stop } from "./run.mjs";

/** Its decoder is made while it is imported, which not every platform can; `npm/text.js` is in its place. */
const DECODER = /^let cachedTextDecoder = [\s\S]*?^function decodeText\(bytes\) \{[\s\S]*?^\}\n/m;
/** What is handed over is always compiled, if in another realm. */
const COMPILING = /^ *if \(!\(module instanceof WebAssembly\.Module\)\) \{\n.*\n *\}\n/m;
/** Each method looks whether its object is of the present instance. */
const STALE = /^ *if \(\(?(\w+)\)?\.__wbg_inst !== undefined && \(?\w+\)?\.__wbg_inst !== __wbg_instance_id\) \{\n.*\n *\}\n/gm;
const STALE_ONCE = `
function refuseStale(object) {
  if (object.__wbg_inst !== undefined && object.__wbg_inst !== __wbg_instance_id) throw new Error("stale");
  return object.__wbg_ptr;
}
`;
/** What a method is given besides numbers comes from `npm/`, where there is one class of it. */
const ASSERTING = /^ *_assertClass\(\w+, \w+\);\n/gm;
/** `npm/` hands over what is asked for now, and not what used to be. */
const DEPRECATED = /^ *if \(module !== undefined\) \{\n *if \(Object[\s\S]*?\n {4}\}\n(?=\n* *const imports)/m;
/** Nothing that the build asks for schedules a new instance; `npm/engine.js` says when there is one. */
const SCHEDULING = /^ *__wbg_call_guard\(\);\n|^.*__wbg_reinit_scheduled = false;\n|^function __wbg_call_guard\(\) \{[\s\S]*?^\}\n/gm;
/** What comes back is named, and then handed on as it is. */
const NAMED = /^ *let ret;\n *ret = (.*);\n *return ret( >>> 0)?;\n/gm;
/** Only numbers cross to the small module and back, and when it fails it traps: it imports nothing. */
const IMPORTS = /^function __wbg_get_imports\(\) \{[\s\S]*?^\}\n|^ *const imports = __wbg_get_imports\(\);\n|, (?:__wbg_get_imports\(\)|imports)(?=\);)/gm;
const STARTING = /^ *wasm\.__wbindgen_start\(\);\n/gm;
/** The name of what throws has a number that tells it from others, of which there are none, and packs badly. */
export const NUMBERED = /(?<=__wbg___wbindgen_throw_)[0-9a-f]{16}/g;
export const UNNUMBERED = "_".repeat(16);
/** The desk is there as long as its instance, and what is asked on it is asked on the present one. */
const DESK_FREED = /^const DeskFinalization = [\s\S]*?^\}\);\n|^ *DeskFinalization\.register.*\n/gm;
const UNREGISTERED = /, unregister: \(\) => \{\}/g;
const DESK_STALE = /^ *refuseStale\(desk\);\n/gm;
const DESK = /^export class Desk \{[\s\S]*?^\}\n/m;
const OF_ITS_INSTANCE = /^ *refuseStale\(this\);\n|^.*'__wbg_inst'.*\n/gm;
/** A book is asked in one place whether it is of the present instance, and where it lies. */
const BOOK = /^export class Book \{[\s\S]*?^\}\n/m;
const ASKED = /^ *refuseStale\(this\);\n/gm;
/** Nobody sees these objects, and a descriptor has what `Object.prototype` was given. */
const MARKED = /Object\.defineProperty\(obj, '__wbg_inst', \{ value: (\w+), writable: true \}\)/g;
/** Objects of the small module live as long as their instance, or until they are garbage. */
const FREEING = /^ {4}(?:__destroy_into_raw|free)\(\) \{[\s\S]*?^ {4}\}\n|^if \(Symbol\.dispose\).*\n/gm;

/** An instance, also of what `scripts/translate.mjs` makes of a module. */
const INSTANCE = /new WebAssembly\.Instance\((?=\w+[,)])/g;
const INSTANCE_OF_EITHER = `
const instanceOf = (module, imports) => (typeof module === "function" ? module() : new WebAssembly.Instance(module, imports));
`;

/** What the small module exports besides its memory, by the names in its binding, for which letters do. */
const EXPORTED = /^(?:book|desk)_/;
const BOUND = /(?<=\bwasm\.)(?:book|desk)_\w+/g;

/** Short names for those of these names that are to have one. */
export function shortNames(names) {
  const exported = [...new Set(names)].filter((name) => EXPORTED.test(name)).sort();
  return new Map(exported.map((name, number) => [name, String.fromCharCode(0x61 + number)]));
}

/** The text that binds a module, by its path. */
export async function glue(path, { freeing, either }) {
  const left = [
    [DECODER, ""],
    [COMPILING, ""],
    [DEPRECATED, "    ({ module } = module);\n"],
    [/^.*numBytesDecoded = 0;\n/m, ""],
    [STALE, "refuseStale($1);\n"],
    [SCHEDULING, ""],
    [NAMED, "return $1$2;\n"],
    ...(freeing ? [[NUMBERED, UNNUMBERED]] : [FREEING, ASSERTING, IMPORTS, STARTING, DESK_FREED, UNREGISTERED, DESK_STALE].map((part) => [part, ""])),
    ...(freeing
      ? []
      : [
          [DESK, (text) => text.replace(OF_ITS_INSTANCE, "")],
          [BOOK, (text) => text.replace(ASKED, "").replaceAll("this.__wbg_ptr", "refuseStale(this)")],
        ]),
    [MARKED, "obj.__wbg_inst = $1"],
    ...(either ? [[INSTANCE, "instanceOf("]] : []),
  ];
  let text = await readFile(path, "utf8");
  for (const [part, instead] of left) {
    const without = text.replace(part, instead);
    if (without === text) {
      throw new Stop(`\`${part}\` was not found in \`${path}\`; see whether wasm-bindgen was updated.`);
    }
    text = without;
  }
  const short = shortNames(text.match(BOUND) ?? []);
  text = text.replace(BOUND, (name) => short.get(name));
  return `import { decodeText, TextEncoder } from ${JSON.stringify(join(root, "npm", "text.js"))};\n${text}${STALE_ONCE}${either ? INSTANCE_OF_EITHER : ""}`;
}
