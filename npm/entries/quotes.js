// The main entry where it does not carry its module: `sealquote/js`, and on platforms that compile no bytes.

import * as way from "sealquote:way";
import { init, provide } from "../quotes.js";

provide(way);

export { init };
export * from "./face.js";
