// As in `index.cjs`; where no modules are loaded from CommonJS, there is WebAssembly.
try {
  module.exports = { ...require("./js.js") };
} catch {
  module.exports = require("./index.cjs");
}
