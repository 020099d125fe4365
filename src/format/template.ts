import { permanent } from '../lib/fault.ts';

/** Fills a template with values; every name that it may use must be there, null meaning "has none". */
export type Fill = (values: Readonly<Record<string, string | null>>) => string;

type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'section'; readonly name: string; readonly pieces: readonly Piece[] };

type Rules = {
  /** shown in errors, e.g. the file's name */
  readonly title: string;
  /** every name that may be used, and whether the template must use it */
  readonly names: Readonly<Record<string, 'required' | 'optional'>>;
  readonly escape: (value: string) => string;
};

/**
 * Reads a template: `{{name}}` stands for a value, `{{#name}}…{{/name}}` is left out when that value is null. Sections
 * do not nest, and there is nothing else: no logic, no raw output. Throws a permanent Fault for a name that does not
 * exist, a required one that is missing, and for braces that do not fit.
 */
export function compileTemplate(source: string, rules: Rules): Fill {
  const fail = (problem: string): never => {
    throw permanent(`${rules.title}: ${problem}`);
  };
  const pieces = parse(source, fail);
  const used = new Set(namesIn(pieces));
  for (const name of used) {
    if (!Object.hasOwn(rules.names, name))
      fail(`{{${name}}} does not exist; use ${Object.keys(rules.names).join(', ')}`);
  }
  for (const [name, need] of Object.entries(rules.names)) {
    if (need === 'required' && !used.has(name)) fail(`{{${name}}} is missing; a mail without it makes no sense`);
  }
  return (values) => {
    const fill = (list: readonly Piece[]): string =>
      list
        .map((piece) => {
          if (piece.kind === 'text') return piece.text;
          const value = values[piece.name];
          if (piece.kind === 'section') return value === null || value === undefined ? '' : fill(piece.pieces);
          return rules.escape(value ?? '');
        })
        .join('');
    return fill(pieces);
  };
}

const TAG = /\{\{([#/]?)([A-Za-z]{1,40})\}\}/gu;

function parse(source: string, fail: (problem: string) => never): readonly Piece[] {
  const top: Piece[] = [];
  let section: { readonly name: string; readonly pieces: Piece[] } | null = null;
  let at = 0;
  const addText = (text: string): void => {
    if (/\{\{|\}\}/u.test(text)) fail(`near "${text.trim().slice(0, 40)}" stand braces that are no {{name}}`);
    if (text !== '') (section?.pieces ?? top).push({ kind: 'text', text });
  };
  for (const match of source.matchAll(TAG)) {
    addText(source.slice(at, match.index));
    at = match.index + match[0].length;
    const [, sign, name] = match as unknown as readonly [string, string, string];
    if (sign === '#') {
      if (section) fail(`{{#${name}}} stands within {{#${section.name}}}; sections do not nest`);
      section = { name, pieces: [] };
    } else if (sign === '/') {
      if (section?.name !== name) return fail(`{{/${name}}} closes nothing`);
      top.push({ kind: 'section', ...section });
      section = null;
    } else (section?.pieces ?? top).push({ kind: 'value', name });
  }
  addText(source.slice(at));
  if (section) fail(`{{#${section.name}}} is never closed`);
  return top;
}

function namesIn(pieces: readonly Piece[]): readonly string[] {
  return pieces.flatMap((piece) => {
    if (piece.kind === 'text') return [];
    return piece.kind === 'value' ? [piece.name] : [piece.name, ...namesIn(piece.pieces)];
  });
}
