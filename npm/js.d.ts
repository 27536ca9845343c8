/**
 * Know what an envelope will cost, where WebAssembly is not allowed: everything that `sealquote` exports, in plain
 * JavaScript of the same core, with the same answers.
 *
 * It is for a page under `script-src 'self'`, and for a platform that compiles no WebAssembly at all. Where there is
 * WebAssembly, `sealquote` is smaller and several times as fast.
 *
 * Source: the README.
 *
 * @packageDocumentation
 *
 * @example
 * ```ts
 * import { quote } from "sealquote/js";
 *
 * quote({ signers: [{ method: "electronic" }] }).total; // 11
 * ```
 */

export * from "./index.js";
