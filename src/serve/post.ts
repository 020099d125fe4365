import { CUSTOMER } from '../acts/act.ts';
import type { ActPost } from '../acts/perform.ts';
import { gateCustomer, gateStaff } from '../domain/gate.ts';
import type { Policy } from '../domain/policy.ts';
import type { Clock } from '../domain/promise/clock.ts';
import { isUrgent } from '../domain/promise/saying.ts';
import { nextOnDuty } from '../domain/staff/duty.ts';
import type { Person } from '../domain/staff.ts';
import type { Instant } from '../domain/time.ts';
import { audienceOfRung } from '../domain/staff/told.ts';
import type { Worded } from '../format/letter/about.ts';
import { alert } from '../format/letter/alert.ts';
import type { CustomerWording } from '../format/letter/customer.ts';
import { notice } from '../format/letter/notice.ts';
import type { Addressing } from '../format/outgoing.ts';
import { letterhead } from '../stages/watch/letterhead.ts';
import { ticketBrief, type MakeLink } from '../stages/watch/brief.ts';
import { briefsOf } from '../store/briefs.ts';
import { writeJournal } from '../store/journal.ts';
import { enqueue, type Queued } from '../store/outbox.ts';
import { countPromises } from '../store/promises.ts';
import { suppressed } from '../store/suppression.ts';
import type { TicketRow } from '../store/tickets.ts';
import type { TermsBook } from '../store/terms.ts';
import { unreachableOf } from '../store/watch.ts';

export type PostDeps = {
  readonly policy: Policy;
  readonly terms: TermsBook;
  readonly address: Addressing;
  readonly wording: CustomerWording;
  readonly link: MakeLink;
  readonly page: (path: string) => string | null;
  /** how long a letter to a customer waits, ms, so that whoever wrote it can call it back */
  readonly undoMs: number;
};

