// The entry `sealquote`, with the module inside.

export * from "../index.js";
// For `node/index.js`.
export { prefer } from "sealquote:source";
