import { textForRules } from '../domain/message.ts';
import type { Request } from '../domain/priority/suggest.ts';
import { NO_FACTS } from '../domain/priority/weigh.ts';
import { countPastRequests, pastRequests, type PastRequest } from '../store/history.ts';
import type { Db } from '../store/sql.ts';
import { progressBar } from './progress.ts';

/** A page of the history; bodies have up to a megabyte. */
const PAGE = 100;

/** Every request of the past, with a progress bar on a terminal. */
export async function* history(db: Db, zone: string): AsyncGenerator<PastRequest, void, undefined> {
  const bar = progressBar(await countPastRequests(db), 'tickets');
  try {
    for (let after = '0'; ;) {
      const page = await pastRequests(db, { after, limit: PAGE, zone });
      yield* page;
      bar.step(page.length);
      if (page.length < PAGE) return;
      after = page.at(-1)!.id;
    }
  } finally {
    bar.stop();
  }
}

/** A past request as the rules are asked about it. Open tickets of its customer are left out: they were others then. */
export function asked({ channel, subject, body, segments, goLive, day }: PastRequest): Request {
  return {
    subject,
    body: textForRules({ text: body, segments }),
    scanned: channel === 'fax',
    facts: { ...NO_FACTS, goLive, received: day },
  };
}
