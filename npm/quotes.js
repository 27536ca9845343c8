// What the entries about quotes share that come by their module in another way than by carrying it.

export * from "./index.js";
export { start } from "./engine.js";
export { provide } from "./source/provided.js";
