import { permanent } from '../../lib/fault.ts';
import { compileTemplate, type Fill } from '../template.ts';

/** A paragraph with its values; `panel`: it stands out. `\n` ends a line. */
export type Paragraph = { readonly panel: boolean; readonly text: string };

export type Laid = {
  readonly title: string | null;
  readonly paragraphs: readonly Paragraph[];
  /** what stands in small print at the end */
  readonly small: readonly Paragraph[];
};

/** Fills a laid-out template with values. */
export type Layout = (values: Readonly<Record<string, string | null>>) => Laid;

// A value's own line ends are kept through the filling by a sign that no cleaned value holds.
const LINE_END = '\u2028';

/**
 * Reads a template of plain text: paragraphs between blank lines, `# ` before the heading, `> ` before what stands out,
 * `--` alone before the small print; names as in template.ts. The template is taken apart before it is filled, so that
 * no value can lay out anything. The lines of a paragraph are filled anew; those of a value stay.
 */
export function layOut(
  source: string,
  title: string,
  names: Readonly<Record<string, 'required' | 'optional'>>,
): Layout {
  // All of it once, for what must be said somewhere; then each paragraph, in which sections must close.
  compileTemplate(source, { title, names, escape: (value) => value });
  const within = Object.fromEntries(Object.keys(names).map((name) => [name, 'optional'] as const));
  const compile = (text: string): Fill =>
    compileTemplate(text, { title, names: within, escape: (value) => value.replaceAll('\n', LINE_END) });

  const parts = source
    .replace(/\r\n?/gu, '\n')
    .split(/\n[ \t]{0,99}\n/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const end = parts.indexOf('--');
  const [above, below] = end < 0 ? [parts, []] : [parts.slice(0, end), parts.slice(end + 1)];
  if (above.slice(1).some((part) => part.startsWith('# ')))
    throw permanent(`${title}: only the first line may be a heading ("# ")`);
  const heading = above[0]?.startsWith('# ') === true ? compile(above[0].slice(2)) : null;
  const paragraphs = above.slice(heading === null ? 0 : 1).map((part) => {
    const panel = part.startsWith('> ');
    return { panel, fill: compile(panel ? part.replaceAll(/^> ?/gmu, '') : part) };
  });
  const small = below.map((part) => ({ panel: false, fill: compile(part) }));

  return (values) => ({
    title: heading === null ? null : joined(heading(values)).replaceAll('\n', ' ') || null,
    paragraphs: paragraphs.flatMap(({ panel, fill }) => paragraph(panel, fill(values))),
    small: small.flatMap(({ panel, fill }) => paragraph(panel, fill(values))),
  });
}

function paragraph(panel: boolean, filled: string): readonly Paragraph[] {
  const text = joined(filled);
  if (text === '') return [];
  if (panel) return [{ panel, text }];
  return text.split(/\n{2,}/u).map((one) => ({ panel, text: one }));
}

/** The template's line ends are blanks, the values' are line ends. */
function joined(filled: string): string {
  return filled
    .replaceAll(/[ \t]*\n[ \t]*/gu, ' ')
    .replaceAll(LINE_END, '\n')
    .trim();
}
