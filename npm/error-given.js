/** The class of errors, in place of `error.js` where another file has it. */
export let SealquoteError;

export function useErrors(Errors) {
  SealquoteError = Errors;
}
