const BRAND = Symbol.for("sealquote.error");

/** An input that could not be processed: what kind of mistake, in words, and where. */
export class SealquoteError extends Error {
  /** What Node calls it, also when a bundler has made its name short. */
  static name = "SealquoteError";

  // Named here they are its own also where every object has such a thing that may not be written.
  code;
  path;

  constructor(given, options) {
    const { code, message, path, details } = { __proto__: null, ...given };
    // What was given is repeated as far as it can be read; what stands between two such texts is left alone.
    super(message.replace(/`([^`]{80})[^`]+`|`[^`]*`/gu, (all, given) => (given ? `\`${given}…\`` : all)), options);
    this.code = code;
    this.path = path ?? pathOf(details);
    if (details !== undefined) this.details = details;
  }

  /** By a brand, since there may be several such classes: of both kinds of module, of `sealquote/slim`, of two copies. */
  static [Symbol.hasInstance](value) {
    return value?.[BRAND] === true;
  }
}
// On the prototype, so that it shows in stack traces and not among the keys.
Object.defineProperties(SealquoteError.prototype, { name: { value: "SealquoteError" }, [BRAND]: { value: true } });

/** The JSON Pointer of the first mistake that an API's error body tells of. */
function pathOf({ validation: { issues } }) {
  const { path } = issues[0];
  return path === "" ? "" : `/${path.replaceAll(".", "/")}`;
}
