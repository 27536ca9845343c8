/** On a phone the price is below the recipients: a bar keeps the total in sight until the price itself is. */
export function followPrice() {
  const bar = document.querySelector("#bar");
  const price = document.querySelector("#price");
  let inSight = false;
  let text = "";
  const draw = () => {
    bar.textContent = text;
    bar.hidden = inSight || text === "";
  };
  document.querySelector("#quote").addEventListener("quote", ({ detail }) => {
    text = detail.quote ? barText(detail) : "No price";
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
  return function withdraw() {
    text = "";
    draw();
  };
}

function barText({ quote, affordability }) {
  const figures = new Intl.NumberFormat(document.documentElement.lang);
  const one = new Intl.PluralRules("en").select(quote.total) === "one";
  const total = `${quote.exact ? "exactly" : "at most"} ${figures.format(quote.total)} ${one ? quote.unit : `${quote.unit}s`}`;
  return affordability?.shortfall ? `${total}, ${figures.format(affordability.shortfall)} short` : total;
}
