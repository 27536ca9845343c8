import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { pkg, project, root, vectors } from "./package.mjs";

/** The entry by its name, as a module and as CommonJS, each with the main entry's error class. */
async function bothKinds() {
  const { folder, remove } = await project();
  try {
    const path = join(folder, "entry.mjs");
    await writeFile(path, 'export * from "sealquote/consumption";\nexport { SealquoteError as MainError } from "sealquote";\n');
    const common = createRequire(join(folder, "entry.cjs"));
    const module = await import(pathToFileURL(path).href);
    return { module, common: { ...common("sealquote/consumption"), MainError: common("sealquote").SealquoteError } };
  } finally {
    await remove();
  }
}

const kinds = await bothKinds();

/** Code and path of every mistake that a call throws. */
function thrown(sealquote, call) {
  try {
    return call();
  } catch (error) {
    assert.ok(error instanceof sealquote.MainError, `${error.stack}`);
    const errors = error.details?.errors ?? [error];
    assert.equal(error.path, errors[0].path);
    const told = { errors: errors.map(({ code, path }) => ({ code, path })) };
    const { type, detail, invalid_params: params } = sealquote.consumptionError(error);
    return { ...told, problem: { type, detail, ...(params && { invalid_params: params.map(({ name }) => name) }) } };
  }
}

const bare = (errors) => errors?.map(({ code, path }) => ({ code, path }));

/** What answers a kind of vector. */
const answers = {
  classify: ({ classify }, { event }) => ({ readings: classify(event) }),
  "consumption-detail": ({ consumptionDetail }, { events, query }) => {
    const { errors, ...body } = consumptionDetail(events, query);
    const told = errors === undefined ? body : { ...body, errors: bare(errors) };
    return { detail: told, body: told, count: body.data.length };
  },
  "consumption-addons": ({ consumptionAddons }, { subscriptions, events, query }) => {
    const { data, errors } = consumptionAddons(subscriptions, events, query);
    const vendor = data.map(({ name, start_at, end_at, quota, consumed }) => ({ name, start_at, end_at, quota, consumed }));
    return { data, vendor: { data: vendor }, skipped: bare(errors) };
  },
  reconcile: ({ reconcileConsumption }, { events, theirs, query }) => ({
    discrepancies: reconcileConsumption(events, theirs, query),
  }),
};

// A count beyond 2^53 - 1, and decimals that a number cannot hold, are other values in JavaScript.
const textOnly = ["classify/archived-the-most.json"];

for (const [kind, sealquote] of Object.entries(kinds)) {
  for (const [name, answer] of Object.entries(answers)) {
    test(`${name} vectors, ${kind}`, async () => {
      const all = (await vectors(name)).filter((vector) => !textOnly.includes(vector.name));
      assert.ok(all.length >= 25, `only ${all.length}`);
      for (const vector of all) {
        const got = thrown(sealquote, () => answer(sealquote, vector));
        for (const [key, expected] of Object.entries(vector.expect)) {
          if (key === "detail") {
            for (const part of Object.keys(expected)) assert.deepEqual(got.detail?.[part], expected[part], `${vector.name}: ${part}`);
          } else {
            assert.deepEqual(got[key], expected, `${vector.name}: ${key}`);
          }
          if (key === "body") assert.equal(JSON.stringify(got.body), JSON.stringify(expected), `${vector.name}: keys in order`);
        }
      }
    });
  }

  test(`pages follow each other, ${kind}`, () => {
    const events = Array.from({ length: 250 }, (_, number) => ({
      id: `e${number}`, at: new Date(Date.UTC(2026, 2, 5, 0, number)), source: "api", workspaceId: `w${number}`,
      kind: "seal.created", level: "simple", documents: 1,
    }));
    const query = { from: "2026-03-01", to: "2026-03-31", breakdownType: "workspace" };
    const rows = [];
    let after = null;
    do {
      const { meta, data } = sealquote.consumptionDetail(events, { ...query, after });
      rows.push(...data);
      after = meta.next_cursor;
    } while (after !== null);
    assert.equal(rows.length, 250);
    assert.equal(new Set(rows.map((row) => row.workspace_id)).size, 250);
  });

  test(`rows are exported, ${kind}`, () => {
    const detail = { meta: {}, data: [{ source: "api", type: "archiving", value: 3 }] };
    const csv = "source,workspace_id,type,level,identification_mode,value\r\napi,,archiving,,,3\r\n";
    assert.equal(sealquote.toCsv(detail), csv);
    assert.equal(sealquote.toCsv(detail.data), csv);
    const none = sealquote.consumptionAddons([], [], { at: "2026-04-01T00:00:00Z" });
    assert.match(sealquote.toCsv(none), /^name,start_at,[^\r]*exhaustedOn\r\n$/);
    assert.throws(() => sealquote.toCsv([{ source: "fax" }]), { code: "INVALID_VALUE", path: "/0/source" });
  });

  test(`what is hostile is an error, ${kind}`, () => {
    const query = { from: "2026-03-01", to: "2026-03-31" };
    const getter = Object.defineProperty({}, "id", { enumerable: true, get() { throw new Error("no"); } });
    assert.throws(() => sealquote.consumptionDetail([getter], query), { code: "UNREADABLE", path: "/0/id" });
    assert.throws(() => sealquote.consumptionDetail(null, query), { code: "INVALID_TYPE" });
    assert.throws(() => sealquote.consumptionDetail([], undefined), { code: "INVALID_TYPE" });
    assert.throws(() => sealquote.consumptionError("nothing"), { code: "MISSING_KEY" });
    assert.throws(() => sealquote.consumptionError({ get details() { throw new Error("no"); } }), { code: "UNREADABLE" });
    assert.throws(() => sealquote.consumptionError([{ get code() { throw new Error("no"); } }]), { code: "UNREADABLE" });
    assert.throws(() => sealquote.consumptionError(new Array(2 ** 32 - 1)), { code: "MISSING_KEY" });
    assert.deepEqual(sealquote.consumptionDetail([], query).data, []);
  });
}

