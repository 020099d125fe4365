import { createHash } from 'node:crypto';
import { canonical, compileTerms, differsOnlyAhead } from '../domain/promise/compile.ts';
import type { Promises, Terms } from '../domain/promise/terms.ts';
import { permanent } from '../lib/fault.ts';
import { sql, transaction, type Db, type Runner, type Tx } from './sql.ts';

/** The terms in force, and those that older tickets were promised under. */
export type TermsBook = {
  /** what a ticket that comes now is promised */
  readonly current: Promises;
  /** Promises by version, compiled once each. Rejects for a version that is not there. */
  of(db: Runner, version: number): Promise<Promises>;
};

/** How the terms of the settings met those of the database. */
export type Pinned = {
  readonly version: number;
  /** `known`: unchanged; `ahead`: days in the future were added to the version in force; `new`: a new version */
  readonly change: 'known' | 'ahead' | 'new';
};

/**
 * Stores the terms of the settings if they are new and opens the book. Days to come (holidays, exceptional hours) are
 * added to the version in force; every other change makes a new version, which only new tickets get. `today`: local date.
 * `dryRun` opens the same book and stores nothing: a new version has the number that it might get.
 */
export async function openTerms(
  db: Db,
  terms: Terms,
  today: string,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<{ readonly book: TermsBook; readonly pinned: Pinned }> {
  const digest = digestOf(terms);
  const pinned = dryRun
    ? await meet(db, terms, digest, today)
    : await transaction(db, (tx) => pin(tx, terms, digest, today));
  const compiled = new Map<number, Promises>([[pinned.version, compileTerms(pinned.version, terms)]]);
  const book: TermsBook = {
    current: compiled.get(pinned.version)!,
    async of(runner, version) {
      const known = compiled.get(version);
      if (known !== undefined) return known;
      const row = await runner.maybeOne<{ body: Terms }>(sql`select body from terms where version = ${version}`);
      if (row === null) throw permanent(`the database holds no terms of version ${version}; restore its backup whole`);
      const promises = compileTerms(version, row.body);
      compiled.set(version, promises);
      return promises;
    },
  };
  return { book, pinned };
}

async function pin(tx: Tx, terms: Terms, digest: string, today: string): Promise<Pinned> {
  await tx.run(sql`select pg_advisory_xact_lock(20263)`); // two gateways that start at once store one version
  const met = await meet(tx, terms, digest, today);
  const body = canonical(terms);
  if (met.change === 'ahead')
    await tx.run(sql`update terms set body = ${body}::jsonb, digest = ${digest} where version = ${met.version}`);
  if (met.change !== 'new') return met;
  const { version } = await tx.one<{ version: number }>(
    sql`insert into terms (digest, body) values (${digest}, ${body}::jsonb) returning version`,
  );
  return { version, change: 'new' };
}

/** How these terms meet those of the database, without storing them. */
async function meet(db: Runner, terms: Terms, digest: string, today: string): Promise<Pinned> {
  const known = await db.maybeOne<{ version: number }>(sql`select version from terms where digest = ${digest}`);
  if (known !== null) return { version: known.version, change: 'known' };
  const latest = await db.maybeOne<{ version: number; body: Terms }>(
    sql`select version, body from terms order by version desc limit 1`,
  );
  if (latest === null) return { version: 1, change: 'new' };
  const ahead = differsOnlyAhead(latest.body, terms, today);
  return ahead ? { version: latest.version, change: 'ahead' } : { version: latest.version + 1, change: 'new' };
}

function digestOf(terms: Terms): string {
  return createHash('sha256').update(canonical(terms)).digest('hex');
}
