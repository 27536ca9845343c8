import { count, figure } from "./words.js";

/** On a phone the price is below the recipients: a bar keeps the total in sight until the price itself is. */
export function followPrice() {
  const bar = document.querySelector("#bar");
  const price = document.querySelector("#price");
  let inSight = false;
  let text = "";
  let affordability;
  const draw = () => {
    bar.textContent = text;
    bar.hidden = inSight || text === "";
  };
  document.querySelector("#quote").addEventListener("quote", ({ detail }) => {
    text = detail.quote ? barText(detail.quote, affordability) : "No price";
    draw();
  });
  new IntersectionObserver(([entry]) => {
    inSight = entry.isIntersecting;
    draw();
  }, { rootMargin: "0px 0px -96px" }).observe(price);
  bar.addEventListener("click", () => {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    price.scrollIntoView({ behavior: calm ? "auto" : "smooth" });
  });
  return {
    follow(answer) {
      affordability = answer;
    },
    withdraw() {
      text = "";
      draw();
    },
  };
}

function barText(quote, affordability) {
  const total = `${quote.exact ? "exactly" : "at most"} ${count(quote.total, quote.unit)}`;
  return affordability?.shortfall ? `${total}, ${figure(affordability.shortfall)} short` : total;
}
