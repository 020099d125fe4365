import { MINUTE, type Instant } from './time.ts';

/** What is known about the running gateway, gathered from its database and its own parts. */
export type HealthFacts = {
  readonly startedAt: Instant;
  /** null when the database answered, else why it did not */
  readonly database: string | null;
  /** loops of the stages: when each last began or ended a round, and how many rounds failed in a row */
  readonly loops: readonly { readonly name: string; readonly beatAt: Instant; readonly failures: number }[];
  /** servers of ours, and whether each has its port */
  readonly listeners: readonly { readonly name: string; readonly open: boolean }[];
  /** mailboxes that are read by us, when each was last proven to be read, and how often it should be, ms */
  readonly mailboxes: readonly { readonly id: string; readonly readAt: Instant | null; readonly every: number }[];
};

export type Check = { readonly check: string; readonly state: 'ok' | 'failed'; readonly what: string };

/** A poller looks at least every minute; after this long something is wrong that did not mend itself. */
const READ_WITHIN = 5 * MINUTE;
/** A batch of 25 mails, each of which takes the 20 s that one may, keeps a stage busy for 8 minutes. */
const ROUND_WITHIN = 15 * MINUTE;
/** Failures in a row that are no hiccup any more. */
const MANY = 3;

/** Says of each part whether it does its work. Names no address, host or account: the answer goes to whoever asks. Pure. */
export function judge(facts: HealthFacts, now: Instant): readonly Check[] {
  return [
    checked('database', facts.database, 'answers'),
    ...facts.mailboxes.map((box) => {
      // A mailbox gets its time again after each start: after an outage the last read is always long ago.
      const silence = now - Math.max(box.readAt ?? 0, facts.startedAt);
      const late = silence > Math.max(READ_WITHIN, 3 * box.every);
      const last = box.readAt === null ? 'never read yet' : `last read ${ago(now - box.readAt)}`;
      return checked(
        `mailbox ${box.id}`,
        late ? `${last}; see its line in the log, or run postroom doctor` : null,
        last,
      );
    }),
    ...facts.listeners.map(({ name, open }) =>
      checked(`listener ${name}`, open ? null : 'has no port; see its line in the log', 'listens'),
    ),
    ...facts.loops.map(({ name, beatAt, failures }) =>
      checked(
        `stage ${name}`,
        failures >= MANY
          ? `failed ${failures} times in a row; see its line in the log`
          : now - beatAt > ROUND_WITHIN
            ? `has been in one round since ${ago(now - beatAt)}`
            : null,
        'works',
      ),
    ),
  ];
}

function checked(check: string, problem: string | null, well: string): Check {
  return problem === null ? { check, state: 'ok', what: well } : { check, state: 'failed', what: problem };
}

function ago(ms: number): string {
  return ms < 2 * MINUTE ? `${Math.max(0, Math.round(ms / 1000))} s ago` : `${Math.round(ms / MINUTE)} minutes ago`;
}
