import type { FaxLine } from './fax.ts';

/** Of each page as many lines are shown as tell what it is about. */
const LINES = 3;
const LONGEST = 100; // letters of a line

/** What a fax says, for people. */
export function inWords(line: FaxLine): string {
  const { file, status, pages, reference, station, caller, dialled, barcodes } = line;
  const facts = [
    `${status}, ${pages.length === 1 ? '1 page' : `${pages.length} pages`}`,
    reference === null ? '' : `about ticket ${reference}`,
    caller === null && station === null ? '' : `from ${[caller, station].filter((name) => name !== null).join(', ')}`,
    dialled === null ? '' : `to ${dialled}`,
  ].filter((fact) => fact !== '');
  return [
    `${file}: ${facts.join('; ')}`,
    ...pages.flatMap((page) => pageInWords(page)),
    ...barcodes.map(({ page, type, value }) => `  ${type} on page ${page}: ${printable(value)}`),
    ...(status === 'failed' ? [] : line.notes.map((note) => `  note: ${note}`)),
  ].join('\n');
}

function pageInWords(page: FaxLine['pages'][number]): readonly string[] {
  const { n, width, height, dpi, text, confidence, turned, needs_human: needsHuman, blank, cut } = page;
  const facts = [
    `${width} × ${height} pixels of ${dpi.join(' × ')} dpi`,
    blank ? 'blank' : `read with certainty ${confidence} of 100`,
    turned === 0 ? '' : `turned by ${turned}°`,
    cut ? 'cut off' : '',
    needsHuman ? 'NEEDS A PERSON' : '',
  ].filter((fact) => fact !== '');
  const lines = text
    .split('\n')
    .map((line) => printable(line).trim())
    .filter((line) => line !== '');
  return [
    `  page ${n}: ${facts.join(', ')}`,
    ...lines.slice(0, LINES).map((line) => `    ${line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line}`),
    ...(lines.length > LINES ? [`    … ${lines.length - LINES} more lines`] : []),
  ];
}

/** Without characters that would command a terminal: what a stranger's paper says is not to be trusted with one. */
function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, ' ');
}
