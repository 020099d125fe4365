/*
 * Tables as files (RFC 4180) that a spreadsheet opens without running anything. A cell that begins like a formula gets an
 * apostrophe before it, which makes it text: OWASP "CSV Injection", and ASVS 5.0, 1.2.10. Every text stands in quotes, so
 * that no separator of any country begins a cell within one.
 */

export type CsvCell = string | number | null;

/** What a formula begins with; also after blanks, which some programs drop, and in the full-width forms of East Asia. */
const FORMULA = /^[\s\u0000-\u001F\u200B\uFEFF]*[=+\-@＝＋－＠]|^[\t\r\n\u0000]/u;
/** So that a spreadsheet reads the file as UTF-8. */
const MARK = '\uFEFF';

/** One cell as it stands in the file. Numbers are ours and stay numbers. */
export function csvCell(value: CsvCell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('\u0000', '').replaceAll('"', '""')}"`;
}

/** A whole file: its heads, then its rows, each as long as the heads. */
export function csvFile(heads: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  let file = `${MARK}${heads.map(csvCell).join(',')}\r\n`;
  for (const row of rows) file += `${row.map(csvCell).join(',')}\r\n`;
  return file;
}
