import { CsvError, parse } from 'csv-parse';
import { textOf, type Chunks, type Sniffed } from './sniff.ts';

/** One row of the table. `row` is what a spreadsheet shows, the header being 1; `line` is where it begins in the file. */
export type Row = { readonly row: number; readonly line: number; readonly cells: readonly string[] };

/** The table cannot be read on from this row, and why. */
export type Broken = Omit<Row, 'cells'> & { readonly broken: string };

/** Characters of one row; without a limit, a quote that is never closed would bring the whole file into memory. */
const LONGEST_ROW = 200_000;

/** The rows of a CSV file, blank ones left out; after a broken one nothing more comes. Rejects when the file cannot be read. */
export async function* rowsOf(
  chunks: Chunks,
  { encoding, delimiter, sepLine }: Sniffed,
): AsyncGenerator<Row | Broken, void> {
  const read: Row[] = [];
  let [row, line] = [sepLine ? -1 : 0, 1]; // a spreadsheet does not show that line
  const parser = parse({
    delimiter,
    relax_column_count: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: LONGEST_ROW,
    // Taken here, and not out of the stream, which drops the good rows that it holds when it meets a broken one.
    on_record(cells: string[], { lines }) {
      row += 1;
      if (row > 0 && cells.some((cell) => cell.trim() !== '')) read.push({ row, line, cells });
      line = lines + 1;
      return null;
    },
  });
  parser.on('error', () => {}); // told to whoever writes, too
  const feed = (text: string | null): Promise<Error | null> =>
    new Promise((resolve) => {
      const done = (error?: Error | null): void => resolve(error ?? null);
      if (text === null) parser.resume().end(done);
      else parser.write(text, done);
    });
  const pieces = textOf(chunks, encoding);
  for (let ended = false; !ended;) {
    const piece = await pieces.next();
    ended = piece.done === true;
    const failure = await feed(piece.done === true ? null : piece.value);
    yield* read.splice(0);
    if (failure === null) continue;
    if (!(failure instanceof CsvError)) throw failure;
    await pieces.return();
    yield { row: row + 1, line, broken: WHY[failure.code] ?? failure.message };
    return;
  }
}

const UNCLOSED =
  'a quote (") is opened here and never closed; a quote within a cell is written twice, and the cell put in quotes';

const WHY: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: UNCLOSED,
  CSV_MAX_RECORD_SIZE: UNCLOSED,
  CSV_INVALID_CLOSING_QUOTE: 'something stands behind a closing quote ("); a quote within a cell is written twice',
  INVALID_OPENING_QUOTE:
    'a quote (") stands within a cell that is not in quotes; write it twice, and put the cell in quotes',
};
