import type { Clock } from '../domain/promise/clock.ts';
import type { Instant } from '../domain/time.ts';
import { clocksOf } from './clocks.ts';
import { writeJournal } from './journal.ts';
import { countPromises, writeCounted, writeStanding, type Counted } from './promises.ts';
import { sql, transaction, type Db, type Runner, type Sql, type Tx } from './sql.ts';
import type { TermsBook } from './terms.ts';

/** A due that is another one after counting anew. */
export type Moved = {
  readonly reference: string;
  readonly metric: Clock['metric'];
  readonly cycle: number;
  readonly from: Instant | null;
  readonly to: Instant | null;
};

export type Rebuilt = { readonly tickets: number; readonly moved: readonly Moved[] };

/** Tickets counted in one transaction: few enough that an act on one of them does not wait for long. */
const AT_ONCE = 200;

/**
 * Counts the clocks of tickets anew from their events, each under the terms of its start, and notes each due that moved
 * in its ticket's journal. `reprice` puts open tickets under the terms in force instead. `dryRun` only says what would move.
 */
export async function rebuildPromises(
  db: Db,
  book: TermsBook,
  options: Choice & {
    readonly reprice: boolean;
    readonly dryRun: boolean;
    readonly actor: string;
    readonly now: Instant;
    readonly onProgress?: (tickets: number) => void;
  },
): Promise<Rebuilt> {
  const moved: Moved[] = [];
  let tickets = 0;
  let after = '0';
  for (;;) {
    const done = await transaction(db, async (tx) => {
      const ids = await nextTickets(tx, after, options);
      if (ids.length === 0) return null;
      const found = await rebuild(tx, book, ids, options);
      return { last: ids.at(-1)!, n: ids.length, found };
    });
    if (done === null) return { tickets, moved };
    after = done.last;
    tickets += done.n;
    moved.push(...done.found);
    options.onProgress?.(tickets);
  }
}

/** Which tickets: open ones or all; only those under one version of the terms, or under any (null). */
type Choice = { readonly which: 'open' | 'all'; readonly version: number | null };

/** How many tickets `rebuildPromises` would count. */
export async function ticketsToRebuild(db: Runner, choice: Choice): Promise<number> {
  return (await db.one<{ n: number }>(sql`select count(*)::int as n from ticket where ${chosen(choice)}`)).n;
}

async function nextTickets(tx: Tx, after: string, choice: Choice): Promise<readonly string[]> {
  const rows = await tx.many<{ id: string }>(
    sql`select id from ticket where id > ${after} and ${chosen(choice)} order by id limit ${AT_ONCE} for no key update`,
  );
  return rows.map(({ id }) => id);
}

function chosen({ which, version }: Choice): Sql {
  return sql`(${which === 'all'} or state = 'open') and (${version}::int is null or terms_version = ${version})`;
}

async function rebuild(
  tx: Tx,
  book: TermsBook,
  ids: readonly string[],
  options: { readonly reprice: boolean; readonly dryRun: boolean; readonly actor: string; readonly now: Instant },
): Promise<readonly Moved[]> {
  const before = await clocksOf(tx, ids);
  const under: TermsBook = options.reprice ? { current: book.current, of: async () => book.current } : book;
  const counted = await countPromises(tx, ids, under, options.now);
  const references = await referencesOf(tx, ids);
  const moves = counted.flatMap((one) => movesOf(one, before.get(one.ticketId) ?? [], references.get(one.ticketId)!));
  if (options.dryRun) return moves.map(({ move }) => move);
  await writeCounted(tx, counted);
  await writeStanding(tx, counted);
  await writeJournal(
    tx,
    moves.map(({ ticketId, move: { metric, cycle, from, to } }) => ({
      ticketId,
      inboundId: null,
      actor: options.actor,
      entry: {
        act: options.reprice ? 'repriced' : 'recounted',
        detail: { metric, cycle, from: iso(from), to: iso(to), terms: under.current.version },
      },
    })),
    new Date(options.now),
  );
  return moves.map(({ move }) => move);
}

function movesOf(
  { ticketId, standing }: Counted,
  before: readonly Clock[],
  reference: string,
): readonly { readonly ticketId: string; readonly move: Moved }[] {
  const same = (one: Clock, other: Clock): boolean => one.metric === other.metric && one.cycle === other.cycle;
  const gone = before.filter((one) => !standing.clocks.some((clock) => same(clock, one)));
  const moves = [
    ...standing.clocks.map((clock) => ({ clock, from: before.find((one) => same(clock, one)), to: clock.dueAt })),
    ...gone.map((clock) => ({ clock, from: clock, to: null })),
  ];
  return moves.flatMap(({ clock: { metric, cycle }, from: was, to }) => {
    const from = was?.dueAt ?? null;
    return from === to ? [] : [{ ticketId, move: { reference, metric, cycle, from, to } }];
  });
}

async function referencesOf(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.many<{ id: string; reference: string }>(
    sql`select id, reference from ticket where id = any(${ids}::bigint[])`,
  );
  return new Map(rows.map(({ id, reference }) => [id, reference]));
}

function iso(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
