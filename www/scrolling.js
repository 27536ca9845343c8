/** What scrolls has to be reached by the keyboard; what does not is no stop on its way. */
export function reachIfScrolling(box) {
  const scrolls = box.scrollHeight > box.clientHeight || box.scrollWidth > box.clientWidth;
  if (scrolls) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
}
