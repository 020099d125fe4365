import type { Loaded } from '../settings.ts';
import { requeue } from '../store/inbound.ts';
import { openStore } from '../store/open.ts';

/** Puts quarantined or ignored items back into the queue; the running gateway, or the next drain, works them. Resolves to the exit status. */
export async function replay(
  ids: readonly string[],
  quarantined: boolean,
  { settings }: Loaded,
  print: (line: string) => void,
  complain: (line: string) => void,
): Promise<0 | 1 | 2> {
  if (quarantined === ids.length > 0 || ids.some((id) => !/^\d{1,18}$/u.test(id))) {
    complain('name the ids of items (whole numbers), or give --quarantined');
    return 2;
  }
  const store = await openStore({ url: settings.database.url, connections: 2, dataDir: settings.data_dir });
  try {
    const found = await requeue(store.db, quarantined ? 'quarantined' : { ids }, Date.now());
    for (const id of found) print(`${id} will be worked again`);
    const missing = ids.filter((id) => !found.includes(id));
    for (const id of missing) complain(`${id} is no quarantined or ignored item with kept bytes`);
    return missing.length > 0 ? 1 : 0;
  } finally {
    await store.close();
  }
}
