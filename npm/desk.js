// The desk of the small module: where documents are laid for it, and its answers read.

import { Desk } from "sealquote:glue";
import { guarded, instance, memory } from "./engine.js";
import { SealquoteError } from "./error.js";
import { bytesOf, textOf as decoded } from "./text.js";

let desk;
let of = -1;

/** The desk in the present instance of the module. */
function present() {
  if (of !== instance()) {
    of = instance();
    desk = new Desk();
  }
  return desk;
}

/** The desk, with a plain copy of something laid on it. */
export function lay(plain) {
  return layText(JSON.stringify(plain));
}

/** The desk, with a text laid on it. */
export function layText(text) {
  const bytes = bytesOf(text);
  const desk = present();
  // The address first: memory may grow, and a view of it be empty then.
  const at = guarded(() => desk.lay(bytes.length));
  new Uint8Array(memory(), at, bytes.length).set(bytes);
  return desk;
}

/** The text that a question is answered by: it is put to the desk, and answers the length. */
export function textOf(question) {
  const desk = present();
  const length = guarded(() => question(desk));
  // The address first, as above.
  const at = desk.answer();
  const text = decoded(new Uint8Array(memory(), at, length < 0 ? ~length : length));
  if (length < 0) {
    throw new SealquoteError(JSON.parse(text));
  }
  return text;
}

/** What a question is answered by that is answered by JSON text. */
export function answer(question) {
  return JSON.parse(textOf(question));
}

/** The error that a question is answered by. */
export function failureOf(question) {
  try {
    textOf(question);
  } catch (error) {
    return error;
  }
}
