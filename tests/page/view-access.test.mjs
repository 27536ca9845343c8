import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { DESKTOP, focused, settle, violations } from "./browser.mjs";
import { row } from "./plain-count.mjs";
import { startView } from "./view.mjs";

const STATES = {
  everything: "",
  "a part of it": "#workspace=people&source=app&from=2026-03-05&to=2026-05-20",
  days: "#from=2026-05-01&to=2026-08-31&by=day",
  "nothing in it": "#workspace=nobody&from=2024-01-01&to=2024-12-31",
  "a long name": `#workspace=${"a".repeat(200)}&workspace=sales`,
  "no workspace": "#workspaces=none",
  "a bad period": "#from=2026-05-02&to=2026-05-01",
  "an unreadable address": "#source=fax",
};
/** WCAG 2.2, 1.4.11: what has to be told from its background. */
const LEAST_CONTRAST = 3;

let view;
before(async () => (view = await startView()));
after(() => view.stop());

describe("everybody can use the consumption view", () => {
  for (const [name, hash] of Object.entries(STATES)) {
    it(`axe finds nothing, in light, dark and on a phone, and nothing is wider than the screen: ${name}`, async () => {
      await view.open(hash);
      for (const scheme of ["light", "dark"]) {
        await view.page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        for (const width of [1280, 1024, 768, 390, 320]) {
          await view.page.setViewport({ ...DESKTOP, width });
          await settle(view.page);
          const scroll = await view.page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(scroll <= width, `${scroll} > ${width}`);
          if ([1280, 390].includes(width)) assert.deepEqual(await violations(view.page), [], `${scheme}, ${width}`);
        }
      }
      await view.close();
    });
  }

  it("works with the keyboard alone", async () => {
    await view.open();
    const press = async (...keys) => {
      for (const key of keys) await view.page.keyboard.press(key);
      await settle(view.page);
    };
    const tabTo = async (isThere) => {
      for (let step = 0; step < 60 && !(await view.page.evaluate(isThere)); step += 1) await press("Tab");
      assert.ok(await view.page.evaluate(isThere), await focused(view.page));
    };
    await tabTo(() => document.activeElement.name === "source");
    await press("ArrowRight", "ArrowRight");
    assert.deepEqual(await view.whole(), row({ source: "api" }));
    await tabTo(() => document.activeElement.value === "people");
    await press("Space");
    assert.deepEqual(await view.whole(), row({ source: "api", workspaces: ["finance", "sales"] }));
    assert.equal(await view.page.evaluate(() => document.activeElement.value), "people");
    await tabTo(() => document.activeElement.id === "no-filters");
    await press("Enter");
    assert.deepEqual(await view.whole(), row({}));
    assert.equal(await focused(view.page), "From");
    await tabTo(() => document.activeElement.id === "quotas-inner");
    await tabTo(() => document.activeElement.name === "by");
    await press("ArrowRight");
    assert.equal(await view.hash(), "#by=week");
    await tabTo(() => document.activeElement.id === "export");
    await view.close();
  });

  it("tells the charts' colours from the paper, and the parts of a column from each other", async () => {
    for (const scheme of ["light", "dark"]) {
      await view.open("", { scheme });
      const colours = await view.page.evaluate((names) => {
        const style = getComputedStyle(document.documentElement);
        return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
      }, ["paper", "simple", "advanced", "qualified", "saved", "archived"]);
      for (const name of ["simple", "advanced", "qualified", "saved", "archived"]) {
        assert.ok(contrast(colours[name], colours.paper) >= LEAST_CONTRAST, `${name} in ${scheme}`);
      }
      // Without any red and green to go by, lightness is what is left.
      for (const [one, other] of [["simple", "advanced"], ["qualified", "saved"]]) {
        assert.ok(contrast(colours[one], colours[other]) >= 1.4, `${one} and ${other} in ${scheme}`);
      }
      await view.close();
    }
  });

  it("keeps still", async () => {
    await view.open();
    await view.click("input[name=source][value=api]");
    assert.equal(await view.page.evaluate(() => document.getAnimations().length), 0);
    await view.close();
  });

  it("has its tables when the charts do not load, and says so when the package is not there", async () => {
    await view.open("", { missing: "/node_modules/uplot/dist/uPlot.esm.js" });
    assert.deepEqual(await view.whole(), row({}));
    assert.equal(await view.text("#no-charts"), "The charts did not load. The table has every figure.");
    assert.deepEqual(await view.keys(), row({}));
    await view.page.close();
    await view.open("", { missing: "/pkg/consumption.js" });
    assert.equal(await view.text("#unreadable h1"), "The meter did not load");
    assert.equal(await view.shown("#desk"), false);
    await view.page.close();
  });

  it("and the price and the ledger are a link apart", async () => {
    await view.open();
    await Promise.all([view.page.waitForNavigation(), view.page.click(".pages a:first-child")]);
    assert.equal(await view.text("h1:not([tabindex])"), "What will this envelope cost?");
    for (const [place, name] of [[2, "Consumption"], [3, "Ledger"]]) {
      await Promise.all([view.page.waitForNavigation(), view.page.click(`.pages a:nth-child(${place})`)]);
      await view.page.waitForFunction(() => document.querySelector("#what")?.textContent);
      assert.equal(await view.text(".pages [aria-current=page]"), name);
    }
    await view.close();
  });
});

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(one, other) {
  const luminance = (hex) => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}
