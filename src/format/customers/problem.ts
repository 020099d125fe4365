/** What is wrong with a file of customers, and where. `column` counts from 1; null is the whole row. */
export type Problem = {
  readonly row: number;
  readonly line: number;
  readonly column: { readonly number: number; readonly name: string } | null;
  /** what stands there, or null where nothing does */
  readonly value: string | null;
  /** what is wrong with it and what would be right, as the end of a sentence that begins with the value */
  readonly text: string;
};

const SHOWN = 60; // characters of a value: enough to find it, and a cell may hold a page

/** `row 12, column 3 (domains): "gmail.com" is a mail service …`; the line is named where it is another number than the row. */
export function problemInWords({ row, line, column, value, text }: Problem): string {
  const where = `row ${row}${line === row ? '' : ` (line ${line})`}`;
  const cell = column === null ? '' : `, column ${column.number}${column.name === '' ? '' : ` (${column.name})`}`;
  const shown = value === null ? '' : `"${shorten(value)}" `;
  return `${where}${cell}: ${shown}${text}`;
}

function shorten(value: string): string {
  const line = value.replace(/\s+/gu, ' ').trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN).toWellFormed()}…` : line;
}
