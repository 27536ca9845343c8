/** What scrolls has to be reached by the keyboard; what does not is no stop on its way. */
export function reachIfScrolling(box) {
  const scrolls = box.scrollHeight > box.clientHeight || box.scrollWidth > box.clientWidth;
  if (scrolls) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
}

/** Goes on as what scrolls gets another size; whoever changes what is in it asks again. */
export function stayReachable(box) {
  new ResizeObserver(() => reachIfScrolling(box)).observe(box);
}
