import { oneLine } from '../../domain/address.ts';
import { nearest } from '../../lib/nearest.ts';
import type { Problem } from './problem.ts';
import type { Row } from './rows.ts';

/** The columns of a file of customers (docs/customers.md). Only `name` is a must. */
export const COLUMNS = [
  'name',
  'domains',
  'contacts',
  'phones',
  'faxes',
  'agreement',
  'agreement_from',
  'agreement_until',
  'systems',
  'assigned_rep',
  'time_zone',
] as const;
export type Column = (typeof COLUMNS)[number];

/** Where each column stands, counted from 0; and how many there are, those without a name included. */
export type Columns = { readonly at: ReadonlyMap<Column, number>; readonly width: number };

/** Reads the header row; capitals, blanks and hyphens do not matter. */
export function readHeader({ row, line, cells }: Row): {
  readonly columns: Columns;
  readonly problems: readonly Problem[];
} {
  const at = new Map<Column, number>();
  const problems: Problem[] = [];
  for (const [n, cell] of cells.entries()) {
    const name = oneLine(cell, 100);
    const complain = (text: string): void => {
      problems.push({ row, line, column: { number: n + 1, name: '' }, value: name, text });
    };
    if (name === '') continue;
    const asKey = name.toLowerCase().replace(/[\s-]+/gu, '_');
    const column = COLUMNS.find((known) => known === asKey);
    const near = column === undefined ? nearest(asKey, COLUMNS) : null;
    if (column === undefined)
      complain(
        `is no column that is known; ${near === null ? `use ${COLUMNS.join(', ')}` : `did you mean "${near}"?`}`,
      );
    else if (at.has(column)) complain('stands twice in the header; leave one of them out');
    else at.set(column, n);
  }
  if (!at.has('name') && problems.length === 0) {
    const text = `the header has no column "name"; the first row names the columns: ${COLUMNS.join(', ')}`;
    problems.push({ row, line, column: null, value: null, text });
  }
  return { columns: { at, width: cells.length }, problems };
}
