// The entry `sealquote/js`: the main one without WebAssembly.

export * from "./index.js";
