const TYPING_PAUSE_MS = 300;

/** Keeps the address in step with the state: a step back undoes a decision, not a letter. */
export class AddressBar {
  #encode;
  #waiting;
  #write;
  #typing = false;

  /** `encode(state)` writes the part of the address from `#` on, or nothing for the state that a page begins with. */
  constructor(encode, onReturn) {
    this.#encode = encode;
    addEventListener("popstate", () => {
      this.#forget();
      onReturn(location.hash);
    });
    addEventListener("pagehide", () => this.flush());
  }

  remember(state, { typing = false } = {}) {
    const startsTyping = typing && !this.#typing;
    if (!typing) this.flush();
    this.#typing = typing;
    const address = this.#encode(state) || location.pathname + location.search;
    if (!typing || startsTyping) {
      this.#put(address, "pushState");
      return;
    }
    clearTimeout(this.#waiting);
    this.#write = () => this.#put(address, "replaceState");
    this.#waiting = setTimeout(() => this.flush(), TYPING_PAUSE_MS);
  }

  /** Typing is written after a pause; whoever needs the address now calls this first. */
  flush() {
    const write = this.#write;
    this.#forget();
    write?.();
  }

  #forget() {
    clearTimeout(this.#waiting);
    this.#write = undefined;
    this.#typing = false;
  }

  #put(address, method) {
    const now = location.hash || location.pathname + location.search;
    if (address !== now) history[method](null, "", address);
  }
}
