import { balanceFigure, change } from "./words.js";

/** What was booked, the newest first; a row for what moved nothing, too. */
export function drawLedger(body, entries, label) {
  if (entries.length < body.children.length) body.replaceChildren();
  for (const entry of entries.slice(body.children.length)) body.prepend(createRow(entry, label));
  const box = body.closest(".ledger-box");
  // Only what scrolls has to be reached by the keyboard.
  if (box.scrollHeight > box.clientHeight) Object.assign(box, { tabIndex: 0, role: "region", ariaLabel: "History" });
  else for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
}

function createRow({ what, event, draft, amount, balance }, label) {
  const row = document.createElement("tr");
  row.innerHTML = `<th scope="row"><span class="what"></span> <span class="for"></span> <span class="by-narrow"></span></th><td class="by"></td><td class="figure amount"></td><td class="figure"></td>`;
  const [, by, moved, after] = row.children;
  row.querySelector(".what").textContent = what;
  row.querySelector(".for").textContent = draft ? draft.description : "nothing due";
  const name = draft ? draft.signatureMethod : event.method;
  const method = name ? label(name) : "";
  by.textContent = method || "–";
  row.querySelector(".by-narrow").textContent = method && `by ${method}`;
  moved.textContent = change(amount);
  moved.classList.toggle("back", amount > 0);
  moved.classList.toggle("still", amount === 0);
  after.textContent = balanceFigure(balance);
  return row;
}
