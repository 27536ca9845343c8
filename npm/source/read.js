// The module as a file beside, for CommonJS in what runs on a machine of one's own, as test runners do.

import file from "sealquote:path";

/** Not by `require`, which bundlers would follow to where there are no files. */
const bytes = () => process.getBuiltinModule("node:fs").readFileSync(`${__dirname}/../${file}`);

export const compile = () => new WebAssembly.Module(bytes());
export const compileLater = () => WebAssembly.compile(bytes());
