// The command as it is released, where a panic would end the process.

import { match, strictEqual } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../../target/release/sealquote", import.meta.url));
const feather = fileURLToPath(new URL("../../verifier/tests/formats/foreign/pyarrow.feather", import.meta.url));

test("a decoder that panics over a damaged file is a sentence and exit code 2", () => {
  const folder = mkdtempSync(join(tmpdir(), "sealquote-released-"));
  try {
    // One byte of a length, found by trying many.
    const bytes = readFileSync(feather);
    bytes[1374] = 0;
    const damaged = join(folder, "damaged.feather");
    writeFileSync(damaged, bytes);
    const { status, stdout, stderr } = spawnSync(command, ["verify", damaged], { encoding: "utf8" });
    strictEqual(stdout, "");
    match(stderr, /^sealquote: `\S+damaged\.feather` could not be read.*; fetch it again.*\n$/);
    strictEqual(status, 2);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
