/** A message with its quoted parts (between backticks) set as code. */
export function putMessage(node, text) {
  const parts = text.split("`");
  node.replaceChildren(...parts.map((part, index) => {
    if (index % 2 === 0) return part;
    return Object.assign(document.createElement("code"), { textContent: part });
  }));
}
