import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { decodeView, encodeView, everything } from "../../www/consumption/address.js";
import { settle } from "./browser.mjs";
import { addons, row } from "./plain-count.mjs";
import { startView } from "./view.mjs";

const LAST_DAY = "2026-09-30";

let view;
before(async () => (view = await startView()));
after(() => view.stop());

describe("the filters", () => {
  it("limit everything, each and together, and live in the address", async () => {
    await view.open();
    await view.click("#workspaces label:nth-child(3) input");
    assert.deepEqual(await view.whole(), row({ workspaces: ["finance", "people"] }));
    assert.equal(await view.hash(), "#workspace=finance&workspace=people");
    await view.click("input[name=source][value=api]");
    assert.deepEqual(await view.whole(), row({ workspaces: ["finance", "people"], source: "api" }));
    await view.setDay("from", "2026-05-11");
    await view.setDay("to", "2026-06-02");
    const filter = { workspaces: ["finance", "people"], source: "api", from: "2026-05-11", to: "2026-06-02" };
    assert.deepEqual(await view.whole(), row(filter));
    await view.page.waitForFunction(() => location.hash === "#workspace=finance&workspace=people&source=api&from=2026-05-11&to=2026-06-02");
    assert.equal((await view.page.$$("#time-rows tr")).length, 23);
    const address = await view.hash();
    const [before, quotas] = [await view.texts("#time-box tr"), await view.texts(".addon")];
    await view.close();
    await view.open(address);
    assert.deepEqual([await view.texts("#time-box tr"), await view.texts(".addon")], [before, quotas]);
    assert.deepEqual([await view.value("#from"), await view.value("#to")], ["2026-05-11", "2026-06-02"]);
    await view.click("#no-filters");
    assert.deepEqual(await view.whole(), row({}));
    assert.equal(await view.hash(), "");
    await view.page.goBack();
    await settle(view.page);
    assert.deepEqual(await view.whole(), row(filter));
    await view.close();
  });

  it("go back over a day that was typed in one step", async () => {
    await view.open("#source=api");
    await view.page.focus("#from");
    for (const day of ["0002-05-11", "0020-05-11", "0202-05-11", "2026-05-11"]) await view.setDay("from", day);
    assert.deepEqual(await view.whole(), row({ source: "api", from: "2026-05-11" }));
    await view.page.waitForFunction(() => location.hash === "#source=api&from=2026-05-11");
    await view.page.goBack();
    await settle(view.page);
    assert.equal(await view.hash(), "#source=api");
    assert.equal(await view.value("#from"), "2025-10-01");
    assert.deepEqual(await view.whole(), row({ source: "api" }));
    await view.close();
  });

  it("show the part of what is chosen within the organization's quotas", async () => {
    await view.open("#workspace=people");
    const all = addons(LAST_DAY);
    const part = row({ workspaces: ["people"], from: "2026-01-01", to: LAST_DAY });
    for (const [index, column] of [[0, 0], [1, 1], [2, 3], [3, 4]]) {
      const consumed = all[index].consumed.toLocaleString("en");
      assert.ok((await view.text(`.addon:nth-child(${index + 1}) .left`)).startsWith(`${consumed} of `));
      const chosen = await view.text(`.addon:nth-child(${index + 1}) .chosen`);
      assert.equal(chosen, `${part[column].toLocaleString("en")} of the ${consumed} by what is chosen`);
    }
    await view.click("#no-filters");
    assert.equal(await view.text(".addon:first-child .chosen"), "");
    await view.close();
  });

  it("cut the period into months, weeks or days that add up", async () => {
    for (const [by, count] of [["month", 3], ["week", 14], ["day", 92]]) {
      await view.open(`#from=2026-01-01&to=2026-04-02&by=${by}`.replace("04-02", by === "month" ? "03-31" : "04-02"));
      const rows = await view.figures("#time-rows tr");
      assert.equal(rows.length, count, by);
      // Megabytes are rounded up in each row.
      for (let column = 0; column < 7; column += 1) {
        assert.equal(rows.reduce((sum, each) => sum + each[column], 0), (await view.whole())[column]);
      }
      await view.close();
    }
    await view.open("#from=2025-12-30&to=2026-01-06&by=week");
    assert.deepEqual((await view.figures("#time-rows tr")), [row({ from: "2025-12-30", to: "2026-01-04" }), row({ from: "2026-01-05", to: "2026-01-06" })]);
    await view.close();
  });

  it("say what is empty: no workspace, nobody by that name, nothing in the period, no add-on", async () => {
    await view.open("#workspaces=none");
    assert.match(await view.text("#nobody-chosen"), /^No workspace is chosen/);
    assert.deepEqual([await view.shown("#use"), await view.shown("#quotas")], [false, false]);
    await view.click("#all-workspaces");
    assert.deepEqual(await view.whole(), row({}));
    await view.close();
    await view.open("#workspace=nobody&from=2024-01-01&to=2024-12-31");
    assert.deepEqual(await view.texts("#workspaces label"), ["finance", "people", "sales", "nobody"]);
    assert.deepEqual(await view.texts(".use .nothing"), Array(4).fill("Nothing in this period."));
    assert.equal(await view.shown("#by-workspace"), false);
    assert.match(await view.text("#no-addons"), /^No add-on is active on that day/);
    await view.close();
  });

  it("pass on what the package says of a period, as a sentence", async () => {
    for (const [hash, sentence] of [
      ["#from=2026-05-02&to=2026-05-01", "2026-05-01 is before 2026-05-02; exchange the dates."],
      ["#from=2024-01-01&to=2026-05-01", "2026-05-01 is over a year after 2024-01-01; ask for a shorter period."],
    ]) {
      await view.open(hash);
      assert.equal(await view.text("#fault"), sentence);
      assert.equal(await view.shown("#use"), false);
      await view.setDay("from", "2026-04-01");
      assert.equal(await view.text("#fault"), "");
      assert.deepEqual(await view.whole(), row({ from: "2026-04-01", to: "2026-05-01" }));
      await view.close();
    }
  });
});

