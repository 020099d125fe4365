import type { Terms } from '../domain/promise/terms.ts';
import { localIn, sayDay, zoneName } from '../domain/say-time.ts';
import type { Instant } from '../domain/time.ts';
import type { Loaded } from '../settings.ts';
import { migrate } from '../store/migrate.ts';
import { openStore } from '../store/open.ts';
import { rebuildPromises, ticketsToRebuild, type Moved } from '../store/rebuild.ts';
import type { Db } from '../store/sql.ts';
import { openTerms } from '../store/terms.ts';
import { progressBar } from './progress.ts';
import { refuseOlder } from './older.ts';

const NAMES: Readonly<Record<Moved['metric'], string>> = {
  call_back: 'call-back',
  update: 'update',
  resolution: 'resolution',
};

/** How clocks are counted anew, and where what is found is printed. */
export type Recount = {
  readonly reprice: boolean;
  readonly dryRun: boolean;
  readonly print: (line: string) => void;
};

/**
 * Counts the clocks of all open tickets anew from what happened on them; with `reprice` under the terms in force instead
 * of those of their start. Prints each due that moves. `dryRun` writes nothing.
 */
export async function rebuildClocks(options: Recount, { settings, policy, zone }: Loaded): Promise<void> {
  const store = await openStore({ url: settings.database.url, connections: 2, dataDir: settings.data_dir });
  try {
    await recount(store.db, { ...options, terms: policy.terms, zone, now: Date.now() });
  } finally {
    await store.close();
  }
}

/** The same on an open database. */
export async function recount(
  db: Db,
  {
    reprice,
    dryRun,
    print,
    terms,
    zone,
    now,
  }: Recount & { readonly terms: Terms; readonly zone: string; readonly now: Instant },
): Promise<void> {
  if (dryRun) await refuseOlder(db);
  else await migrate(db);
  const today = localIn(zone, now).toPlainDate().toString();
  const { book } = await openTerms(db, terms, today, { dryRun });
  const choice = { which: 'open', version: null } as const;
  const bar = progressBar(await ticketsToRebuild(db, choice), 'tickets');
  let counted = 0;
  const onProgress = (n: number): void => {
    bar.step(n - counted);
    counted = n;
  };
  const { tickets, moved } = await rebuildPromises(db, book, {
    ...choice,
    reprice,
    dryRun,
    actor: 'operator',
    now,
    onProgress,
  }).finally(() => bar.stop());
  for (const { reference, metric, from, to } of moved)
    print(`${reference} ${NAMES[metric]}: ${spoken(from, zone)} -> ${spoken(to, zone)}`);
  print(`open tickets counted anew: ${tickets}, dues moved: ${moved.length}`);
  if (dryRun) print('This was a dry run: nothing was written.');
}

/** `Mon 23 Nov 2026 13:00:00 EST`: with seconds and year, because a due may have moved by little or by much. */
function spoken(at: Instant | null, zone: string): string {
  if (at === null) return 'no due';
  const local = localIn(zone, at);
  const clock = local.toPlainTime().toString({ smallestUnit: 'second' });
  return `${sayDay(local.toPlainDate())} ${local.year} ${clock} ${zoneName(zone, at)}`;
}
