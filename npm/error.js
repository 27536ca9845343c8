/**
 * An input that could not be processed: what kind of mistake, in words, and where.
 * The class is the same in every entry of the package, so that `instanceof` works across them.
 */
export class SealquoteError extends Error {
  constructor({ code, message, path, details }, options) {
    super(message, options);
    this.code = code;
    this.path = path ?? pathOf(details);
    if (details !== undefined) this.details = details;
  }
}
// On the prototype, so that it shows in stack traces and not among the keys.
Object.defineProperty(SealquoteError.prototype, "name", { value: "SealquoteError" });

/** The JSON Pointer of the first mistake that an API's error body tells of. */
function pathOf({ validation: { issues } }) {
  const { path } = issues[0];
  return path === "" ? "" : `/${path.replaceAll(".", "/")}`;
}
