import type { CustomerRow } from '../../domain/customer.ts';
import {
  openCustomers,
  problemInWords,
  type Chunks,
  type Country,
  type CustomerFile,
  type Piece,
  type Problem,
} from '../../format/customers.ts';
import { compare, merge, missing, touched, type Difference, type Touched } from '../../store/customers/merge.ts';
import { clashes, openStage, stage, type Clash } from '../../store/customers/stage.ts';
import { transaction, type Db, type Tx } from '../../store/sql.ts';

export type ImportOptions = {
  readonly country: Country;
  /** ids of the people who may look after customers; null when nobody is named */
  readonly people: ReadonlySet<string> | null;
  /** only compare */
  readonly dryRun: boolean;
  /** take customers out who are not in the file */
  readonly removeMissing: boolean;
  readonly now: number;
};

/** What an import came to: nothing was written unless `problems` is empty. Lists hold the first `SHOWN`, counts are of all. */
export type Imported = {
  readonly encoding: string;
  readonly problems: readonly string[];
  readonly problemCount: number;
  readonly difference:
    | (Difference & { readonly touched: readonly Touched[]; readonly missingNames: readonly string[] })
    | null;
};

/** How many problems, changes and names are listed; whoever has more has one cause for most of them. */
export const SHOWN = 50;

/** Rows that go to the database at once. */
const BATCH = 500;

/** Brings a file of customers into the database: all of it or, when a single cell cannot be read, nothing. */
export async function importCustomers(db: Db, chunks: Chunks, options: ImportOptions): Promise<Imported> {
  const file = await openCustomers(chunks, options);
  return transaction(db, async (tx) => {
    await openStage(tx);
    const found = await lay(tx, file.pieces);
    const clashing = await clashes(tx, SHOWN, !options.removeMissing);
    const problemCount = found.count + clashing.count;
    const problems = [...found.first, ...clashing.first.map((clash) => problemOf(clash, file.columns))]
      .slice(0, SHOWN)
      .toSorted((a, b) => a.row - b.row || (a.column?.number ?? 0) - (b.column?.number ?? 0))
      .map(problemInWords);
    if (problemCount > 0) return { encoding: file.encoding, problems, problemCount, difference: null };
    const spoken = spokenBy(file.columns);
    const difference = {
      ...(await compare(tx, spoken)),
      touched: await touched(tx, SHOWN),
      missingNames: await missing(tx, SHOWN),
    };
    if (!options.dryRun) await merge(tx, spoken, new Date(options.now), options.removeMissing);
    return { encoding: file.encoding, problems, problemCount, difference };
  });
}

/** Lays the rows of a file into the stage, and counts what is wrong with them. */
async function lay(tx: Tx, pieces: AsyncIterable<Piece>): Promise<{ count: number; first: readonly Problem[] }> {
  const first: Problem[] = [];
  let count = 0;
  let rows: CustomerRow[] = [];
  for await (const { customer, problems } of pieces) {
    count += problems.length;
    first.push(...problems.slice(0, SHOWN - first.length));
    if (customer !== null) rows.push(customer);
    if (rows.length < BATCH) continue;
    await stage(tx, rows);
    rows = [];
  }
  await stage(tx, rows);
  return { count, first };
}

function problemOf(
  { row, line, column, value, otherRow, otherName }: Clash,
  columns: CustomerFile['columns'],
): Problem {
  const owner =
    otherRow === null ? `"${otherName}" too, who is not in this file` : `"${otherName}" in row ${otherRow} too`;
  const text =
    column === 'name'
      ? `is the name of ${owner}; a customer has one row`
      : `belongs to ${owner}; leave it with one of them`;
  return { row, line, column: { number: columns.get(column) ?? 1, name: column }, value, text };
}

/** An agreement is told as a whole: a file with one of its columns says that the others are empty. */
function spokenBy(columns: CustomerFile['columns']): ReadonlySet<string> {
  const agreement = ['agreement', 'agreement_from', 'agreement_until'] as const;
  return new Set([...columns.keys(), ...(agreement.some((column) => columns.has(column)) ? agreement : [])]);
}
