import type { Entry } from '../domain/decision.ts';
import { alarmKey } from '../domain/promise/alarms.ts';
import { sayingsOf } from '../domain/promise/saying.ts';
import type { Staff } from '../domain/staff.ts';
import { MINUTE, SECOND, type Instant } from '../domain/time.ts';
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
  forgetWatched,
  toldSince,
  unreachableOf,
  writeAlarms,
  writeTellings,
  type SaidAlarm,
} from '../store/watch.ts';
import { addressees, sayingOf, type Heard } from './watch/addressees.ts';
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

/**
 * Looks at the tickets on which something is due: claim, count their clocks anew, choose what is to be said and to whom,
 * write letters, alarms, journal and the next look. All of it in one transaction, so each thing is said once, however
 * many processes watch and whenever one of them dies.
 */
export async function watchBatch(deps: WatchDeps): Promise<Watched> {
  return transaction(deps.db, async (tx) => {
    const now = Math.floor(deps.now() / SECOND) * SECOND;
    const ids = await claimWatched(tx, now, deps.rules.batch);
    const lost = await claimLost(tx, deps.rules.batch);
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
    await writeEvents(tx, heard.flatMap(breachOf));
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

/** A breach that people are told of is a fact from now on (domain/promise/derive.ts). */
function breachOf({ alarm, brief, alarmId, counted }: Heard) {
  const { metric, cycle, kind, dueAt, at } = alarm;
  const clock = counted.standing.clocks.find((one) => one.metric === metric && one.cycle === cycle);
  if (kind !== 'rung_1' || alarmId !== null || clock?.breachedAt == null) return [];
  return [{ ticketId: brief.id, event: { kind: 'breached' as const, metric, cycle, dueAt, at } }];
}

function entryOf({ alarm, told, hearer, passedOver, alarmId }: Heard): Entry {
  const { kind, metric, cycle, dueAt } = alarm;
  const about = {
    kind,
    metric,
    cycle,
    due: new Date(dueAt).toISOString(),
    ...(passedOver.length === 0 ? {} : { passedOver }),
  };
  if (hearer.kind === 'customer') return { act: 'customer_reminded', detail: about };
  if (told.length === 0) return { act: 'nobody_to_tell', detail: about };
  return {
    act: alarmId === null ? 'told' : 'passed_on',
    detail: { ...about, to: told.map(({ person }) => person.id) },
  };
}

function line(ticketId: string, entry: Entry) {
  return { ticketId, inboundId: null, actor: 'postroom', entry };
}

function tellings(letters: readonly Letter[], keys: Awaited<ReturnType<typeof writeAlarms>>) {
  return letters.flatMap(({ queued, person, tells }) =>
    tells.flatMap((told) => {
      const alarmId =
        told.alarmId ?? keys.find((key) => key.ticketId === told.ticketId && alarmKey(told) === alarmKey(key))?.id;
      return person === null || alarmId === undefined ? [] : [{ alarmId, person, outboxId: queued.id }];
    }),
  );
}

/** An office that names nobody was told so when it started; one whose people are all gone must hear of it now. */
function report({ staff, log }: WatchDeps, unheard: readonly Heard[]): void {
  if (staff.people.length === 0) return;
  for (const { brief, alarm, passedOver } of unheard)
    log.error(
      { ticket: brief.reference, alarm: alarm.kind, passedOver },
      'there was nobody to tell; look at people.yaml',
    );
}
