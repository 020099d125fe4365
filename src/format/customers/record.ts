import { oneLine } from '../../domain/address.ts';
import type { CustomerRow } from '../../domain/customer.ts';
import { partsOf, readContact, readDate, readDomain, readSystem, readWord, readZone, type Complain } from './cells.ts';
import type { Column, Columns } from './columns.ts';
import { readNumber, type Country } from './numbers.ts';
import type { Problem } from './problem.ts';
import type { Row } from './rows.ts';

/** What is needed to read a row: where the columns are, whose numbers come without a country, and who may be a rep. */
export type Reading = {
  readonly columns: Columns;
  readonly country: Country;
  /** ids of the people who may look after a customer; null when nobody is named in the settings */
  readonly people: ReadonlySet<string> | null;
};

export type ReadRow = { readonly customer: CustomerRow | null; readonly problems: readonly Problem[] };

/** Reads a row of the table. What cannot be read is left out of the customer, and told; null when no cell can be trusted to stand in its column. */
export function readCustomer(row: Row, { columns, country, people }: Reading): ReadRow {
  const shifted = shift(row, columns);
  if (shifted !== null) return { customer: null, problems: [shifted] };
  const problems: Problem[] = [];
  const cells = withoutBroken(row, columns, problems);
  const cellOf = (column: Column): string => cells[columns.at.get(column) ?? -1] ?? '';
  const complainIn =
    (column: Column): Complain =>
    (value, text) => {
      const number = (columns.at.get(column) ?? 0) + 1;
      problems.push({ ...placeOf(row), column: { number, name: column }, value: value === '' ? null : value, text });
    };
  const listOf = <T>(column: Column, read: (part: string, complain: Complain) => T | null): readonly T[] => {
    const complain = complainIn(column);
    return partsOf(cellOf(column)).flatMap((part) => read(part, complain) ?? []);
  };
  const numbers = (column: Column): readonly string[] =>
    sorted(listOf(column, (part, complain) => readNumber(part, country, complain)));

  const name = oneLine(cellOf('name'), 1_000);
  if (name === '' || name.length > 200)
    complainIn('name')(name, name === '' ? 'is empty; every customer needs a name' : 'is longer than 200 characters');
  const agreementFrom = readDate(cellOf('agreement_from'), complainIn('agreement_from'));
  const agreementUntil = readDate(cellOf('agreement_until'), complainIn('agreement_until'));
  if (agreementFrom !== null && agreementUntil !== null && agreementUntil < agreementFrom)
    complainIn('agreement_until')(agreementUntil, `lies before agreement_from, ${agreementFrom}`);
  const assignedRep = readWord(cellOf('assigned_rep'), complainIn('assigned_rep'));
  if (assignedRep !== null && people !== null && !people.has(assignedRep))
    complainIn('assigned_rep')(assignedRep, `is the id of nobody in the settings; known are ${[...people].join(', ')}`);
  const customer: CustomerRow = {
    ...placeOf(row),
    name,
    domains: sorted(listOf('domains', readDomain)),
    contacts: each(
      listOf('contacts', (part, complain) =>
        readContact(part, complain, (text) => readNumber(text, country, complain)),
      ),
      ({ address }) => address,
      complainIn('contacts'),
    ),
    phones: numbers('phones'),
    faxes: numbers('faxes'),
    agreement: readWord(cellOf('agreement'), complainIn('agreement')),
    agreementFrom,
    agreementUntil,
    systems: each(listOf('systems', readSystem), (system) => system.name, complainIn('systems')),
    assignedRep,
    timeZone: readZone(cellOf('time_zone'), complainIn('time_zone')),
  };
  return { customer, problems: problems.toSorted((a, b) => (a.column?.number ?? 0) - (b.column?.number ?? 0)) };
}

function placeOf({ row, line }: Row): Pick<Row, 'row' | 'line'> {
  return { row, line };
}

/** A row that is longer or shorter than the header: its cells may stand in each other's columns. */
function shift(row: Row, { width }: Columns): Problem | null {
  if (row.cells.length === width) return null;
  const text = `has ${row.cells.length} cells, and the header ${width}; a cell that holds the separator, a quote or a line end must stand in quotes`;
  return { ...placeOf(row), column: null, value: null, text };
}

/** The cells, emptied where a spreadsheet left an error of its own. Told are these, and values in columns without a name. */
function withoutBroken(row: Row, { at }: Columns, problems: Problem[]): readonly string[] {
  const names = new Map([...at].map(([column, n]) => [n, column]));
  return row.cells.map((cell, n) => {
    const value = oneLine(cell, 1_000);
    const name = names.get(n) ?? '';
    const text = /^#(?:REF!|N\/A|NAME\?|VALUE!|DIV\/0!|NULL!|NUM!)/u.test(value)
      ? 'is an error of the spreadsheet; mend the formula there, and save again'
      : name === '' && value !== ''
        ? 'stands in a column whose header is empty; name the column, or empty it'
        : null;
    if (text === null) return cell;
    problems.push({ ...placeOf(row), column: { number: n + 1, name }, value, text });
    return '';
  });
}

function sorted(list: readonly string[]): readonly string[] {
  return [...new Set(list)].toSorted();
}

/** In the order of their keys, each key once. */
function each<T>(list: readonly T[], keyOf: (one: T) => string, complain: Complain): readonly T[] {
  const found = new Map<string, T>();
  for (const one of list) {
    if (found.has(keyOf(one))) complain(keyOf(one), 'stands twice in this cell; leave one of them out');
    found.set(keyOf(one), one);
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
