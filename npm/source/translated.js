// The module as JavaScript, which nothing has to compile.

import { instantiate } from "sealquote:translation";

export const compile = () => instantiate;
export const compileLater = compile;
