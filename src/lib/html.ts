const MARKUP = Symbol('html');

/** HTML that may be put into HTML as it is. Only the two functions below make it. */
export type Html = { readonly [MARKUP]: string };

type Hole = string | number | null | Html | readonly Hole[];

/** HTML with holes: text that falls into one is escaped, whoever wrote it; null leaves nothing. */
export function html(literal: TemplateStringsArray, ...holes: readonly Hole[]): Html {
  return { [MARKUP]: literal.reduce((text, piece, i) => `${text}${fill(holes[i - 1]!)}${piece}`) };
}

/** Text of our own that is HTML already, such as a sheet of styles. Never for anything that came from outside. */
export function ours(text: string): Html {
  return { [MARKUP]: text };
}

/** The text of a page, to be sent. */
export function render(page: Html): string {
  return page[MARKUP];
}

function fill(hole: Hole): string {
  if (hole === null) return '';
  if (typeof hole === 'number') return String(hole);
  if (typeof hole === 'string') return escapeHtml(hole);
  return MARKUP in hole ? hole[MARKUP] : hole.map(fill).join('');
}

/** Text as it stands in HTML, in an element or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"'`]/gu, (sign) => `&#${sign.codePointAt(0)};`);
}
