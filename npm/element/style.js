/** Colours are mixed from the text colour of the page around the element, so that it fits light and dark alike. */
export const STYLE = `
:host {
  --_ink: var(--envelope-quote-ink, currentColor);
  --_muted: var(--envelope-quote-muted, color-mix(in srgb, currentColor 68%, transparent));
  --_rule: var(--envelope-quote-rule, color-mix(in srgb, currentColor 16%, transparent));
  --_accent: var(--envelope-quote-accent, currentColor);
  --_warn: var(--envelope-quote-warn, light-dark(#a3260f, #ff9d85));
  display: block;
  container-type: inline-size;
  color: var(--_ink);
  font-family: var(--envelope-quote-font, inherit);
  font-size: var(--envelope-quote-size, 1rem);
  font-variant-numeric: tabular-nums;
  line-height: 1.45;
  overflow-wrap: anywhere;
}
:host([hidden]) { display: none; }
[hidden] { display: none !important; }
* { box-sizing: border-box; }
p, h3, table, dl, dd { margin: 0; padding: 0; }

.bound { color: var(--_muted); font-size: 1.125em; }
.amount { display: flex; flex-wrap: wrap; align-items: baseline; column-gap: .25ch; font-weight: 600; }
.figure {
  font-size: min(6.5em, calc(132cqi / max(var(--_glyphs, 2), 4)));
  font-variant-numeric: proportional-nums;
  line-height: 1.05;
  margin-inline-start: -.04em;
  letter-spacing: -.045em;
  padding-inline-end: .1em;
}
.noun { font-size: 1.5em; letter-spacing: -.015em; }
.least { color: var(--_muted); font-size: 1.125em; margin-top: .25em; }
.least strong { color: var(--_ink); font-weight: 600; }

table { width: 100%; border-collapse: collapse; margin-top: 1.5em; }
th, td { text-align: start; font-weight: 400; padding: .55em 0; vertical-align: top; border-top: 1px solid var(--_rule); }
thead th { border: 0; padding: 0 0 .5em; color: var(--_muted); font-size: .8125em; }
td, thead th:not(:first-child) { text-align: end; padding-inline-start: 1em; white-space: nowrap; }
.label { display: block; font-weight: 500; }
.reason { display: block; color: var(--_muted); font-size: .875em; }
.due th, .due td { color: var(--_muted); font-size: .875em; padding-block: .15em; border: 0; }
.due .label { font-weight: 400; }
.due tr:first-child > * { border-top: 1px solid var(--_ink); padding-top: .7em; }
.exact .minimum { display: none; }
.minimum { color: var(--_muted); }

section { margin-top: 1.5em; }
h3 { font-size: .875em; font-weight: 500; margin-bottom: .35em; }
.funds { border-inline-start: 3px solid var(--_accent); padding-inline-start: 1em; }
.funds.short { border-color: var(--_warn); }
.funds .title { font-weight: 600; }
.funds.short .title { color: var(--_warn); }
.funds .advice { color: var(--_muted); font-size: .875em; }
dl { display: grid; grid-template-columns: 1fr auto; font-size: .875em; }
dl > div { display: contents; }
dt, dd { padding: .15em 0; }
dt { color: var(--_muted); }
dd { text-align: end; font-weight: 500; }
dd.costs { color: var(--_accent); }

footer { margin-top: 1.25em; padding-top: .75em; border-top: 1px solid var(--_rule); color: var(--_muted); font-size: .8125em; }
button { font: inherit; color: inherit; background: none; border: 0; padding: .3em 0; min-height: 24px; cursor: pointer; text-decoration: underline; text-decoration-color: var(--_rule); text-underline-offset: .25em; }
button:hover { color: var(--_ink); text-decoration-color: currentColor; }
button:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; border-radius: 2px; }
code { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; font-size: .95em; }

.none .figure { color: var(--_muted); font-size: 4em; font-weight: 300; }
.error { border-inline-start: 3px solid var(--_warn); padding-inline-start: 1em; }
.error .title { font-weight: 600; color: var(--_warn); }
.error .where { color: var(--_muted); font-size: .875em; margin-top: .25em; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

@container (max-width: 22rem) {
  td, thead th:not(:first-child) { padding-inline-start: .75em; }
}
`;
