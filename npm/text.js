// Texts to UTF-8 and back, also where the platform has nothing for it, as jsdom has not.

let decoder;

/** The text of bytes in UTF-8, by the platform's decoder where there is one. */
export function decodeText(bytes) {
  if (globalThis.TextDecoder === undefined) return textOf(bytes);
  decoder ??= new globalThis.TextDecoder("utf-8", { ignoreBOM: true });
  return decoder.decode(bytes);
}

/** The same without it: of most texts faster than a decoder is made. */
export function textOf(bytes) {
  let text = "";
  let all = 0;
  for (let place = 0; place < bytes.length; place++) {
    all |= bytes[place];
    text += String.fromCharCode(bytes[place]);
  }
  return all < 0x80 ? text : decodeURIComponent(escape(text));
}

export function bytesOf(text) {
  if (globalThis.TextEncoder !== undefined) return new globalThis.TextEncoder().encode(text);
  const units = unescape(encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd")));
  return Uint8Array.from(units, (unit) => unit.charCodeAt(0));
}

/** In place of the platform's own, for what binds the module. */
export class TextEncoder {
  encode = bytesOf;

  encodeInto(text, view) {
    const bytes = bytesOf(text);
    view.set(bytes);
    return { written: bytes.length };
  }
}
