import type { Instant } from '../domain/time.ts';
import type { Loaded } from '../settings.ts';
import { migrate } from '../store/migrate.ts';
import { openStore } from '../store/open.ts';
import { rebuildPromises, type Moved } from '../store/rebuild.ts';
import { openTerms } from '../store/terms.ts';
import { progressBar } from './progress.ts';

const NAMES: Readonly<Record<Moved['metric'], string>> = {
  call_back: 'call-back',
  update: 'update',
  resolution: 'resolution',
};

/**
 * Counts the clocks of all open tickets anew from what happened on them; with `reprice` under the terms in force instead
 * of those of their start. Prints each due that moves. `dryRun` writes nothing.
 */
export async function rebuildClocks(
  {
    reprice,
    dryRun,
    print,
  }: { readonly reprice: boolean; readonly dryRun: boolean; readonly print: (line: string) => void },
  { settings, policy, zone }: Loaded,
): Promise<void> {
  const store = await openStore({ url: settings.database.url, connections: 2, dataDir: settings.data_dir });
  try {
    await migrate(store.db);
    const now = Date.now();
    const { book } = await openTerms(store.db, policy.terms, Temporal.Now.plainDateISO(zone).toString());
    const bar = progressBar(Number.MAX_SAFE_INTEGER, 'tickets');
    let counted = 0;
    const { tickets, moved } = await rebuildPromises(store.db, book, {
      which: 'open',
      version: null,
      reprice,
      dryRun,
      actor: 'operator',
      now,
      onProgress: (n) => {
        bar.step(n - counted);
        counted = n;
      },
    });
    bar.stop();
    const say = spoken(zone);
    for (const { reference, metric, from, to } of moved)
      print(`${reference} ${NAMES[metric]}: ${say(from)} -> ${say(to)}`);
    print(`${tickets} open tickets counted anew, ${moved.length} dues moved`);
    if (dryRun) print('This was a dry run: nothing was written.');
  } finally {
    await store.close();
  }
}

function spoken(zone: string): (at: Instant | null) => string {
  const words = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'medium', timeStyle: 'long' });
  return (at) => (at === null ? 'no due' : words.format(at));
}
