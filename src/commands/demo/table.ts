export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green';
export type Cell = { readonly text: string; readonly style?: Style };
/** A row: in each column one text below the other. */
export type Row = readonly (readonly Cell[])[];

const GAP = 2;

/** Lines of a table that is `width` columns wide; the last column takes what the others, by their shares of it, leave. */
export function createTable(options: {
  readonly titles: readonly string[];
  readonly rows: readonly Row[];
  readonly width: number;
  /** most that each column but the last may take, as a share of the width */
  readonly shares: readonly number[];
  readonly paint: (style: Style, text: string) => string;
}): readonly string[] {
  const { titles, rows, width, shares, paint } = options;
  const longest = (i: number): number =>
    Math.max(titles[i]!.length, ...rows.flatMap((row) => row[i]!.map(({ text }) => text.length)));
  const fixed = shares.map((share, i) => Math.min(longest(i), Math.floor(width * share)));
  const widths = [...fixed, width - fixed.reduce((sum, n) => sum + n + GAP, 0)];
  const print = (row: Row): readonly string[] => {
    const stacks = row.map((cells, i) =>
      cells.flatMap(({ text, style }) => wrap(text, widths[i]!).map((part) => ({ text: part, style }))),
    );
    return Array.from({ length: Math.max(...stacks.map((stack) => stack.length)) }, (_, n) =>
      stacks
        .map((stack, i) => {
          const { text, style } = stack[n] ?? { text: '', style: undefined };
          const fill = i === stacks.length - 1 ? '' : ' '.repeat(widths[i]! - text.length + GAP);
          return (style === undefined || text === '' ? text : paint(style, text)) + fill;
        })
        .join('')
        .trimEnd(),
    );
  };
  return [
    ...print(titles.map((text) => [{ text, style: 'dim' }])),
    paint('dim', '─'.repeat(width)),
    ...rows.flatMap((row, n) => [...(n === 0 ? [] : ['']), ...print(row)]),
  ];
}

/** The text in lines of at most `width` letters (Latin ones, a column each), broken between words where that is possible. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const at = space > 0 ? space : width;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at).trimStart();
  }
  return [...lines, rest];
}
