import { LEVELS } from '../domain/level.ts';
import { textForRules } from '../domain/message.ts';
import { compare, type Cause } from '../domain/priority/compare.ts';
import type { Priorities } from '../domain/priority/found.ts';
import type { Request } from '../domain/priority/suggest.ts';
import type { Changed, Trial } from '../domain/priority/trial.ts';
import { NO_FACTS } from '../domain/priority/weigh.ts';
import { pastRequests, type PastRequest } from '../store/history.ts';
import type { Db } from '../store/sql.ts';

/** A page of the history; bodies have up to a megabyte. */
const PAGE = 100;
const MOST_EXAMPLES = 5;

/** The requests of the past after a ticket ('0': all), oldest first, page by page. */
export async function* pagesOfPast(
  db: Db,
  zone: string,
  since: string = '0',
): AsyncGenerator<readonly PastRequest[], void, undefined> {
  for (let after = since; ;) {
    const page = await pastRequests(db, { after, limit: PAGE, zone });
    yield page;
    if (page.length < PAGE) return;
    after = page.at(-1)!.id;
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

/** Decides past requests again under other rules: what would change, and which phrase would change it. Writes nothing. */
export async function tryRules(
  past: AsyncIterable<PastRequest>,
  { before, after }: { readonly before: Priorities; readonly after: Priorities },
  tell: (changed: Changed) => void,
): Promise<Trial> {
  const confusion = LEVELS.map(() => LEVELS.map(() => 0));
  const confirmed = { tickets: 0, met_before: 0, met_after: 0 };
  const blamed = new Map<string, { readonly cause: Cause; tickets: number; references: string[] }>();
  let [tickets, changed, byWeights] = [0, 0, 0];
  for await (const one of past) {
    const change = compare(asked(one), before, after);
    const { from, to, causes } = change;
    tickets++;
    confusion[from - 1]![to - 1]!++;
    if (one.confirmedLevel !== null) {
      confirmed.tickets++;
      if (from === one.confirmedLevel) confirmed.met_before++;
      if (to === one.confirmedLevel) confirmed.met_after++;
    }
    if (from === to) continue;
    changed++;
    if (causes.length === 0) byWeights++;
    for (const cause of causes) {
      const key = `${cause.by} ${cause.signal} ${cause.phrase}`;
      const known = blamed.get(key) ?? { cause, tickets: 0, references: [] };
      blamed.set(key, known);
      known.tickets++;
      if (known.references.length < MOST_EXAMPLES) known.references.push(one.reference);
    }
    tell({ reference: one.reference, subject: one.subject, confirmed: one.confirmedLevel, ...change });
  }
  return {
    tickets,
    changed,
    confusion,
    confirmed,
    phrases: [...blamed.values()]
      .toSorted((a, b) => b.tickets - a.tickets)
      .map(({ cause, ...rest }) => ({ ...cause, ...rest })),
    by_weights: byWeights,
  };
}
