/**
 * An input that could not be processed: what kind of mistake, in words, and where.
 * The class is the same in every entry of the package, so that `instanceof` works across them.
 */
export class SealquoteError extends Error {
  constructor({ code, message, path }, options) {
    super(message, options);
    this.code = code;
    this.path = path;
  }
}
// On the prototype, so that it shows in stack traces and not among the keys.
Object.defineProperty(SealquoteError.prototype, "name", { value: "SealquoteError" });
