// The module as JavaScript, which nothing has to compile.

import { instantiate } from "sealquote:translation";
import { memory } from "../engine.js";

export const compile = () => instantiate;
export const compileLater = compile;

/** Memory that grows is another buffer, and the old one stays readable. */
export const isStale = (view) => view.buffer !== memory();
