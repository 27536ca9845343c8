const THANKS_MS = 2000;

/** Copies the address, once `flush` has brought it up to date. */
export function offerLink(flush) {
  const link = document.querySelector("#copy-link");
  link.addEventListener("click", async () => {
    flush();
    const copied = await copy(location.href);
    thank(link, copied ? "Link copied" : "Copy it from the address bar");
  });
}

/** Copies what `code` answers. */
export function offerCode(code) {
  const button = document.querySelector("#copy-code");
  button.addEventListener("click", async () => {
    if (await copy(code())) thank(button, "Code copied");
    else showCode();
  });
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Without leave to use the clipboard, the code is shown and selected: one keystroke is left. */
function showCode() {
  document.querySelector("#code-box").open = true;
  const code = document.querySelector("#code");
  code.focus();
  getSelection().selectAllChildren(code);
}

function thank(button, text) {
  const label = (button.dataset.label ??= button.textContent);
  button.textContent = text;
  document.querySelector("#said").textContent = text;
  setTimeout(() => {
    button.textContent = label;
    document.querySelector("#said").textContent = "";
  }, THANKS_MS);
}
