import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { permanent } from '../lib/fault.ts';
import { script, sql, transaction, values, type Db, type Runner } from './sql.ts';

export type Migration = {
  readonly number: number;
  readonly name: string;
  readonly sha256: Buffer;
  readonly text: string;
};
type Applied = Omit<Migration, 'text'>;

/** What stands between the database and this program; `trouble` says what to do when it is not just a matter of migrating. */
export type MigrationState = {
  readonly applied: number;
  readonly pending: readonly string[];
  readonly trouble: string | null;
};

/** Any number will do, as long as every postroom takes the same one. */
const LOCK = 5_072_618_141;

/** The folder of the .sql files: beside this file, or in the sources next to a build that did not copy them. */
export function migrationsFolder(): string {
  const places = ['./migrations/', '../../src/store/migrations/'].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  const found = places.find((place) => existsSync(place));
  if (found === undefined)
    throw permanent(
      `the database migrations are missing from this installation (${places[0]}); install postroom again`,
    );
  return found;
}

/**
 * Brings the database up to this program, all in one transaction; a second process waits and then finds nothing to do.
 * Returns the names of the files applied now. Rejects with a permanent Fault when an applied file was changed since, or
 * the database is newer than the program.
 */
export async function migrate(db: Db, folder: string = migrationsFolder()): Promise<readonly string[]> {
  const files = await readMigrations(folder);
  return transaction(db, async (tx) => {
    await tx.one(sql`select pg_advisory_xact_lock(${LOCK}::bigint)`);
    await tx.run(sql`
      create table if not exists migration (
        number integer primary key, name text not null, sha256 bytea not null, applied_at timestamptz not null default now()
      )`);
    const applied = await readApplied(tx);
    const trouble = disagreement(files, applied);
    if (trouble !== null) throw permanent(trouble);
    const pending = files.filter((file) => !applied.some((known) => known.number === file.number));
    for (const file of pending) await tx.run(script(file.text));
    if (pending.length > 0) {
      const rows = pending.map((file) => [file.number, file.name, file.sha256]);
      await tx.run(
        sql`insert into migration (number, name, sha256) values ${values(rows, ['integer', 'text', 'bytea'])}`,
      );
    }
    return pending.map((file) => file.name);
  });
}

/** How far the database is, without changing anything. */
export async function migrationState(db: Db, folder: string = migrationsFolder()): Promise<MigrationState> {
  const files = await readMigrations(folder);
  const { made } = await db.one<{ made: boolean }>(sql`select to_regclass('migration') is not null as made`);
  const applied = made ? await readApplied(db) : [];
  const pending = files
    .filter((file) => !applied.some((known) => known.number === file.number))
    .map((file) => file.name);
  return { applied: applied.length, pending, trouble: disagreement(files, applied) };
}

function readApplied(db: Runner): Promise<readonly Applied[]> {
  return db.many<Applied>(sql`select number, name, sha256 from migration order by number`);
}

async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/u.test(name)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const text = (await readFile(`${folder}/${name}`, 'utf8')).replaceAll('\r\n', '\n'); // a checkout may turn line ends
      return { number: Number(name.slice(0, 4)), name, text, sha256: createHash('sha256').update(text).digest() };
    }),
  );
}

/** Why these files cannot be the history of this database, in a sentence that says what to do, or null. */
function disagreement(files: readonly Migration[], applied: readonly Applied[]): string | null {
  for (const known of applied) {
    const file = files.find((candidate) => candidate.number === known.number);
    if (file === undefined) {
      return `the database already has migration ${known.name}, which this postroom does not know; install the newer postroom again, or restore the backup taken before it`;
    }
    if (!file.sha256.equals(known.sha256)) {
      return `the migration ${file.name} was changed after this database had applied it; put the released file back, or begin with an empty database`;
    }
  }
  return null;
}
