import type { Instant } from '../../domain/time.ts';
import { isOnDuty, nextOnDuty } from '../../domain/staff/duty.ts';
import type { Person } from '../../domain/staff.ts';
import { SECOND } from '../../domain/time.ts';
import { permanent, temporary } from '../../lib/fault.ts';
import type { House } from '../../serve.ts';
import { processBatch } from '../../stages/process.ts';
import { watchBatch } from '../../stages/watch.ts';
import { sql } from '../../store/sql.ts';
import type { Random } from './random.ts';
import { createRep, type Load, type Manner } from './reps.ts';
import type { Arrival } from './traffic.ts';

/** So much can happen at one instant of an office; what goes on longer goes round in circles. */
const MOST_ROUNDS = 10_000;

/** The hands of the virtual clock. */
export type Clock = { at: Instant };

/**
 * Runs mails through the real stages and acts, from event to event: a mail comes, somebody is done with a task, something
 * falls due. Resolves to what each rep did, by id.
 */
export async function run(
  house: House,
  clock: Clock,
  plan: {
    readonly arrivals: readonly Arrival[];
    readonly until: Instant;
    readonly random: Random;
    readonly manner: Manner;
    readonly signal: AbortSignal;
    readonly onProgress: (at: Instant) => void;
  },
): Promise<ReadonlyMap<string, Load>> {
  const { db } = house.store;
  const events: { at: Instant; what: () => Promise<void> }[] = [];
  const later = (at: Instant, what: () => Promise<void>): void => {
    let i = events.length;
    while (i > 0 && events[i - 1]!.at > at) i -= 1;
    events.splice(i, 0, { at, what });
  };
  let letters = 0;
  const deliver = async (mail: Arrival & { readonly inReplyTo?: string }): Promise<void> => {
    letters += 1;
    await house.deliver([itemOf(house, mail, letters)]);
  };
  for (const arrival of plan.arrivals) later(arrival.at, () => deliver(arrival));

  const answer = (ticketId: string, at: Instant): void =>
    later(at, async () => {
      const asked = await db.maybeOne<{ inReplyTo: string; from: string; subject: string }>(sql`
        select o.message_id as "inReplyTo", t.requester_address as "from", t.subject from outbox o join ticket t on t.id = o.ticket_id
        where o.ticket_id = ${ticketId} and o.kind = 'question' order by o.created_at desc limit 1`);
      if (asked !== null) await deliver({ ...asked, at, subject: `Re: ${asked.subject}`, body: 'It is version 7.2.' });
    });
  const people = house.acts.staff.people.filter(({ roles }) => roles.includes('rep'));
  const reps = people.map((person) =>
    createRep(person, { db, acts: house.acts, random: plan.random, manner: plan.manner, later, answer }),
  );

  let worked = 0;
  let rounds = 0; // at one instant
  for (;;) {
    if (plan.signal.aborted) throw temporary('the simulation was stopped; nothing of the office was touched');
    const look = await nextLook(house, plan.until);
    const next = Math.min(events[0]?.at ?? plan.until, look, nextDuty(people, clock.at));
    if (next >= plan.until) break;
    rounds = next > clock.at ? 0 : rounds + 1;
    if (rounds > MOST_ROUNDS)
      throw permanent(
        `something stays due at ${new Date(clock.at).toISOString()}, and the simulation does not get past it`,
      );
    clock.at = Math.max(clock.at, next);
    while (events.length > 0 && events[0]!.at <= clock.at) await events.shift()!.what();
    if (letters > worked) while ((await processBatch(house.process)).claimed > 0);
    worked = letters;
    while ((await nextLook(house, plan.until)) <= clock.at && (await watchBatch(house.watch)).looked > 0);
    for (const rep of reps) await rep.look(clock.at);
    plan.onProgress(clock.at);
  }
  return new Map(people.map(({ id }, i) => [id, reps[i]!.load]));
}

/** When the watch has something to do again. */
async function nextLook({ store }: House, until: Instant): Promise<Instant> {
  const row = await store.db.one<{ at: Instant | null }>(sql`select min(next_at) as at from watched`);
  return row.at ?? until;
}

/** When the next of those who are off duty begins to work: later than now in any case. */
function nextDuty(people: readonly Person[], now: Instant): Instant {
  const begins = people.map((person) => (isOnDuty(person, now) ? null : nextOnDuty(person, now + SECOND)));
  return Math.min(...begins.map((at) => at ?? Number.POSITIVE_INFINITY));
}

function itemOf(
  house: House,
  mail: Arrival & { readonly inReplyTo?: string },
  n: number,
): Parameters<House['deliver']>[0][number] {
  const mailbox = house.loaded.policy.mailboxes[0]!;
  const raw = Buffer.from(
    [
      `Received: from simulation by postroom; ${new Date(mail.at + n * SECOND).toUTCString()}`,
      `From: ${mail.from}`,
      `To: ${mailbox.address}`,
      `Subject: ${mail.subject.replaceAll(/\s+/gu, ' ')}`,
      `Date: ${new Date(mail.at).toUTCString()}`,
      `Message-ID: <simulated.${n}@${mail.from.split('@')[1]}>`,
      ...(mail.inReplyTo === undefined ? [] : [`In-Reply-To: ${mail.inReplyTo}`]),
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      ...(Buffer.from(mail.body)
        .toString('base64')
        .match(/.{1,76}/gu) ?? ['']),
      '',
    ].join('\r\n'),
  );
  return {
    mailbox: mailbox.id,
    via: 'smtp',
    raw,
    fullSize: raw.length,
    acceptedAt: mail.at,
    envelope: null,
    location: null,
    quiet: null,
    skip: null,
  };
}
