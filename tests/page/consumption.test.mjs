import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { settle } from "./browser.mjs";
import { addons, events, monthsOf, row } from "./plain-count.mjs";
import { startView } from "./view.mjs";

let view;
before(async () => (view = await startView()));
after(() => view.stop());

describe("the sample's figures", () => {
  it("are those of a plain count: by month, in the whole, and in the keys of the charts", async () => {
    await view.open();
    assert.match(await view.text("#what"), new RegExp(`^A sample of a year: ${events.length.toLocaleString("en")} events in 3 workspaces, `));
    assert.deepEqual(await view.figures("#time-rows tr"), monthsOf().map(row));
    assert.deepEqual(await view.whole(), row({}));
    assert.deepEqual(await view.keys(), row({}));
    await view.close();
  });

  it("are those of a plain count by workspace and source", async () => {
    await view.open();
    const expected = ["finance", "people", "sales"].map((name) => {
      const sources = ["app", "api", "connector"].map((source) => row({ workspaces: [name], source }));
      const kinds = sources[0].map((_, kind) => sources.map((each) => each[kind])).filter((each) => each.some(Boolean));
      return kinds.map((each) => [...each, each.reduce((sum, value) => sum + value, 0)]);
    });
    const bodies = await view.page.$$eval("#workspace-table tbody", (nodes) => nodes.length);
    assert.equal(bodies, 3);
    for (const [index, rows] of expected.entries()) {
      const seen = await view.figures(`#workspace-table tbody:nth-of-type(${index + 1}) tr:not(:first-child)`);
      assert.deepEqual(seen, rows);
    }
    await view.close();
  });

  it("are set against the quotas: thresholds, what is left, and what is to come", async () => {
    for (const [day, usedUp] of [["2026-09-30", 1], ["2025-12-31", 0]]) {
      await view.open(`#from=2025-10-01&to=${day}`);
      const expected = addons(day);
      assert.equal((await view.page.$$(".addon")).length, expected.length);
      assert.equal(await view.text(".sum"), `${usedUp} of ${expected.length} add-ons used up`);
      for (const [index, { name, quota, consumed, percent, projected }] of expected.entries()) {
        const at = `.addon:nth-child(${index + 1})`;
        assert.equal(await view.page.$eval(at, (node) => node.dataset.name), name);
        assert.equal(await view.text(`${at} .share`), `${percent}%`, name);
        const left = quota >= consumed ? `${(quota - consumed).toLocaleString("en")} left` : `${(consumed - quota).toLocaleString("en")} over`;
        assert.match(await view.text(`${at} .left`), new RegExp(`^${consumed.toLocaleString("en")} of ${quota.toLocaleString("en")} \\S+, ${left}$`));
        const outlook = await view.text(`${at} .outlook`);
        const reached = [50, 80, 100].filter((threshold) => consumed * 100 >= threshold * quota);
        assert.deepEqual([...outlook.split("crossed")[0].matchAll(/(\d+)%/g)].map(([, each]) => Number(each)).slice(0, reached.length), reached);
        assert.equal(outlook.includes("crossed"), reached.length > 0);
        const lasts = `${Math.floor((100 * projected) / quota)}% by the end`;
        assert.ok(outlook.includes(consumed >= quota ? " used up on " : projected >= quota ? "lasts until " : lasts), `${name}: ${outlook}`);
        const width = await view.page.$eval(`${at} .all`, (bar) => bar.getBoundingClientRect().width / bar.parentElement.getBoundingClientRect().width);
        assert.ok(Math.abs(width - Math.min(1.25, consumed / quota) / 1.25) < 0.01, `${name}: ${width}`);
      }
      await view.close();
    }
  });

  it("are drawn, in the colours of the scheme", async () => {
    for (const scheme of ["light", "dark"]) {
      await view.open("", { scheme });
      const drawn = await view.page.evaluate(() => {
        const style = getComputedStyle(document.documentElement);
        const rgb = (hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join();
        const pixels = [...document.querySelectorAll("#charts canvas")].map((canvas) => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const seen = new Map();
          for (let at = 0; at < data.length; at += 4) {
            const key = `${data[at]},${data[at + 1]},${data[at + 2]}`;
            if (data[at + 3] === 255) seen.set(key, (seen.get(key) ?? 0) + 1);
          }
          return seen;
        });
        const wanted = [["--simple", "--advanced", "--qualified"], ["--qualified", "--saved"], ["--simple", "--advanced"], ["--archived"]];
        return wanted.map((names, index) => names.map((name) => pixels[index].get(rgb(style.getPropertyValue(name).trim())) ?? 0));
      });
      assert.ok(drawn.flat().every((count) => count > 20), `${scheme}: ${JSON.stringify(drawn)}`);
      await view.close();
    }
  });

  it("are told for the column under the pointer, by all charts alike", async () => {
    await view.open();
    await view.page.hover("#charts figure:nth-child(2) .u-over");
    await settle(view.page);
    const months = new Set(await view.texts(".when"));
    assert.equal(months.size, 1);
    const [month] = months;
    const position = (await view.texts("#time-rows th")).indexOf(month);
    assert.ok(position >= 0, month);
    assert.deepEqual(await view.keys(), row(monthsOf()[position]));
    await view.page.mouse.move(2, 2);
    await settle(view.page);
    assert.deepEqual([...new Set(await view.texts(".when"))], ["whole period"]);
    await view.close();
  });

  it("are saved as the rows of the package", async () => {
    await view.open("#workspace=people&source=api");
    await view.page.evaluate(() => {
      const make = URL.createObjectURL;
      URL.createObjectURL = (blob) => make(globalThis.saved = blob);
    });
    await view.click("#export");
    const csv = await view.page.evaluate(() => globalThis.saved.text());
    const [head, ...lines] = csv.trimEnd().split("\r\n");
    assert.equal(head, "source,workspace_id,type,level,identification_mode,value");
    assert.deepEqual(lines.map((line) => Number(line.split(",").at(-1))), row({ workspaces: ["people"], source: "api" }).filter(Boolean));
    await view.page.close();
  });
});
