import { balanceFigure, change } from "./words.js";

/** What was booked, the newest first; a row for what moved nothing, too. */
export function drawLedger(body, entries, label) {
  if (entries.length < body.children.length) body.replaceChildren();
  for (const entry of entries.slice(body.children.length)) body.prepend(createRow(entry, label));
}

function createRow({ what, draft, amount, balance }, label) {
  const row = document.createElement("tr");
  row.innerHTML = `<th scope="row"><span class="what"></span> <span class="for"></span></th><td class="by"></td><td class="figure amount"></td><td class="figure"></td>`;
  const [, by, moved, after] = row.children;
  row.querySelector(".what").textContent = what;
  row.querySelector(".for").textContent = draft ? draft.description : "nothing is due";
  by.textContent = draft?.signatureMethod ? label(draft.signatureMethod) : "–";
  moved.textContent = change(amount);
  moved.classList.toggle("back", amount > 0);
  after.textContent = balanceFigure(balance);
  return row;
}
