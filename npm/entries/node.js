// The main entry in Node: the same as everywhere, only that its module need not be unpacked.

import { init, prefer } from "../index.js";
import { read } from "../source/beside.js";

prefer(read);

export { init };
export * from "./face.js";
