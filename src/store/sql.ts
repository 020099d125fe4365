import { permanent } from '../lib/fault.ts';

/*
 * SQL as it is written, with values handed over beside the text, never inside it. Statements are never named or
 * prepared, so that they run alike on PostgreSQL, behind a connection pooler, and on the embedded database.
 */

const FRAGMENT = Symbol('sql');
/** The protocol counts the values of a statement in 16 bits. */
const MOST_VALUES = 65_535;

/** What may be handed over. Arrays become PostgreSQL arrays; a jsonb value is handed over as `JSON.stringify(…)`. */
export type Value =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | Uint8Array
  | readonly (string | number | bigint | boolean | null | Uint8Array)[];

/** A statement, or a part of one. */
export type Sql = {
  readonly [FRAGMENT]: true;
  readonly text: string;
  readonly values: readonly Value[];
  readonly parts: readonly string[];
};

/** `one` rejects unless there is exactly one row, `maybeOne` when there are several; `run` tells how many rows were touched. All reject with a Fault. */
export type Runner = {
  one<Row>(query: Sql): Promise<Row>;
  maybeOne<Row>(query: Sql): Promise<Row | null>;
  many<Row>(query: Sql): Promise<readonly Row[]>;
  run(query: Sql): Promise<number>;
};

/** One open transaction. */
export type Tx = Runner & { readonly open: 'transaction' };

/** The database: each statement by itself, on any free connection. */
export type Db = Runner & { transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> };

/**
 * Runs `work` in one transaction: commits when it resolves, rolls back when it rejects (and rejects with the same
 * error). Inside `work` only `tx` may be used: asking `db` there would wait for itself, and is refused.
 */
export function transaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction(work);
}

/** A statement or fragment: sql`select … where id = ${id} and ${otherFragment}`. */
export function sql(strings: TemplateStringsArray, ...inserts: readonly (Value | Sql)[]): Sql {
  const parts = [strings[0]!];
  const found: Value[] = [];
  for (const [i, insert] of inserts.entries()) {
    const after = strings[i + 1]!;
    if (isFragment(insert)) {
      parts[parts.length - 1] += insert.parts[0]!;
      for (const part of insert.parts.slice(1)) parts.push(part);
      for (const value of insert.values) found.push(value);
      parts[parts.length - 1] += after;
    } else {
      found.push(insert);
      parts.push(after);
    }
  }
  return fragment(parts, found);
}

/**
 * Rows for `insert … values ${values(rows, types)}` or `from (values ${values(rows, types)})`: `($1::text, …), (…)`.
 * Every value is handed over by itself, so bytes travel as bytes (as an array they would be spelled in hex). Needs at least one row.
 */
export function values(rows: readonly (readonly Value[])[], types: readonly string[]): Sql {
  if (rows.length === 0) throw permanent('values() needs at least one row');
  const parts = ['('];
  const found: Value[] = [];
  for (const [i, row] of rows.entries()) {
    if (row.length !== types.length) throw permanent(`row ${i} has ${row.length} values for ${types.length} columns`);
    for (const [j, value] of row.entries()) {
      found.push(value);
      const next = j + 1 < row.length ? ', ' : i + 1 < rows.length ? '), (' : ')';
      parts.push(`::${types[j]}${next}`);
    }
  }
  return fragment(parts, found);
}

/** Statements from a file, separated by semicolons, without values. */
export function script(text: string): Sql {
  return fragment([text], []);
}

function isFragment(insert: Value | Sql): insert is Sql {
  return typeof insert === 'object' && insert !== null && FRAGMENT in insert;
}

function fragment(parts: readonly string[], found: readonly Value[]): Sql {
  if (found.includes(undefined as never))
    throw permanent('a value of an SQL statement is undefined; say null if that is meant');
  if (found.length > MOST_VALUES)
    throw permanent(
      `an SQL statement has ${found.length} values, more than ${MOST_VALUES}; hand the rows over in parts`,
    );
  return { [FRAGMENT]: true, parts, values: found, text: parts.reduce((text, part, i) => `${text}$${i}${part}`) };
}
