import { gateCustomer } from '../../domain/gate.ts';
import type { Outgoing, OutgoingKind } from '../../domain/outgoing.ts';
import type { Person, Staff } from '../../domain/staff.ts';
import type { Instant } from '../../domain/time.ts';
import type { Desk, Worded } from '../../format/letter/about.ts';
import type { CustomerWording } from '../../format/letter/customer.ts';
import { gathered } from '../../format/letter/gathered.ts';
import { nobody } from '../../format/letter/nobody.ts';
import { sms } from '../../format/letter/sms.ts';
import { textMessage, type Addressing } from '../../format/outgoing.ts';
import type { Queued } from '../../store/outbox.ts';
import type { Saying } from './addressees.ts';
import type { BriefDeps } from './brief.ts';
import { letterhead } from './letterhead.ts';
import type { Speaker } from './letters.ts';
import { matterOf, wordsOf } from './matter.ts';

export type SpeakerDeps = BriefDeps & {
  readonly address: Addressing;
  readonly wording: CustomerWording;
  /** whether the office sends SMS */
  readonly sms: boolean;
};

/** The watch's own voice: from what is to be said to a message in the outbox. */
export function createSpeaker(deps: SpeakerDeps): Speaker {
  return {
    one(saying, reader, { now, notBefore }) {
      const matter = matterOf(deps, saying, reader, now);
      const under = deskFor(deps, saying, reader, now);
      return queued(deps, {
        kind: matter.kind,
        mailbox: saying.brief.mailbox,
        ticket: saying.brief,
        words: isLastResort(reader)
          ? nobody([{ ticket: matter.ticket, passedOver: saying.passedOver }], under)
          : wordsOf(matter, saying, under),
        reader,
        dedupeKey: keyOf(saying, reader.id),
        now,
        notBefore,
      });
    },
    several(sayings, reader, { now, notBefore }) {
      const matters = sayings.map((saying) => matterOf(deps, saying, reader, now));
      const gravest = (['alert', 'reminder', 'notice'] as const).find((kind) =>
        matters.some((one) => one.kind === kind),
      )!;
      return queued(deps, {
        kind: gravest,
        mailbox: sayings[0]!.brief.mailbox,
        ticket: null,
        words: gathered(
          matters,
          deskFor(deps, sayings[0]!, reader, now, 'Several mails to you were gathered in this one.'),
        ),
        reader,
        dedupeKey: `gathered:${sayings.map((saying) => keyOf(saying, reader.id)).join(' ')}`,
        now,
        notBefore,
      });
    },
    text(saying, reader, now) {
      if (!deps.sms || reader.mobile === null) return null;
      const matter = matterOf(deps, saying, reader, now);
      const about = matter.kind === 'alert' ? matter : ({ kind: 'reminder' } as const);
      const text = sms(matter.ticket, about, deskFor(deps, saying, reader, now));
      return {
        ...textMessage(matter.kind, reader.mobile, text),
        outlet: 'sms',
        ticketId: saying.brief.id,
        inboundId: null,
        mailbox: saying.brief.mailbox,
        dedupeKey: `sms:${keyOf(saying, reader.id)}`,
        notBefore: now,
      };
    },
    nudge(saying, now) {
      const { brief, alarm } = saying;
      const passage = gateCustomer({
        to: brief.requesterAddress,
        suppressed: brief.suppressed,
        trust: brief.requesterTrust,
        policy: deps.policy,
      });
      if (!passage.pass) return { rule: passage.rule, reason: passage.reason };
      const mailbox = deps.policy.mailboxes.find(({ id }) => id === brief.mailbox) ?? deps.policy.mailboxes[0]!;
      const asked = brief.tried.findLast(({ act }) => act === 'asked_customer');
      const words = deps.wording('nudge', {
        reference: brief.reference,
        subject: brief.requesterTrust === 'verified' ? brief.subject : null,
        message: typeof asked?.detail['text'] === 'string' ? asked.detail['text'] : '',
        repName: deps.policy.staff.people.find(({ id }) => id === asked?.actor)?.name ?? mailbox.name,
        askedAt: alarm.dueAt,
        serviceHours: deps.policy.serviceHours,
        phone: deps.policy.phone,
        mailboxName: mailbox.name,
        mailboxAddress: mailbox.address,
      });
      const to = { name: brief.requesterName, address: brief.requesterAddress };
      const letter = deps.address({
        kind: 'nudge',
        mailbox: brief.mailbox,
        reference: brief.reference,
        to,
        ...words,
        now,
        inReplyTo: brief.lastMessageId,
        references: brief.lastMessageId === null ? [] : [brief.lastMessageId],
      });
      return {
        queued: {
          ...letter,
          outlet: 'mail',
          ticketId: brief.id,
          inboundId: null,
          mailbox: brief.mailbox,
          dedupeKey: keyOf(saying, 'customer'),
          notBefore: now,
        },
      };
    },
  };
}

