import type { CustomerRow } from '../domain/customer.ts';
import { readHeader, type Column } from './customers/columns.ts';
import type { Country } from './customers/numbers.ts';
import type { Problem } from './customers/problem.ts';
import { readCustomer, type Reading } from './customers/record.ts';
import { rowsOf } from './customers/rows.ts';
import { sniff, type Chunks, type Sniffed } from './customers/sniff.ts';

export { isCountry, type Country } from './customers/numbers.ts';
export { problemInWords, type Problem } from './customers/problem.ts';
export type { Chunks } from './customers/sniff.ts';

/** One row of the file: its customer, unless nothing of it can be trusted, and what is wrong with it. */
export type Piece = { readonly customer: CustomerRow | null; readonly problems: readonly Problem[] };

/** A file of customers, opened: how it is written, the columns it has, and its rows, read as they are asked for. */
export type CustomerFile = {
  readonly encoding: Sniffed['encoding'];
  /** where each column stands, counted from 1 */
  readonly columns: ReadonlyMap<Column, number>;
  readonly pieces: AsyncIterable<Piece>;
};

/**
 * Opens a file of customers (docs/customers.md). Rows are read one after the other, however many there are. When its header
 * cannot be used, the only piece says why.
 */
export async function openCustomers(
  chunks: Chunks,
  { country, people }: { readonly country: Country; readonly people: Reading['people'] },
): Promise<CustomerFile> {
  const sniffed = await sniff(chunks);
  const rows = rowsOf(chunks, sniffed);
  const header = (await rows.next()).value ?? {
    row: 1,
    line: 1,
    broken: 'the file is empty; its first row names the columns',
  };
  const { columns, problems } =
    'broken' in header ? { columns: null, problems: [brokenRow(header)] } : readHeader(header);
  const readable = columns !== null && problems.length === 0 ? { columns, country, people } : null;
  return {
    encoding: sniffed.encoding,
    columns: new Map([...(columns?.at ?? [])].map(([column, n]) => [column, n + 1])),
    pieces: readable === null ? only(rows, { customer: null, problems }) : read(rows, readable),
  };
}

async function* only(rows: ReturnType<typeof rowsOf>, piece: Piece): AsyncGenerator<Piece> {
  await rows.return();
  yield piece;
}

async function* read(rows: ReturnType<typeof rowsOf>, reading: Reading): AsyncGenerator<Piece> {
  let isEmpty = true;
  for await (const row of rows) {
    isEmpty = false;
    yield 'broken' in row ? { customer: null, problems: [brokenRow(row)] } : readCustomer(row, reading);
  }
  if (isEmpty)
    yield { customer: null, problems: [brokenRow({ row: 1, line: 1, broken: 'no customer follows the header' })] };
}

function brokenRow({
  row,
  line,
  broken,
}: {
  readonly row: number;
  readonly line: number;
  readonly broken: string;
}): Problem {
  return { row, line, column: null, value: null, text: broken };
}
