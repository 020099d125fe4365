import { gateStaff } from '../domain/gate.ts';
import { reportDay, type DayName, type ReportDay } from '../domain/promise/report-day.ts';
import { nextOnDuty } from '../domain/staff/duty.ts';
import type { Person } from '../domain/staff.ts';
import type { Instant } from '../domain/time.ts';
import type { Worded } from '../format/letter/about.ts';
import { digest } from '../format/letter/digest.ts';
import { weekly } from '../format/letter/weekly.ts';
import type { Addressing } from '../format/outgoing.ts';
import type { Log } from '../lib/log.ts';
import { enqueue } from '../store/outbox.ts';
import { transaction, type Db, type Tx } from '../store/sql.ts';
import { suppressed } from '../store/suppression.ts';
import type { TermsBook } from '../store/terms.ts';
import { takeTick } from '../store/ticks.ts';
import { dayOf } from './digest/day.ts';
import { weekOf } from './digest/week.ts';
import type { BriefDeps } from './watch/brief.ts';
import { letterhead } from './watch/letterhead.ts';

export type DigestDeps = BriefDeps & {
  readonly db: Db;
  readonly terms: TermsBook;
  readonly address: Addressing;
  /** local time of the service hours, such as `08:00`; the day of the weekly report, or null */
  readonly at: string;
  readonly weeklyOn: DayName | null;
  readonly now: () => Instant;
  readonly log: Log;
};

/** How many mails one round put into the outbox. */
export type Digested = { readonly digests: number; readonly reports: number };

/**
 * Writes the day's digest to reps and managers, and the week's report to managers, once it is time and once each: who has
 * theirs is noted in the transaction that puts it into the outbox. A gateway that comes late to the morning makes up for it.
 */
export async function digestRound(deps: DigestDeps): Promise<Digested> {
  const now = deps.now();
  const { business } = deps.terms.current;
  const day = reportDay(now, business, { at: deps.at, weeklyOn: deps.weeklyOn });
  const done = { digests: 0, reports: 0 };
  if (day === null) return done;
  for (const reader of deps.policy.staff.people) {
    const from = nextOnDuty(reader, now);
    // Who does not work today is left in peace; tomorrow has a digest of its own.
    if (from === null || from >= day.endOfDay) continue;
    const isManager = reader.roles.includes('manager');
    if (!isManager && !reader.roles.includes('rep')) continue;
    if (await tell(deps, reader, 'digest', day, Math.max(now, from))) done.digests += 1;
    if (isManager && day.week !== null && (await tell(deps, reader, 'report', day, Math.max(now, from))))
      done.reports += 1;
  }
  return done;
}

/** One mail to one reader, unless they had it. */
async function tell(
  deps: DigestDeps,
  reader: Person,
  kind: 'digest' | 'report',
  day: ReportDay,
  notBefore: Instant,
): Promise<boolean> {
  const { db, policy, log } = deps;
  const key = `${kind}:${kind === 'digest' ? day.date : day.week!.date}:${reader.id}`;
  return transaction(db, async (tx) => {
    if (!(await takeTick(tx, key))) return false;
    const to = reader.address;
    const passage = gateStaff({
      outlet: 'mail',
      to,
      suppressed: (await suppressed(tx, [to])).get(to.toLowerCase()) ?? null,
      policy,
    });
    if (!passage.pass) {
      log.warn({ person: reader.id, kind, rule: passage.rule, reason: passage.reason }, 'not sent');
      return false;
    }
    const words = await wordsFor(tx, deps, reader, kind, day);
    if (words === null) return false; // all is well, and nothing is to do
    const mailbox = policy.mailboxes[0]!.id;
    const now = deps.now();
    const letter = deps.address({
      kind,
      mailbox,
      reference: null,
      to: { name: reader.name, address: to },
      ...words,
      now,
    });
    const put = await enqueue(
      tx,
      [{ ...letter, outlet: 'mail', ticketId: null, inboundId: null, mailbox, dedupeKey: key, notBefore }],
      now,
    );
    return put.size > 0;
  });
}

async function wordsFor(
  tx: Tx,
  deps: DigestDeps,
  reader: Person,
  kind: 'digest' | 'report',
  day: ReportDay,
): Promise<Worded | null> {
  const now = deps.now();
  const why = reader.roles.includes('manager') ? 'You get this as a manager.' : 'You get this as a representative.';
  const desk = letterhead(deps.policy, {
    mailbox: deps.policy.mailboxes[0]!.id,
    hours: deps.terms.current.business,
    reader,
    now,
    why,
  });
  return kind === 'report'
    ? weekly(await weekOf(tx, deps.policy, day.week!, now), desk)
    : digest(await dayOf(tx, deps, reader, day, now), desk);
}
