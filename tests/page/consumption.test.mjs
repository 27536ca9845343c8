import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { decodeView, encodeView, everything } from "../../www/consumption/address.js";
import { settle, startBrowser, text, value } from "./browser.mjs";
import { addons, events, monthsOf, row, subscriptions } from "./plain-count.mjs";

const WHOLE = { from: "2025-10-01", to: "2026-09-30" };
const figures = (page, selector) =>
  page.$$eval(selector, (rows) => rows.map((row) => [...row.querySelectorAll("td")].map((cell) => Number(cell.textContent.replaceAll(",", "")))));
const whole = async (page) => (await figures(page, "#time-whole tr"))[0];
const texts = (page, selector) => page.$$eval(selector, (nodes) => nodes.map((node) => node.innerText.replace(/\s+/g, " ").trim()));
const shown = (page, selector) => page.$eval(selector, (node) => node.checkVisibility());

let browser;
let page;
before(async () => (browser = await startBrowser()));
after(() => browser.close());
const open = async (hash = "", look) => (page = await browser.open(`consumption.html${hash}`, look));
const close = async () => {
  assert.deepEqual(page.problems, []);
  await page.close();
};
const hash = () => page.evaluate(() => location.hash);
const click = async (selector) => {
  await page.$eval(selector, (node) => node.click());
  await settle(page);
};
const setDay = async (which, day) => {
  await page.$eval(`#${which}`, (node, day) => {
    node.value = day;
    node.dispatchEvent(new Event("change", { bubbles: true }));
  }, day);
  await settle(page);
};

