// Examples that run: what stands in the code is the page in the frame beside it, anew whenever the code changes.

const AFTER_MS = 400;

/** Makes a figure with code and a frame run. */
export function enliven(figure) {
  const code = figure.querySelector("code");
  const frame = figure.querySelector("iframe");
  let waiting;
  const run = () => {
    frame.srcdoc = pageOf(figure.dataset.language, code.textContent);
  };
  frame.addEventListener("load", () => fit(frame));
  code.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(run, AFTER_MS);
  });
  run();
}

/** A frame is as high as what is in it. */
function fit(frame) {
  const { documentElement: root } = frame.contentDocument;
  const grow = () => (frame.style.height = `${Math.ceil(root.getBoundingClientRect().height)}px`);
  new frame.contentWindow.ResizeObserver(grow).observe(root);
  grow();
}

const imports = () => document.querySelector('script[type="importmap"]').textContent;

const STYLE = `
  :root { color-scheme: light dark; font: 400 1rem/1.5 Inter, -apple-system, "Segoe UI", "Helvetica Neue", Roboto, "Liberation Sans", Arial, sans-serif; background: transparent; color: CanvasText; }
  body { margin: 0; padding: 1.25rem; }
  pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: .8125rem/1.7 ui-monospace, Menlo, Consolas, monospace; }
  .failed { color: light-dark(#a3260f, #ff9d85); }
  label, button, input, select { font: inherit; } label { display: block; margin-bottom: .75rem; }
`;

/** What the console was told, on the page. */
const TELL = `
  const out = document.querySelector("pre");
  const put = (text, failed) => out.append(Object.assign(document.createElement("div"), { textContent: text, className: failed ? "failed" : "" }));
  const plain = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));
  console.log = (...values) => put(values.map(plain).join(" "));
  addEventListener("error", ({ message }) => put(message, true));
  addEventListener("unhandledrejection", ({ reason }) => put(String(reason), true));
`;

function pageOf(language, code) {
  const base = `<!doctype html><html lang="en"><base href="${document.baseURI.replace(/[^/]*$/, "")}"><style>${STYLE}</style><script type="importmap">${imports()}</script>`;
  if (language === "js") return `${base}<pre></pre><script>${TELL}</script><script type="module">${code.replaceAll("</script", "<\\/script")}\n</script>`;
  return `${base}${code}`;
}
