// An entry on the larger module in Node: as in `node.js`.

import { prefer } from "sealquote:way";
import { read } from "../source/beside.js";

prefer(read);

export * from "sealquote:entry";
