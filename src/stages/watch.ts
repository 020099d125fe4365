import { alarmKey } from '../domain/promise/alarms.ts';
import { sayingsOf } from '../domain/promise/saying.ts';
import type { Staff } from '../domain/staff.ts';
import { MINUTE, SECOND, type Instant } from '../domain/time.ts';
import { sentenceOf } from '../lib/fault.ts';
import type { Log } from '../lib/log.ts';
import { point } from '../lib/point.ts';
import { briefsOf } from '../store/briefs.ts';
import { writeEvents } from '../store/events.ts';
import { writeJournal } from '../store/journal.ts';
import { enqueue } from '../store/outbox.ts';
import { countPromises, writeCounted } from '../store/promises.ts';
import { transaction, type Db, type Tx } from '../store/sql.ts';
import type { TermsBook } from '../store/terms.ts';
import {
  claimLost,
  claimWatched,
  dueTickets,
  forgetWatched,
  putOff,
  toldSince,
  unreachableOf,
  writeAlarms,
  writeTellings,
  type SaidAlarm,
  type Which,
} from '../store/watch.ts';
import { tellWebhooks } from '../store/webhooks.ts';
import { addressees, sayingOf, type Heard } from './watch/addressees.ts';
import { breachOf, entryOf, line, tellings, toldBreach } from './watch/record.ts';
import { staffLetters, toldBy, type Letter, type Speaker } from './watch/letters.ts';

export type WatchDeps = {
  readonly db: Db;
  readonly terms: TermsBook;
  readonly staff: Staff;
  readonly speaker: Speaker;
  readonly rules: {
    /** tickets looked at in one transaction */
    readonly batch: number;
    readonly gatherAbove: number;
    readonly burstPerMinute: number;
  };
  readonly now: () => Instant;
  readonly log: Log;
};

/** What one look came to; `looked` 0 means that nothing is due. */
export type Watched = {
  readonly looked: number;
  readonly said: number;
  readonly letters: number;
  readonly nobody: number;
};

/** A ticket that could not be told is tried again after this time (ms): soon, for its promise runs; not at once, for the log's sake. */
const PUT_OFF_MS = 5 * MINUTE;

/**
 * Looks at what is due, some tickets at a time. One that cannot be told, for whatever reason, does not keep the others from
 * it. An office that names nobody has nobody to tell, and was told so when it started; once it does, they hear what is due then.
 */
export async function watchBatch(deps: WatchDeps): Promise<Watched> {
  if (deps.staff.people.length === 0) return { looked: 0, said: 0, letters: 0, nobody: 0 };
  try {
    return await look(deps, { limit: deps.rules.batch, only: null });
  } catch (error) {
    deps.log.error(
      { reason: sentenceOf(error) },
      'the tickets that are due could not be told together; each is told by itself',
    );
    const total = { looked: 0, said: 0, letters: 0, nobody: 0 };
    for (const id of await dueTickets(deps.db, deps.now(), deps.rules.batch)) {
      const one = await lookAlone(deps, id);
      total.looked += one.looked;
      total.said += one.said;
      total.letters += one.letters;
      total.nobody += one.nobody;
    }
    return total;
  }
}

async function lookAlone(deps: WatchDeps, id: string): Promise<Watched> {
  try {
    return await look(deps, { limit: deps.rules.batch, only: id });
  } catch (error) {
    deps.log.error(
      { ticket: id, reason: sentenceOf(error) },
      'nobody could be told about this ticket; it is tried again in 5 minutes',
    );
    await putOff(deps.db, id, deps.now() + PUT_OFF_MS);
    return { looked: 0, said: 0, letters: 0, nobody: 0 };
  }
}

/**
 * Looks at the tickets on which something is due: claim, count their clocks anew, choose what is to be said and to whom,
 * write letters, alarms, journal and the next look. All of it in one transaction, so each thing is said once, however
 * many processes watch and whenever one of them dies.
 */
