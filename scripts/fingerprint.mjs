// What tells whether something has to be built anew.

import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./run.mjs";

/** Names, sizes and times of all files in `sources`, which are files and folders by their paths from the root. */
export async function fingerprint(sources) {
  const hash = createHash("sha256");
  const visit = async (path) => {
    const about = await stat(path);
    if (about.isDirectory()) {
      for (const name of (await readdir(path)).sort()) await visit(join(path, name));
    } else {
      hash.update(`${path}\0${about.size}\0${about.mtimeMs}\n`);
    }
  };
  for (const source of sources) await visit(join(root, source));
  return hash.digest("hex");
}
