// Bytes from their text in base 64, which every platform has a function for.

export function fromText(text) {
  if (Uint8Array.fromBase64 !== undefined) {
    return Uint8Array.fromBase64(text);
  }
  if (globalThis.Buffer !== undefined) {
    return Buffer.from(text, "base64");
  }
  return Uint8Array.from(atob(text), (character) => character.charCodeAt());
}
