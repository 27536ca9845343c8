// Whoever builds the package anew, from the same sources in a folder of another name, has the same bytes.

import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { pkg, root } from "../../node/package.mjs";
import { pack, run } from "../consumer.mjs";

test("the sources in another folder make the same tarball", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sealquote-elsewhere-"));
  try {
    const copy = join(folder, "a", "longer", "place");
    const sources = (await run("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], { cwd: root })).split("\0");
    for (const name of sources.filter((name) => name !== "" && !name.startsWith("tests/"))) {
      await mkdir(dirname(join(copy, name)), { recursive: true });
      await cp(join(root, name), join(copy, name));
    }
    await run(process.execPath, ["scripts/build.mjs"], { cwd: copy, timeout: 1_200_000 });
    assert.ok((await readdir(join(copy, "target", "package"))).includes("unpack.wasm"));
    const [ours, theirs] = [await pack(folder, pkg), await pack(join(folder, "a"), join(copy, "pkg"))];
    assert.equal(Buffer.compare(await readFile(theirs), await readFile(ours)), 0);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
