import { reachIfScrolling } from "./scrolling.js";
import { balanceFigure, change } from "./words.js";

/** From here on a balance is set smaller on a phone, so that it stays on its line. */
const LONG_FIGURE = 10;

/** What was booked, the newest first; a row for what moved nothing, too. Rows that are there stay as they are. */
export function drawLedger(body, entries, label) {
  for (const entry of entries.slice(body.children.length)) body.prepend(createRow(entry, label));
  reachIfScrolling(body.closest(".ledger-box"));
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
  after.classList.toggle("long", after.textContent.length > LONG_FIGURE);
  return row;
}
