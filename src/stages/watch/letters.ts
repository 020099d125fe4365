import type { AlarmKind } from '../../domain/promise/alarms.ts';
import type { Metric } from '../../domain/promise/event.ts';
import type { Person } from '../../domain/staff.ts';
import type { Instant } from '../../domain/time.ts';
import type { Queued } from '../../store/outbox.ts';
import type { Heard, Saying } from './addressees.ts';

/** Words, addresses and signs what the watch says (serve/speaker.ts). Pure but for the ids it draws. */
export type Speaker = {
  /** one matter for one reader */
  one(saying: Heard, reader: Person, at: { readonly now: Instant; readonly notBefore: Instant }): Queued;
  /** several matters in one mail, the gravest first */
  several(
    sayings: readonly Saying[],
    reader: Person,
    at: { readonly now: Instant; readonly notBefore: Instant },
  ): Queued;
  /** a short text for a pressing matter; null when the office sends none, or the reader has no number */
  text(saying: Saying, reader: Person, now: Instant): Queued | null;
  /** reminds the customer of what we asked; null when the gate refuses, and why */
  nudge(saying: Saying, now: Instant): { readonly queued: Queued } | { readonly rule: string; readonly reason: string };
};

/** A message of the watch, and what it tells to whom. */
export type Letter = {
  readonly queued: Queued;
  /** id of the reader; null for the customer */
  readonly person: string | null;
  readonly tells: readonly Told[];
};

/** One alarm that a letter tells. */
export type Told = {
  readonly ticketId: string;
  readonly metric: Metric;
  readonly cycle: number;
  readonly kind: AlarmKind;
  /** of an alarm that is passed on */
  readonly alarmId: string | null;
};

/** How much one reader is written. */
export type Measure = {
  readonly now: Instant;
  /** more matters than this at once go into one mail */
  readonly gatherAbove: number;
  /** and any number of them, once so many mails were written to the reader within a minute */
  readonly burstPerMinute: number;
  /** mails written to each address in the last minute */
  readonly lately: ReadonlyMap<string, number>;
};

/** The letters to staff: one a matter for each reader, or one for all of them when they come in numbers. */
export function staffLetters(heard: readonly Heard[], speaker: Speaker, measure: Measure): readonly Letter[] {
  const byReader = new Map<string, { reader: Person; notBefore: Instant; sayings: Heard[] }>();
  for (const saying of heard)
    for (const { person, notBefore } of saying.told) {
      const key = `${person.id} ${notBefore}`;
      const group = byReader.get(key) ?? { reader: person, notBefore, sayings: [] };
      group.sayings.push(saying);
      byReader.set(key, group);
    }
  return [...byReader.values()].flatMap(({ reader, notBefore, sayings }) => {
    const { now, gatherAbove, burstPerMinute, lately } = measure;
    const at = { now, notBefore };
    const isMany =
      sayings.length > 1 &&
      (sayings.length > gatherAbove ||
        (lately.get(reader.address.toLowerCase()) ?? 0) + sayings.length > burstPerMinute);
    const letters: Letter[] = isMany
      ? [{ queued: speaker.several(sayings, reader, at), person: reader.id, tells: sayings.map(toldBy) }]
      : sayings.map((saying) => ({
          queued: speaker.one(saying, reader, at),
          person: reader.id,
          tells: [toldBy(saying)],
        }));
    const texts = sayings.filter(isPressing).flatMap((saying): Letter[] => {
      const queued = speaker.text(saying, reader, now);
      return queued === null ? [] : [{ queued, person: reader.id, tells: [toldBy(saying)] }];
    });
    return [...letters, ...texts];
  });
}

/** What a saying tells. */
export function toldBy({ brief, alarm: { metric, cycle, kind }, alarmId }: Saying): Told {
  return { ticketId: brief.id, metric, cycle, kind, alarmId };
}

/** Reminders and breaches of the two gravest levels are worth a text; a new ticket is not. */
function isPressing({ urgent, alarm }: Saying): boolean {
  return urgent && alarm.kind !== 'notice';
}
