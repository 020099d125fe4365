import { pagesOfPast } from '../stages/trial.ts';
import { countPastRequests, type PastRequest } from '../store/history.ts';
import type { Db } from '../store/sql.ts';
import { progressBar } from './progress.ts';

/** Every request of the past, with a progress bar on a terminal. */
export async function* history(db: Db, zone: string): AsyncGenerator<PastRequest, void, undefined> {
  const bar = progressBar(await countPastRequests(db), 'tickets');
  try {
    for await (const page of pagesOfPast(db, zone)) {
      yield* page;
      bar.step(page.length);
    }
  } finally {
    bar.stop();
  }
}
