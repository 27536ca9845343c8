/**
 * The module of `sealquote` and `sealquote/slim`, where a platform or a bundler makes a compiled module of its file.
 *
 * It has no use by itself: give it to `init` or `initSync` of `sealquote/slim`.
 */
declare const module: typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module & object : object;
export default module;
