import { balanceFigure, count } from "./words.js";

const WIDTH = 100;
const HEIGHT = 40;

/**
 * The balance as a line of steps, from before the envelope to now. The quote drew the line below: what is left when the
 * envelope costs the most it can.
 */
export function drawChart(figureNode, { balances, least, unit }) {
  const opening = balances[0];
  const now = balances.at(-1);
  const top = Math.max(...balances);
  const bottom = Math.min(least, ...balances);
  const height = (balance) => (top === bottom ? 0 : (HEIGHT * (top - balance)) / (top - bottom));
  const run = WIDTH / balances.length;
  const points = balances.flatMap((balance, index) => [index, index + 1].map((edge) => `${edge * run},${height(balance)}`));
  const lowest = Math.min(...balances);
  const heard = `The balance goes from ${count(opening, unit)} to ${count(now, unit)} in ${count(balances.length - 1, "step")}, `
    + `and is ${count(lowest, unit)} at its lowest; the quote allowed for ${count(least, unit)}.`;
  figureNode.innerHTML = `
    <div class="plot"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img">
      <line x1="0" x2="${WIDTH}" y1="${height(least)}" y2="${height(least)}"></line>
      <polyline points="${points.join(" ")}"></polyline>
    </svg><span class="now" aria-hidden="true"></span></div>
    <figcaption aria-hidden="true"><span class="from"></span><span class="floor"></span><span class="to"></span></figcaption>`;
  figureNode.querySelector("svg").setAttribute("aria-label", heard);
  figureNode.querySelector(".now").style.top = `${(100 * height(now)) / HEIGHT}%`;
  figureNode.querySelector(".from").textContent = `${balanceFigure(opening)} before`;
  figureNode.querySelector(".floor").textContent = `at least ${balanceFigure(least)}`;
  figureNode.querySelector(".to").textContent = `${balanceFigure(now)} now`;
}
