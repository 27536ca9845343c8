/**
 * Know what an envelope will cost, with a module that the caller brings: everything that `sealquote` exports, and of its
 * bytes only the code.
 *
 * It is for whom `sealquote` does not suit: a page that serves `sealquote/quote.wasm` as a file of its own, a platform that
 * compiles files and no bytes. Before anything else one of {@link init} and {@link initSync} has to have taken the module.
 *
 * Source: WebAssembly JavaScript Interface.
 *
 * @packageDocumentation
 *
 * @example
 * ```ts
 * import { init, quote } from "sealquote/slim";
 *
 * await init(new URL("/assets/quote.wasm", location.href));
 * quote({ signers: [{ method: "electronic" }] }).total; // 11
 * ```
 */

export * from "./index.js";

/**
 * A compiled module, as `WebAssembly.compile` and an import of a `.wasm` file make it.
 *
 * It is not an instance. Where the types of the platform know no WebAssembly, it is any object.
 *
 * Source: WebAssembly JavaScript Interface.
 *
 * @example
 * ```ts
 * const module: CompiledModule = await WebAssembly.compile(await (await fetch("/assets/quote.wasm")).arrayBuffer());
 * ```
 */
export type CompiledModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module & object : object;

/**
 * Bytes on their way: what `fetch` answers.
 *
 * It is not read when `ok` is false.
 *
 * Source: Fetch Standard, Response.
 *
 * @example
 * ```ts
 * const answer: ModuleResponse = await fetch("/assets/quote.wasm");
 * ```
 */
export interface ModuleResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly url: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * Where the module comes from: itself, its bytes, the answer to a request for it, or its address, for `fetch`.
 *
 * It is not a path of a file: in Node, read the file and give its bytes.
 *
 * Source: WebAssembly JavaScript Interface; Fetch Standard.
 *
 * @example
 * ```ts
 * const source: ModuleSource = "/assets/quote.wasm";
 * ```
 */
export type ModuleSource = string | { readonly href: string } | ArrayBuffer | ArrayBufferView | ModuleResponse | CompiledModule;

/**
 * Takes the module without blocking. Once it is taken, further calls do nothing.
 *
 * It is not optional here, unlike in `sealquote`: without a module every call throws.
 *
 * Errors: `NOT_COMPILED` when the source cannot be fetched or compiled, and when it is the module of another version; the
 * next call may try again.
 *
 * Source: WebAssembly JavaScript Interface; Content Security Policy Level 3.
 *
 * @example
 * ```ts
 * await init("/assets/quote.wasm");
 * ```
 */
export function init(source: ModuleSource | Promise<ModuleSource>): Promise<void>;

/**
 * Takes the module at once: a compiled one, or bytes that are compiled here. Once it is taken, further calls do nothing.
 *
 * It is not for addresses, which take time; see {@link init}.
 *
 * @throws {SealquoteError} `NOT_COMPILED` when the source cannot be compiled, or is the module of another version.
 *
 * Source: WebAssembly JavaScript Interface.
 *
 * @example
 * ```ts
 * const bytes: Uint8Array = new Uint8Array(await (await fetch("/assets/quote.wasm")).arrayBuffer());
 * initSync(bytes);
 * ```
 */
export function initSync(source: ArrayBuffer | ArrayBufferView | CompiledModule): void;
