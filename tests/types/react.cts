// The entry for React, from CommonJS. Compiled only, never run.

import react = require("sealquote/react");

const total: number | undefined = react.useQuote({ signers: [] }).quote?.total;
void total;
