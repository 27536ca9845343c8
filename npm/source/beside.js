// The module as a file beside, where there are files: nothing has to be unpacked there. A bundle, or a program whose
// files may not be read, has it by the other way.

import build from "sealquote:build";
import file from "sealquote:path";

/** The bytes, unless they are not there, or not those of this version. */
export function read() {
  try {
    // Not by an import, which bundlers would look for; in words by which they take the file along.
    const bytes = process.getBuiltinModule("node:fs").readFileSync(new URL(file, import.meta.url));
    return String.fromCharCode(...bytes.subarray(-build.length)) === build ? bytes : undefined;
  } catch {
    return undefined;
  }
}