describe("the sample's figures", () => {
  it("are those of a plain count: by month, in the whole, and in the keys of the charts", async () => {
    await open();
    assert.match(await text(page, "#what"), new RegExp(`^A sample of a year: ${events.length.toLocaleString("en")} events in 3 workspaces, `));
    assert.deepEqual(await figures(page, "#time-rows tr"), monthsOf().map(row));
    assert.deepEqual(await whole(page), row({}));
    const keys = await page.$$eval(".key strong", (nodes) => nodes.map((node) => Number(node.textContent.replaceAll(",", ""))));
    assert.deepEqual(keys, row({}));
    await close();
  });

  it("are those of a plain count by workspace and source", async () => {
    await open();
    const expected = ["finance", "people", "sales"].map((name) => {
      const sources = ["app", "api", "connector"].map((source) => row({ workspaces: [name], source }));
      const kinds = sources[0].map((_, kind) => sources.map((each) => each[kind])).filter((each) => each.some(Boolean));
      return kinds.map((each) => [...each, each.reduce((sum, value) => sum + value, 0)]);
    });
    const bodies = await page.$$eval("#workspace-table tbody", (nodes) => nodes.length);
    assert.equal(bodies, 3);
    for (const [index, rows] of expected.entries()) {
      const seen = await figures(page, `#workspace-table tbody:nth-of-type(${index + 1}) tr:not(:first-child)`);
      assert.deepEqual(seen, rows);
    }
    await close();
  });

  it("are set against the quotas: thresholds, what is left, and what is to come", async () => {
    for (const [day, usedUp] of [["2026-09-30", 1], ["2025-12-31", 0]]) {
      await open(`#from=2025-10-01&to=${day}`);
      const expected = addons(day);
      assert.equal((await page.$$(".addon")).length, expected.length);
      assert.equal(await text(page, ".sum"), `${usedUp} of ${expected.length} add-ons used up`);
      for (const [index, { name, quota, consumed, percent, projected }] of expected.entries()) {
        const at = `.addon:nth-child(${index + 1})`;
        assert.equal(await page.$eval(at, (node) => node.dataset.name), name);
        assert.equal(await text(page, `${at} .share`), `${percent}%`, name);
        const left = quota >= consumed ? `${(quota - consumed).toLocaleString("en")} left` : `${(consumed - quota).toLocaleString("en")} over`;
        assert.match(await text(page, `${at} .left`), new RegExp(`^${consumed.toLocaleString("en")} of ${quota.toLocaleString("en")} \\S+, ${left}$`));
        const outlook = await text(page, `${at} .outlook`);
        const reached = [50, 80, 100].filter((threshold) => consumed * 100 >= threshold * quota);
        assert.deepEqual([...outlook.split("crossed")[0].matchAll(/(\d+)%/g)].map(([, each]) => Number(each)).slice(0, reached.length), reached);
        assert.equal(outlook.includes("crossed"), reached.length > 0);
        const lasts = `${Math.floor((100 * projected) / quota)}% by the end at this rate`;
        assert.ok(outlook.includes(consumed >= quota ? " used up on " : projected >= quota ? "will be used up on " : lasts), `${name}: ${outlook}`);
        const width = await page.$eval(`${at} .all`, (bar) => bar.getBoundingClientRect().width / bar.parentElement.getBoundingClientRect().width);
        assert.ok(Math.abs(width - Math.min(1.25, consumed / quota) / 1.25) < 0.01, `${name}: ${width}`);
      }
      await close();
    }
  });

  it("are drawn, in the colours of the scheme", async () => {
    for (const scheme of ["light", "dark"]) {
      await open("", { scheme });
      const drawn = await page.evaluate(() => {
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
      await close();
    }
  });

  it("are told for the column under the pointer, by all charts alike", async () => {
    await open();
    await page.hover("#charts figure:nth-child(2) .u-over");
    await settle(page);
    const months = new Set(await texts(page, ".when"));
    assert.equal(months.size, 1);
    const [month] = months;
    const position = (await texts(page, "#time-rows th")).indexOf(month);
    assert.ok(position >= 0, month);
    const keys = await page.$$eval(".key strong", (nodes) => nodes.map((node) => Number(node.textContent.replaceAll(",", ""))));
    assert.deepEqual(keys, row(monthsOf()[position]));
    await page.mouse.move(2, 2);
    await settle(page);
    assert.deepEqual([...new Set(await texts(page, ".when"))], ["whole period"]);
    await close();
  });

  it("are saved as the rows of the package", async () => {
    await open("#workspace=people&source=api");
    await page.evaluate(() => (URL.createObjectURL = (blob) => ((globalThis.saved = blob), "about:blank#")));
    await click("#export");
    const csv = await page.evaluate(() => globalThis.saved.text());
    const [head, ...lines] = csv.trimEnd().split("\r\n");
    assert.equal(head, "source,workspace_id,type,level,identification_mode,value");
    assert.deepEqual(lines.map((line) => Number(line.split(",").at(-1))), row({ workspaces: ["people"], source: "api" }).filter(Boolean));
    await page.close();
  });
});

describe("the filters", () => {
  it("limit everything, each and together, and live in the address", async () => {
    await open();
    await click("#workspaces label:nth-child(3) input");
    assert.deepEqual(await whole(page), row({ workspaces: ["finance", "people"] }));
    assert.equal(await hash(), "#workspace=finance&workspace=people");
    await click("input[name=source][value=api]");
    assert.deepEqual(await whole(page), row({ workspaces: ["finance", "people"], source: "api" }));
    await setDay("from", "2026-05-11");
    await setDay("to", "2026-06-02");
    const filter = { workspaces: ["finance", "people"], source: "api", from: "2026-05-11", to: "2026-06-02" };
    assert.deepEqual(await whole(page), row(filter));
    assert.equal(await hash(), "#workspace=finance&workspace=people&source=api&from=2026-05-11&to=2026-06-02");
    assert.equal((await page.$$("#time-rows tr")).length, 23);
    const address = await hash();
    const [before, quotas] = [await texts(page, "#time-box tr"), await texts(page, ".addon")];
    await close();
    await open(address);
    assert.deepEqual([await texts(page, "#time-box tr"), await texts(page, ".addon")], [before, quotas]);
    assert.deepEqual([await value(page, "#from"), await value(page, "#to")], ["2026-05-11", "2026-06-02"]);
    await click("#no-filters");
    assert.deepEqual(await whole(page), row({}));
    assert.equal(await hash(), "");
    await page.goBack();
    await settle(page);
    assert.deepEqual(await whole(page), row(filter));
    await close();
  });

  it("show the part of what is chosen within the organization's quotas", async () => {
    await open("#workspace=people");
    const all = addons(WHOLE.to);
    const part = row({ workspaces: ["people"], from: "2026-01-01", to: WHOLE.to });
    for (const [index, column] of [[0, 0], [1, 1], [2, 3], [3, 4]]) {
      const left = await text(page, `.addon:nth-child(${index + 1}) .left`);
      assert.ok(left.startsWith(`${all[index].consumed.toLocaleString("en")} of `), left);
      assert.ok(left.endsWith(`; ${part[column].toLocaleString("en")} of them chosen here`), `${left} ${part[column]}`);
    }
    await close();
  });

  it("cut the period into months, weeks or days that add up", async () => {
    for (const [by, count] of [["month", 3], ["week", 14], ["day", 92]]) {
      await open(`#from=2026-01-01&to=2026-04-02&by=${by}`.replace("04-02", by === "month" ? "03-31" : "04-02"));
      const rows = await figures(page, "#time-rows tr");
      assert.equal(rows.length, count, by);
      // Megabytes are rounded up in each row.
      for (let column = 0; column < 7; column += 1) {
        assert.equal(rows.reduce((sum, each) => sum + each[column], 0), (await whole(page))[column]);
      }
      await close();
    }
    await open("#from=2025-12-30&to=2026-01-06&by=week");
    assert.deepEqual((await figures(page, "#time-rows tr")), [row({ from: "2025-12-30", to: "2026-01-04" }), row({ from: "2026-01-05", to: "2026-01-06" })]);
    await close();
  });

  it("say what is empty: no workspace, nobody by that name, nothing in the period, no add-on", async () => {
    await open("#workspaces=none");
    assert.match(await text(page, "#nobody-chosen"), /^No workspace is chosen/);
    assert.deepEqual([await shown(page, "#use"), await shown(page, "#quotas")], [false, false]);
    await click("#all-workspaces");
    assert.deepEqual(await whole(page), row({}));
    await close();
    await open("#workspace=nobody&from=2024-01-01&to=2024-12-31");
    assert.deepEqual(await texts(page, "#workspaces label"), ["finance", "people", "sales", "nobody"]);
    assert.deepEqual(await texts(page, ".use .nothing"), Array(4).fill("Nothing in this period."));
    assert.equal(await shown(page, "#by-workspace"), false);
    assert.match(await text(page, "#no-addons"), /^No add-on is active on that day/);
    await close();
  });

  it("pass on what the package says of a period, as a sentence", async () => {
    for (const [view, sentence] of [
      ["#from=2026-05-02&to=2026-05-01", "2026-05-01 is before 2026-05-02; exchange the dates."],
      ["#from=2024-01-01&to=2026-05-01", "2026-05-01 is over a year after 2024-01-01; ask for a shorter period."],
    ]) {
      await open(view);
      assert.equal(await text(page, "#fault"), sentence);
      assert.equal(await shown(page, "#use"), false);
      await setDay("from", "2026-04-01");
      assert.equal(await text(page, "#fault"), "");
      assert.deepEqual(await whole(page), row({ from: "2026-04-01", to: "2026-05-01" }));
      await close();
    }
  });
});

describe("the address of a view", () => {
  it("holds the whole view, and can be read", () => {
    const view = { workspaces: ["a b", "é&=,#%", "none"], source: "connector", from: "2026-01-01", to: "2026-02-01", by: "week" };
    assert.deepEqual(decodeView(encodeView(view)), view);
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
    await open("#source=fax");
    assert.equal(await text(page, "#unreadable h1"), "This address cannot be read");
    assert.equal(await shown(page, "#desk"), false);
    await click("#start-over");
    assert.deepEqual(await whole(page), row({}));
    await close();
  });

  it("is copied", async () => {
    await open("#source=app");
    await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => (globalThis.copied = text) } }));
    await click("#copy-link");
    await page.waitForFunction(() => document.querySelector("#copy-link").textContent === "Link copied");
    assert.equal(await page.evaluate(() => globalThis.copied), `${browser.origin}/consumption.html#source=app`);
    await close();
  });
});

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
    const input = await page.$("#file");
    await input.uploadFile(...paths);
    await settle(page);
  };
  const lines = (events) => events.map((event) => JSON.stringify(event)).join("\n");

  it("takes the place of the sample, with its subscriptions, and gives it back", async () => {
    await open("#workspace=people");
    await choose(lines(own), JSON.stringify([{ name: "electronic_signature", start_at: "2026-01-01T00:00:00Z", end_at: "2027-01-01T00:00:00Z", quota: 5 }]));
    assert.equal(await text(page, "#what"), "Your file: 2 events in 1 workspace, Apr 1 – 2, 2026.");
    assert.equal(await hash(), "");
    assert.deepEqual(await whole(page), [3, 0, 0, 0, 0, 0, 4, 0]);
    assert.match(await text(page, ".addon"), /^Simple eSignature 60% 3 of 5 signers, 2 left 50% crossed/);
    assert.ok(await shown(page, "#not-in-link"));
    await click("#sample-again");
    assert.deepEqual(await whole(page), row({}));
    await choose(JSON.stringify(own));
    assert.match(await text(page, "#no-addons"), /^No add-ons are known/);
    await choose(JSON.stringify(subscriptions));
    assert.equal(await text(page, "#what"), "Your file: 2 events in 1 workspace, Apr 1 – 2, 2026.");
    assert.equal((await page.$$(".addon")).length, 7);
    await close();
  });

  it("is read as far as it can be, and says which lines were passed over", async () => {
    await open();
    const wrong = { ...own[0], level: "double" };
    await choose([lines(own), "{", JSON.stringify(wrong), "7", "", JSON.stringify({ ...own[1], id: 1 })].join("\n"));
    assert.deepEqual(await whole(page), [3, 0, 0, 0, 0, 0, 4, 0]);
    const faults = await texts(page, "#file-faults p");
    assert.deepEqual(faults.map((each) => each.split(":")[0]), ["Line 3 of 0.json", "Line 4 of 0.json, level", "Line 5 of 0.json", "Line 7 of 0.json, id"]);
    await close();
  });

  it("that holds nothing to count leaves everything as it was", async () => {
    await open("#source=api");
    for (const [content, reason] of [
      ["", /^Not opened: there is nothing to count in 0\.json/],
      ["[{", /^Not opened: 0\.json begins as an array, and is no JSON/],
      ["null", /^Not opened: there is nothing to count/],
      ['[{"name":"fax","quota":3}]', /^Not opened: fax has no meaning here/],
    ]) {
      await choose(content);
      assert.match(await text(page, "#file-faults"), reason);
      assert.deepEqual(await whole(page), row({ source: "api" }));
    }
    await close();
  });

  it("can be dropped", async () => {
    await open();
    await page.evaluate((content) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], "events.ndjson"));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, lines(own));
    await page.waitForFunction(() => document.querySelector("#what").textContent.startsWith("Your file"));
    assert.deepEqual(await whole(page), [3, 0, 0, 0, 0, 0, 4, 0]);
    await close();
  });
});
