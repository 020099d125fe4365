import { stageOf } from '../../domain/lifecycle.ts';
import { newText } from '../../domain/message.ts';
import { withoutPersonalLinks } from '../../domain/personal-link.ts';
import { deriveClocks, type Standing } from '../../domain/promise/derive.ts';
import type { Promises } from '../../domain/promise/terms.ts';
import { viewClock, type ClockView } from '../../domain/promise/view.ts';
import type { Why } from '../../domain/promise/why.ts';
import type { Staff } from '../../domain/staff.ts';
import type { Instant } from '../../domain/time.ts';
import type { Dossier, MessageRow } from '../../store/dossier.ts';
import type { ListedTicket } from '../../store/ticket-list.ts';
import type { Output } from './outputs.ts';

/*
 * Tickets as programs are shown them: keys in snake_case, times in ISO 8601, UTC. The shapes stand in outputs.ts.
 */

/** A ticket in a list. */
export function showListed(ticket: ListedTicket, staff: Staff): Output<'ListedTicket'> {
  return {
    reference: ticket.reference,
    version: ticket.version,
    stage: stageOf(ticket),
    subject: ticket.subject,
    requester: { name: ticket.requesterName, address: ticket.requesterAddress },
    level: { value: ticket.confirmedLevel ?? ticket.suggestedLevel, confirmed: ticket.confirmedLevel !== null },
    assignee: showPerson(ticket.assignee, staff),
    accepted_at: iso(ticket.acceptedAt),
    waiting_since: iso(ticket.waitingSince),
    due_at: iso(ticket.dueAt),
  };
}

/** A ticket with everything that belongs to it. */
export function showTicket(dossier: Dossier, promises: Promises, staff: Staff, now: Instant): Output<'Ticket'> {
  const { ticket } = dossier;
  const standing = deriveClocks(dossier.events, promises, now);
  return {
    reference: ticket.reference,
    version: ticket.version,
    stage: stageOf(ticket),
    bucket: ticket.bucket,
    channel: ticket.channel,
    mailbox: ticket.mailbox,
    subject: ticket.subject,
    requester: { name: ticket.requesterName, address: ticket.requesterAddress, trust: ticket.requesterTrust },
    level: {
      value: ticket.confirmedLevel ?? ticket.suggestedLevel,
      confirmed: ticket.confirmedLevel !== null,
      suggested: {
        value: ticket.suggestedLevel,
        confidence: ticket.suggestion.confidence,
        because: ticket.suggestion.because,
        evidence: ticket.suggestion.evidence,
      },
    },
    customer: dossier.customer,
    cover: dossier.cover,
    assignee: showPerson(ticket.assignee, staff),
    accepted_at: iso(ticket.acceptedAt),
    waiting_since: iso(ticket.waitingSince),
    resolved_at: iso(ticket.resolvedAt),
    committed_for: ticket.committedFor,
    merged_into: dossier.mergedInto,
    escalated_to: standing?.escalatedTo ?? 0,
    clocks: standing === null ? [] : showClocks(standing, promises, now),
    messages: dossier.messages.map(showMessage),
    sent: dossier.sent.map((mail) => ({ ...mail, text: withoutPersonalLinks(mail.text), at: iso(mail.at) })),
    journal: dossier.journal.map(({ at, actor, act, detail }) => ({ at: iso(at), actor, act, detail: snake(detail) })),
  };
}

/** How a promise was counted. */
export function showWhy(reference: string, why: Why, words: readonly string[]): Output<'Why'> {
  const span = ({ from, to, seconds }: { from: Instant; to: Instant | null; seconds: number }) => ({
    from: iso(from),
    to: iso(to),
    seconds,
  });
  return {
    reference,
    metric: why.metric,
    cycle: why.cycle,
    counted: why.counted,
    timezone: why.timezone,
    target_minutes: why.targetMinutes,
    started_at: iso(why.startedAt),
    due_at: iso(why.dueAt),
    counted_until: iso(why.until),
    seconds: why.seconds,
    days: why.days.map(({ date, seconds, stretches }) => ({ date, seconds, stretches: stretches.map(span) })),
    pauses: why.pauses.map(span),
    words,
  };
}

function showClocks(standing: Standing, promises: Promises, now: Instant): Output<'Ticket'>['clocks'] {
  return standing.clocks.map((clock) => {
    const view: ClockView = viewClock(clock, standing, promises, now);
    return {
      metric: view.metric,
      cycle: view.cycle,
      state: view.state,
      overdue: view.overdue,
      started_at: iso(view.startedAt),
      due_at: iso(view.dueAt),
      target_minutes: view.targetMinutes,
      met_at: iso(view.metAt),
      first_met_at: iso(view.firstMetAt),
      breached_at: iso(view.breachedAt),
      elapsed_seconds: view.elapsedSeconds,
      remaining_seconds: view.remainingSeconds,
    };
  });
}

function showMessage(mail: MessageRow): Output<'Ticket'>['messages'][number] {
  return {
    item: mail.inboundId,
    at: iso(mail.at),
    from: { name: mail.fromName, address: mail.fromAddress },
    subject: mail.subject,
    kind: mail.kind,
    trust: mail.trust,
    third_party: mail.thirdParty,
    by_staff: mail.byStaff,
    text: mail.body,
    new_text: newText({ text: mail.body, segments: mail.segments }),
    cut: mail.size > mail.body.length,
    attachments: mail.attachments.map(({ n, filename, type, size }) => ({ n, filename, type, size })),
  };
}

function showPerson(id: string | null, { people }: Staff): Output<'Ticket'>['assignee'] {
  return id === null ? null : { id, name: people.find((person) => person.id === id)?.name ?? id };
}

function iso(at: Instant): string;
function iso(at: Instant | null): string | null;
function iso(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** What the journal tells is written by many hands; its keys are spelled as all others. */
function snake(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snake);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`),
      snake(inner),
    ]),
  );
}