/** What people's acts send: letters to the customer in the customer's conversation, and calls up the ladder. */
export function createPost(deps: PostDeps): ActPost {
  const { policy, address } = deps;
  return {
    async toCustomer(tx, ticket, letter, actor, now) {
      const to = ticket.requesterAddress;
      const found = (await suppressed(tx, [to])).get(to.toLowerCase()) ?? null;
      const passage = gateCustomer({ to, suppressed: found, trust: ticket.requesterTrust, policy });
      if (!passage.pass) return { refused: passage.reason };
      const mailbox = policy.mailboxes.find(({ id }) => id === ticket.mailbox) ?? policy.mailboxes[0]!;
      const brief = (await briefsOf(tx, [ticket.id])).get(ticket.id);
      const answers = brief?.lastMessageId ?? null;
      const words = deps.wording(letter.kind, {
        reference: ticket.reference,
        subject: ticket.requesterTrust === 'verified' ? ticket.subject : null,
        message: letter.text,
        repName: actor.name,
        askedAt: null,
        serviceHours: policy.serviceHours,
        phone: policy.phone,
        mailboxName: mailbox.name,
        mailboxAddress: mailbox.address,
      });
      const { id, mail } = address({
        kind: letter.kind,
        mailbox: ticket.mailbox,
        reference: ticket.reference,
        to: { name: ticket.requesterName, address: to },
        ...words,
        now,
        inReplyTo: answers,
        references: answers === null ? [] : [answers],
      });
      await enqueue(
        tx,
        [
          {
            id,
            mail,
            outlet: 'mail',
            ticketId: ticket.id,
            inboundId: null,
            mailbox: ticket.mailbox,
            dedupeKey: id,
            notBefore: letter.kind === 'commitment' ? now : now + deps.undoMs,
          },
        ],
        now,
      );
      return { id };
    },

    async toPerson(tx, ticket, id, actor, now) {
      const person = policy.staff.people.find((one) => one.id === id);
      const [counted] = await countPromises(tx, [ticket.id], deps.terms, now);
      const brief = (await briefsOf(tx, [ticket.id])).get(ticket.id);
      if (person === undefined || counted === undefined || brief === undefined) return;
      const to = person.address;
      const found = (await suppressed(tx, [to])).get(to.toLowerCase()) ?? null;
      const passage = gateStaff({ outlet: 'mail', to, suppressed: found, policy });
      if (passage.pass) {
        const words = notice(
          ticketBrief(deps, { brief, counted, clock: nearest(counted.standing.clocks) }, person, now),
          letterhead(policy, {
            mailbox: ticket.mailbox,
            hours: counted.promises.business,
            reader: person,
            now,
            why: `You get this because ${actor.name} gave you the ticket.`,
          }),
        );
        const notBefore = isUrgent(counted.standing.level) ? now : (nextOnDuty(person, now) ?? now);
        await enqueue(tx, [toStaff(deps, 'notice', ticket, person, words, { now, notBefore })], now);
      }
      const entry = passage.pass
        ? { act: 'told', detail: { kind: 'notice', to: [id] } }
        : { act: 'not_sent', detail: { kind: 'notice', to: [id], rule: passage.rule, reason: passage.reason } };
      await writeJournal(tx, [{ ticketId: ticket.id, inboundId: null, actor: 'postroom', entry }], new Date(now));
    },

    async toRung(tx, ticket, call, actor, now) {
      const { staff } = policy;
      const addresses = staff.people.map((person) => person.address.toLowerCase());
      const audience = audienceOfRung(staff, call.rung, {
        at: now,
        urgent: true,
        unreachable: await unreachableOf(tx, addresses),
      });
      const [counted] = await countPromises(tx, [ticket.id], deps.terms, now);
      const brief = (await briefsOf(tx, [ticket.id])).get(ticket.id);
      if (counted === undefined || brief === undefined) return;
      const clock = counted.standing.clocks.find(({ metric }) => metric === 'resolution')!;
      const title = staff.ladder[call.rung - 1]?.title ?? `rung ${call.rung}`;
      const told = audience.kind === 'people' ? audience.told : [];
      const letters = told.map(({ person, notBefore }): Queued => {
        const about = ticketBrief(deps, { brief, counted, clock }, person, now);
        const cause = {
          kind: 'carried',
          by: call.by,
          who: actor.id === CUSTOMER ? null : actor.name,
          at: now,
          reason: call.reason,
        } as const;
        const words = alert(
          { ticket: about, cause, rung: { n: call.rung, title }, next: null },
          letterhead(policy, {
            mailbox: ticket.mailbox,
            hours: counted.promises.business,
            reader: person,
            now,
            why: `You get this as ${title}.`,
          }),
        );
        return toStaff(deps, 'alert', ticket, person, words, { now, notBefore });
      });
      await enqueue(tx, letters, now);
      const { passedOver } = audience;
      const detail = {
        kind: 'carried',
        to: told.map(({ person }) => person.id),
        ...(passedOver.length === 0 ? {} : { passedOver }),
      };
      await writeJournal(
        tx,
        [
          {
            ticketId: ticket.id,
            inboundId: null,
            actor: 'postroom',
            entry: { act: told.length === 0 ? 'nobody_to_tell' : 'told', detail },
          },
        ],
        new Date(now),
      );
    },
  };
}

/** A letter to somebody of the office about one ticket. */
function toStaff(
  { address }: PostDeps,
  kind: 'notice' | 'alert',
  ticket: TicketRow,
  person: Person,
  words: Worded,
  { now, notBefore }: { readonly now: Instant; readonly notBefore: Instant },
): Queued {
  const { reference, mailbox } = ticket;
  const to = { name: person.name, address: person.address };
  const { id, mail } = address({ kind, mailbox, reference, to, ...words, now });
  return { id, mail, outlet: 'mail', ticketId: ticket.id, inboundId: null, mailbox, dedupeKey: id, notBefore };
}

/** The promise that is due first; the solution when none is. */
function nearest(clocks: readonly Clock[]): Clock {
  const open = clocks.filter(({ metAt, state, dueAt }) => metAt === null && state === 'running' && dueAt !== null);
  return (
    open.toSorted((a, b) => a.dueAt! - b.dueAt!)[0] ??
    clocks.find(({ metric }) => metric === 'resolution') ??
    clocks[0]!
  );
}
