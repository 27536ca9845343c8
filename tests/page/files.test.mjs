import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { settle } from "./browser.mjs";
import { row, subscriptions } from "./plain-count.mjs";
import { startView } from "./view.mjs";

let view;
before(async () => (view = await startView()));
after(() => view.stop());

describe("a file of one's own", () => {
  let folder;
  before(async () => (folder = await mkdtemp(join(tmpdir(), "sealquote-events-"))));
  after(() => rm(folder, { recursive: true, force: true }));

  const own = [
    { id: "a", at: "2026-03-31T23:30:00-02:00", source: "api", workspaceId: "lab", kind: "signature_request.sent", level: "simple", signers: 3 },
    { id: "b", at: "2026-04-02T10:00:00Z", source: "app", workspaceId: "lab", kind: "seal.created", level: "advanced", documents: 4 },
  ];
  const choose = async (...contents) => {
    const paths = await Promise.all(contents.map(async (content, index) => {
      const path = join(folder, `${index}.json`);
      await writeFile(path, content);
      return path;
    }));
    const input = await view.page.$("#file");
    await input.uploadFile(...paths);
    // Once files are read, the same ones can be chosen again.
    await view.page.waitForFunction(() => document.querySelector("#file").value === "");
    await settle(view.page);
  };
  const lines = (events) => events.map((event) => JSON.stringify(event)).join("\n");

  it("takes the place of the sample, with its subscriptions, and gives it back", async () => {
    await view.open("#workspace=people");
    await choose(lines(own), JSON.stringify([{ name: "electronic_signature", start_at: "2026-01-01T00:00:00Z", end_at: "2027-01-01T00:00:00Z", quota: 5 }]));
    assert.equal(await view.text("#what"), "Your file: 2 events in 1 workspace, Apr 1 – 2, 2026.");
    assert.equal(await view.hash(), "");
    assert.deepEqual(await view.whole(), [3, 0, 0, 0, 0, 0, 4, 0]);
    assert.match(await view.text(".addon"), /^Simple eSignature 60% 3 of 5 signers, 2 left 50% crossed/);
    assert.ok(await view.shown("#not-in-link"));
    await view.click("#sample-again");
    assert.deepEqual(await view.whole(), row({}));
    await choose(JSON.stringify(own));
    assert.match(await view.text("#no-addons"), /^No add-ons are known/);
    await choose(JSON.stringify(subscriptions));
    assert.equal(await view.text("#what"), "Your file: 2 events in 1 workspace, Apr 1 – 2, 2026.");
    assert.equal((await view.page.$$(".addon")).length, 7);
    await view.click("#sample-again");
    await choose(JSON.stringify(subscriptions.slice(2, 3)));
    assert.deepEqual(await view.whole(), row({}));
    assert.equal((await view.page.$$(".addon")).length, 1);
    await view.click("#sample-again");
    assert.equal((await view.page.$$(".addon")).length, 7);
    await view.close();
  });

  it("is read as far as it can be, and says which lines were passed over", async () => {
    await view.open();
    const wrong = { ...own[0], level: "double" };
    await choose([lines(own), "{", JSON.stringify(wrong), "7", "", JSON.stringify({ ...own[1], id: 1 })].join("\n"));
    assert.deepEqual(await view.whole(), [3, 0, 0, 0, 0, 0, 4, 0]);
    const faults = await view.texts("#file-faults p");
    assert.deepEqual(faults.map((each) => each.split(":")[0]), ["Line 3 of 0.json", "Line 4 of 0.json, level", "Line 5 of 0.json", "Line 7 of 0.json, id"]);
    await view.close();
  });

  it("that holds nothing to count leaves everything as it was", async () => {
    await view.open("#source=api");
    for (const [content, reason] of [
      ["", /^Not opened: there is nothing to count in 0\.json/],
      ["[{", /^Not opened: 0\.json begins as an array, and is no JSON/],
      ["null", /^Not opened: there is nothing to count/],
      ['[{"name":"fax","quota":3}]', /^Not opened: fax has no meaning here/],
    ]) {
      await choose(content);
      assert.match(await view.text("#file-faults"), reason);
      assert.deepEqual(await view.whole(), row({ source: "api" }));
    }
    await view.close();
  });

  it("can be dropped", async () => {
    await view.open();
    await view.page.evaluate((content) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], "events.ndjson"));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, lines(own));
    await view.page.waitForFunction(() => document.querySelector("#what").textContent.startsWith("Your file"));
    assert.deepEqual(await view.whole(), [3, 0, 0, 0, 0, 0, 4, 0]);
    await view.close();
  });
});
