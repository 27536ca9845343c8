// Instants by their texts, without the module for nearly all of them: it is asked once a day.

/** @param ask which millisecond a text is, for one that is not written as most are, or of a day not seen before */
export function clockOf(ask) {
  return { day: -1, begin: 0, days: new Map(), ask };
}

/** What two characters that are no digits count: more than any part of an instant. */
const NO_DIGITS = 1e9;
const MOST_DAYS_KEPT = 10_000;

/**
 * The millisecond that an instant in UTC is, to the second or the millisecond; any other text is asked for, and
 * infinity is the answer to what is none. So is the first of each day, which leaves the calendar to the core.
 */
export function millisecondOf(text, clock) {
  const { length } = text;
  if ((length !== 20 && length !== 24) || text.charCodeAt(length - 1) !== 90) return clock.ask(text);
  const punctuated =
    text.charCodeAt(4) === 45 &&
    text.charCodeAt(7) === 45 &&
    text.charCodeAt(10) === 84 &&
    text.charCodeAt(13) === 58 &&
    text.charCodeAt(16) === 58;
  const day = digits(text, 0) * 1e6 + digits(text, 2) * 1e4 + digits(text, 5) * 100 + digits(text, 8);
  const hour = digits(text, 11);
  const minute = digits(text, 14);
  const second = digits(text, 17);
  const part = length === 20 ? 0 : text.charCodeAt(19) === 46 ? digits(text, 20) * 10 + digit(text, 22) : NO_DIGITS;
  if (!punctuated || !(day < 1e8) || hour > 23 || minute > 59 || second > 59 || part > 999) return clock.ask(text);
  const time = ((hour * 60 + minute) * 60 + second) * 1_000 + part;
  if (day !== clock.day) {
    let begin = clock.days.get(day);
    if (begin === undefined) {
      const whole = clock.ask(text);
      if (whole === Infinity) return whole;
      begin = whole - time;
      if (clock.days.size >= MOST_DAYS_KEPT) clock.days.clear();
      clock.days.set(day, begin);
    }
    clock.day = day;
    clock.begin = begin;
  }
  return clock.begin + time;
}

function digits(text, at) {
  return digit(text, at) * 10 + digit(text, at + 1);
}

function digit(text, at) {
  const value = text.charCodeAt(at) - 48;
  return value >= 0 && value <= 9 ? value : NO_DIGITS;
}
