// The live preview on this machine: everything that is missing is set up first.

import { buildDocs } from "../docs/build/site.mjs";
import { build } from "./build.mjs";
import { main, Stop } from "./run.mjs";
import { serve } from "./serve.mjs";

await main(async () => {
  const port = Number(process.env.PORT ?? 8080);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Stop(`PORT is \`${process.env.PORT}\`, which is no port: give a number up to 65535.`);
  }
  await build();
  await buildDocs();
  const { origin } = await serve({ port });
  process.stdout.write(`Sealquote's live preview is at ${origin}, its documentation at ${origin}/docs/\n`);
});
