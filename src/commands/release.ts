import { release } from '../acts/release.ts';
import type { Loaded } from '../settings.ts';
import { openStore } from '../store/open.ts';

/** Takes tickets out of junk or bulk by their references. Resolves to the exit status: 1 when one of them was not there to be taken. */
export async function releaseTickets(
  references: readonly string[],
  { settings }: Loaded,
  print: (line: string) => void,
  complain: (line: string) => void,
): Promise<0 | 1> {
  const store = await openStore({ url: settings.database.url, connections: 2, dataDir: settings.data_dir });
  try {
    let status: 0 | 1 = 0;
    for (const reference of references) {
      const { done, why } = await release(store.db, reference, 'operator', Date.now());
      if (done) print(`${reference} ${why}`);
      else {
        complain(`${reference}: ${why}`);
        status = 1;
      }
    }
    return status;
  } finally {
    await store.close();
  }
}
