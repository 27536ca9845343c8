// The module as a file that the platform compiled when the code was deployed: where bytes may not be compiled.

import module from "sealquote:file";

export const compile = () => module;
export const compileLater = compile;