/** An operator keeps no promise: one is told only when nobody who does could be reached. */
function isLastResort({ roles }: Person): boolean {
  return !roles.includes('rep') && !roles.includes('manager');
}

function deskFor(
  { policy }: SpeakerDeps,
  saying: Saying,
  reader: Person,
  now: Instant,
  why = whyOf(policy.staff, saying, reader),
): Desk {
  const { brief, counted } = saying;
  return letterhead(policy, { mailbox: brief.mailbox, hours: counted.promises.business, reader, now, why });
}

/** Why this reader gets it. */
function whyOf(staff: Staff, { brief, hearer }: Saying, reader: Person): string {
  if (hearer.kind === 'rung') {
    const rung = staff.ladder[hearer.rung - 1];
    return rung?.people.includes(reader.id)
      ? `You get this as ${rung.title}.`
      : `You get this because nobody else could be told as ${rung?.title ?? 'the next rung'}.`;
  }
  return brief.assignee === reader.id
    ? 'You get this because you have the ticket.'
    : 'You get this because you are on duty.';
}

function queued(
  deps: SpeakerDeps,
  letter: {
    readonly kind: OutgoingKind;
    readonly mailbox: string;
    /** null: about several */
    readonly ticket: Saying['brief'] | null;
    readonly words: Worded;
    readonly reader: Person;
    readonly dedupeKey: string;
    readonly now: Instant;
    readonly notBefore: Instant;
  },
): Queued {
  const { ticket, reader, words, kind, mailbox, now } = letter;
  const { id, mail } = deps.address({
    kind,
    mailbox,
    reference: ticket?.reference ?? null,
    to: { name: reader.name, address: reader.address },
    subject: words.subject,
    text: words.text,
    html: words.html,
    now,
  });
  return {
    id,
    mail: { ...mail, ...pagesOf(kind, ticket) },
    outlet: 'mail',
    ticketId: ticket?.id ?? null,
    inboundId: null,
    mailbox,
    dedupeKey: letter.dedupeKey,
    notBefore: letter.notBefore,
  };
}

/** Whoever gets a new ticket gets the pages of its fax along: the policy has the fax forwarded to a representative. */
function pagesOf(kind: OutgoingKind, ticket: Saying['brief'] | null): Pick<Outgoing, 'files'> {
  if (kind !== 'notice' || ticket === null || ticket.pagesPdf === null) return {};
  return {
    files: [{ filename: `Fax-${ticket.reference}.pdf`, type: 'application/pdf', sha256: ticket.pagesPdf }],
  };
}

/** Ticket, clock, cycle, kind, due time and reader: what makes a message one that was never sent before. */
function keyOf({ brief, alarm, alarmId }: Saying, reader: string): string {
  const { metric, cycle, kind, dueAt } = alarm;
  return [
    kind,
    brief.id,
    metric,
    cycle,
    new Date(dueAt).toISOString(),
    reader,
    ...(alarmId === null ? [] : ['again']),
  ].join(':');
}