describe("the address of a view", () => {
  it("holds the whole view, and can be read", () => {
    const state = { workspaces: ["a b", "é&=,#%", "none"], source: "connector", from: "2026-01-01", to: "2026-02-01", by: "week" };
    assert.deepEqual(decodeView(encodeView(state)), state);
    assert.equal(encodeView({ ...everything(), workspaces: ["sales"], by: "day" }), "#workspace=sales&by=day");
    assert.deepEqual(decodeView(encodeView({ ...everything(), workspaces: [] })).workspaces, []);
    assert.equal(encodeView(decodeView("")), "");
  });

  for (const [bad, reason] of [
    ["#nonsense", /named `nonsense`/],
    ["#source=fax", /`fax` is none of `app`, `api`, `connector`/],
    ["#by=hour", /`hour` is none of/],
    ["#from=2026-02-30", /not a date/],
    ["#workspace=", /no name/],
    ["#workspace=%E0%A4%A", /cut short/],
    ["#workspaces=some", /no choice of workspaces/],
    ["#to=2026-01-01&to=2026-01-02", /twice/],
  ]) {
    it(`is refused: ${bad}`, () => assert.throws(() => decodeView(bad), reason));
  }

  it("that cannot be read is answered in words, and can be left", async () => {
    await view.open("#source=fax");
    assert.equal(await view.text("#unreadable h1"), "This address cannot be read");
    assert.equal(await view.shown("#desk"), false);
    await view.click("#start-over");
    assert.deepEqual(await view.whole(), row({}));
    await view.close();
  });

  it("is copied", async () => {
    await view.open("#source=app");
    await view.page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => (globalThis.copied = text) } }));
    await view.click("#copy-link");
    await view.page.waitForFunction(() => document.querySelector("#copy-link").textContent === "Link copied");
    assert.equal(await view.page.evaluate(() => globalThis.copied), `${view.origin}/consumption.html#source=app`);
    await view.close();
  });
});
