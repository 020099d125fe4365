import type { Evidence } from '../../domain/level.ts';
import { html, type Html } from '../../lib/html.ts';

/** A stretch of a text that speaks for the level, with its number in the list of reasons. */
type Stretch = { readonly from: number; readonly to: number; readonly n: number };

/** The same words with the evidence marked and numbered as in the list beside it. Evidence that does not stand where it says is left unmarked. */
export function marked(
  text: string,
  evidence: readonly (Evidence & { readonly n: number })[],
  range: { readonly from: number; readonly to: number } = { from: 0, to: text.length },
): Html {
  const stretches = evidence
    .filter(({ at: [from, to], text: words }) => from >= range.from && to <= range.to && text.slice(from, to) === words)
    .map(({ at: [from, to], n }): Stretch => ({ from, to, n }))
    .toSorted((a, b) => a.from - b.from);
  const pieces: Html[] = [];
  let at = range.from;
  for (const { from, to, n } of stretches) {
    if (from < at) continue; // within one that is marked already
    pieces.push(html`${text.slice(at, from)}<mark>${text.slice(from, to)}<sup>${n}</sup></mark>`);
    at = to;
  }
  return html`${pieces}${text.slice(at, range.to)}`;
}

/** A stretch without the blanks around it. */
export function trimmed(
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
): { readonly from: number; readonly to: number } {
  const piece = text.slice(from, to);
  const begin = piece.length - piece.trimStart().length;
  return begin === piece.length ? { from, to: from } : { from: from + begin, to: from + piece.trimEnd().length };
}
