// Which crates are depended on, under which licences and from where, as `deny.toml` allows it.

import { main, run } from "./run.mjs";
import { needBasics, needDeny } from "./tools.mjs";

await main(async () => {
  await needBasics();
  await run(await needDeny(), ["check", "bans", "licenses", "sources"], { live: true });
});
