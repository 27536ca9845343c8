import { putMessage } from "./message.js";

const find = (selector) => document.querySelector(selector);

/** Says in place of the page why there is nothing to show. */
export function showUnreadable(title, reason, part, advice) {
  find("#desk").hidden = find("#actions").hidden = true;
  find("#unreadable").hidden = false;
  // The one page has a bar with its total.
  const bar = find("#bar");
  if (bar) bar.hidden = true;
  find("#unreadable-title").textContent = title;
  putMessage(find("#unreadable-reason"), reason);
  find("#unreadable-part").textContent = part;
  find("#unreadable-advice").textContent = advice;
  find("#unreadable-title").focus();
}
