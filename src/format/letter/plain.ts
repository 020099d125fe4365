import { percentOf, sayKept } from '../../domain/board/kept.ts';
import { isPage, TONES, type Bar, type Block, type Fact, type Link, type Page, type Row } from './blocks.ts';
import { columnsOf, fill, pad, QUOTE_WIDTH } from './fill.ts';

/** A page as plain text of 76 columns: complete, for many read nothing else. */
export function plainText({ title, blocks, small }: Page): string {
  const parts = [
    ...(title === null ? [] : [fill(title.toUpperCase())]),
    ...blocks.map(plain),
    small.flatMap((line) => fill(line)),
  ].filter((part) => part.length > 0);
  return `${parts.map((part) => part.join('\n')).join('\n\n')}\n`;
}

function plain(block: Block): readonly string[] {
  switch (block.kind) {
    case 'lead': {
      const tone = TONES[block.tone];
      return fill(tone === null ? block.text : `${tone.word.toUpperCase()}: ${block.text}`);
    }
    case 'heading':
      return fill(block.text.toUpperCase());
    case 'paragraph':
      return fill(block.text);
    case 'panel':
      return fill(block.text, { first: '  ' });
    case 'facts':
      return facts(block.rows);
    case 'quote':
      return [
        ...fill(block.title),
        ...(block.text === '' ? [] : ['', ...fill(block.text, { first: '  ', width: QUOTE_WIDTH })]),
        ...(block.note === null ? [] : ['', `  (${block.note})`]),
      ];
    case 'tickets':
      return [
        ...block.rows.flatMap((row, i) => [...(i === 0 ? [] : ['']), ...ticket(row)]),
        ...(block.more > 0 ? ['', `and ${block.more} more`] : []),
      ];
    case 'bars':
    case 'trend':
      return bars(block.rows);
    case 'table':
      return table([block.head, ...block.rows]);
    case 'links':
      return links(block.links);
    case 'choice':
      return links(block.options.map(({ label, url }) => ({ label, url })));
    default:
      return block satisfies never;
  }
}

const LABEL_WIDTH = 10;

function facts(rows: readonly Fact[]): readonly string[] {
  const rest = ' '.repeat(LABEL_WIDTH);
  return rows.flatMap(({ label, value }) => fill(value, { first: pad(label, LABEL_WIDTH), rest }));
}

function ticket({ tone, state, mark, reference, title, notes, url }: Row): readonly string[] {
  const rest = '  ';
  const word = TONES[tone]?.word.toUpperCase();
  return [
    ...fill(word === undefined ? state : `${word}: ${state}`, { rest }),
    ...fill(`${mark} ${reference} ${title}`, { first: rest }),
    ...(notes.length === 0 ? [] : fill(notes.join(' · '), { first: rest })),
    ...(isPage(url) ? [`${rest}${url}`] : []),
  ];
}

/** Numbers say it better than drawn characters, which are read out one by one. */
function bars(rows: readonly Bar[]): readonly string[] {
  return table(rows.map((row) => [row.label, sayKept(row), percentOf(row) === null ? '' : `${percentOf(row)} %`]));
}

/** Columns beside each other: the first begins left, numbers end right. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => columnsOf(row[i] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? pad(cell, widths[0]!) : ' '.repeat(widths[i]! - columnsOf(cell)) + cell))
      .join('   ')
      .trimEnd(),
  );
}

function links(all: readonly Link[]): readonly string[] {
  const shown = all.filter(({ url }) => isPage(url));
  const width = Math.max(0, ...shown.map(({ label }) => columnsOf(label))) + 2;
  return shown.map(({ label, url }) => `${pad(label, width)}${url}`);
}
