// For CommonJS the same as for modules, and no second copy of it. A test runner may load no modules from CommonJS.
try {
  module.exports = { ...require("./consumption.js") };
} catch {
  module.exports = require("./common/consumption.cjs");
}