test("what the types export is what the entry exports, each with a doc comment", async () => {
  const text = await readFile(join(pkg, "consumption.d.cts"), "utf8");
  const values = [...text.matchAll(/^export (?:class|function|const) (\w+)/gm)].map(([, name]) => name);
  const { default: _, ...module } = await import(join(pkg, "consumption.js"));
  assert.deepEqual([...values, "SealquoteError", "init"].sort(), Object.keys(module).sort());
  const bareExports = [...text.matchAll(/^(.*)\n(export (?!\{).*)$/gm)].filter(([, before]) => before.trim() !== "*/").map(([, , line]) => line);
  assert.deepEqual(bareExports, []);
  const comments = text.split(/^export (?!\{)/m).slice(0, -1).map((part) => part.slice(part.lastIndexOf("/**")));
  assert.deepEqual(comments.filter((comment) => !/It is not|@packageDocumentation/.test(comment)), []);
  assert.deepEqual(comments.filter((comment) => !/Source: /.test(comment) || !/@example/.test(comment)), []);
});

test("the examples in the types compile, and a misuse does not", async () => {
  const text = await readFile(join(pkg, "consumption.d.cts"), "utf8");
  const exported = [...text.matchAll(/^export (class|function|const|type|interface) (\w+)/gm)];
  const names = exported.map(([, kind, name]) => (/type|interface/.test(kind) ? `type ${name}` : name));
  const imports = `import { ${names.join(", ")}, type SealquoteError } from "sealquote/consumption";\n`;
  const examples = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, example]) => example.replaceAll(/^ \* ?/gm, ""));
  assert.ok(examples.length > exported.length, `${examples.length} examples of ${exported.length} exports`);
  const misuse = `// @ts-expect-error: seals are not Qualified
const seal: ConsumptionEvent = { id: "e", at: "", source: "api", workspaceId: "w", kind: "seal.created", level: "qualified", documents: 1 };
// @ts-expect-error: a period has an end
consumptionDetail([], { from: "2026-03-01" });
`;
  const { folder, remove } = await project();
  try {
    const files = [...examples, misuse].map((example) => (/^import /m.test(example) ? example : imports + example));
    for (const [index, file] of files.entries()) await writeFile(join(folder, `example-${index}.mts`), file);
    const options = { strict: true, noEmit: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, target: "es2022", lib: ["es2022", "dom"], types: [], module: "nodenext" };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["*.mts"] }));
    execFileSync(join(root, "node_modules", ".bin", "tsc"), ["-p", folder], { cwd: folder, encoding: "utf8" });
  } catch (error) {
    assert.fail(error.stdout || error.message);
  } finally {
    await remove();
  }
});