async function look(deps: WatchDeps, which: Which): Promise<Watched> {
  return transaction(deps.db, async (tx) => {
    const now = Math.floor(deps.now() / SECOND) * SECOND;
    const ids = await claimWatched(tx, now, which);
    const lost = await claimLost(tx, which);
    if (ids.length + lost.length === 0) return { looked: 0, said: 0, letters: 0, nobody: 0 };
    point('watch-claimed');

    const looked = await lookAt(tx, deps, ids, lost, now);
    const { heard, passed } = looked;
    const addresses = deps.staff.people.map(({ address }) => address.toLowerCase());
    const letters = staffLetters(heard, deps.speaker, {
      ...deps.rules,
      now,
      lately: await toldSince(tx, addresses, now - MINUTE),
    });
    const nudges = heard
      .filter(({ hearer }) => hearer.kind === 'customer')
      .map((saying) => ({ saying, spoken: deps.speaker.nudge(saying, now) }));
    const all: readonly Letter[] = [
      ...letters,
      ...nudges.flatMap(({ saying, spoken }) =>
        'queued' in spoken ? [{ queued: spoken.queued, person: null, tells: [toldBy(saying)] }] : [],
      ),
    ];
    const unheard = heard.filter(({ hearer, told }) => hearer.kind !== 'customer' && told.length === 0);
    point('watch-decided');

    const keys = await writeAlarms(
      tx,
      [
        ...passed,
        ...heard
          .filter(({ alarmId }) => alarmId === null)
          .map((one): SaidAlarm => ({
            ticketId: one.brief.id,
            alarm: one.alarm,
            said: unheard.includes(one) ? 'nobody' : 'mailed',
          })),
      ],
      now,
    );
    await enqueue(
      tx,
      all.map(({ queued }) => queued),
      now,
    );
    await writeTellings(tx, tellings(all, keys));
    const breaches = heard.flatMap(breachOf);
    await writeEvents(tx, breaches);
    await tellWebhooks(tx, breaches.map(toldBreach), now);
    await writeJournal(
      tx,
      [
        ...heard.map((one) => line(one.brief.id, entryOf(one))),
        ...nudges.flatMap(({ saying, spoken }) =>
          'rule' in spoken ? [line(saying.brief.id, { act: 'not_sent', detail: { kind: 'nudge', ...spoken } })] : [],
        ),
      ],
      new Date(now),
    );
    await writeCounted(tx, looked.counted);
    await forgetWatched(
      tx,
      ids.filter((id) => !looked.counted.some(({ ticketId }) => ticketId === id)),
    );
    point('watch-written');
    report(deps, unheard);
    return { looked: ids.length + lost.length, said: heard.length, letters: all.length, nobody: unheard.length };
  });
}

/** Counts the claimed tickets anew and finds what is to be said about them, and to whom. Junk and bulk are let be. */
async function lookAt(
  tx: Tx,
  deps: WatchDeps,
  ids: readonly string[],
  lost: Awaited<ReturnType<typeof claimLost>>,
  now: Instant,
) {
  const counted = await countPromises(tx, [...ids, ...lost.map(({ ticketId }) => ticketId)], deps.terms, now);
  const briefs = await briefsOf(
    tx,
    counted.map(({ ticketId }) => ticketId),
  );
  const desk = counted.flatMap((one) => {
    const brief = briefs.get(one.ticketId);
    return brief === undefined || brief.bucket === 'junk' || brief.bucket === 'bulk'
      ? []
      : [{ one, brief, ...sayingsOf(one.alarms, one.said, now) }];
  });
  const again = lost.flatMap(({ alarmId, ticketId, persons, ...alarm }) => {
    const about = desk.find(({ one }) => one.ticketId === ticketId);
    return about === undefined ? [] : [sayingOf(about.one, about.brief, { ...alarm, at: now }, alarmId, persons)];
  });
  const sayings = [
    ...desk.flatMap(({ one, brief, say }) => say.map((alarm) => sayingOf(one, brief, alarm, null, []))),
    ...again,
  ];
  const addresses = deps.staff.people.map(({ address }) => address.toLowerCase());
  const heard = addressees(sayings, deps.staff, { now, unreachable: await unreachableOf(tx, addresses) });
  return {
    heard,
    passed: desk.flatMap(({ one, passed }) =>
      passed.map((alarm): SaidAlarm => ({ ticketId: one.ticketId, alarm, said: 'passed' })),
    ),
    counted: desk.map(({ one, say, passed }) => ({
      ...one,
      said: new Set([...one.said, ...[...say, ...passed].map(alarmKey)]),
    })),
  };
}

/** An office whose people are all gone must hear of it now. */
function report({ log }: WatchDeps, unheard: readonly Heard[]): void {
  for (const { brief, alarm, passedOver } of unheard)
    log.error(
      { ticket: brief.reference, alarm: alarm.kind, passedOver },
      'there was nobody to tell; look at people.yaml',
    );
}
