import { customerEntries } from './customer-journal.ts';
import { customerOf } from './customer.ts';
import { NO_SUBJECT, NOBODY, silent, type Decision, type Facts } from './decision.ts';
import type { Suggestion } from './level.ts';
import type { Message } from './message.ts';
import { assignedEntries, repFor } from './new-ticket.ts';
import type { Policy } from './policy.ts';
import type { Instant } from './time.ts';
import { senderTrust } from './trust.ts';

/** Item that cannot be read, three times over or by its nature: a person gets a ticket with the headers, the bytes are kept. */
export function decideUnreadable(message: Message, facts: Facts, policy: Policy, why: string, now: Instant): Decision {
  const mailbox = policy.mailboxes.find((box) => box.id === facts.mailbox) ?? policy.mailboxes[0]!;
  const trust = senderTrust(message, mailbox);
  const suggestion: Suggestion = {
    level: policy.defaultLevel,
    confidence: 0,
    evidence: [],
    because: 'The message could not be read, so a person must look at it.',
  };
  const customer = customerOf(facts, trust.trust, facts.day);
  const rep = repFor(facts, policy, now);
  const reason = `it could not be read: ${why}`;
  return {
    outcome: 'quarantined',
    kind: 'human',
    reason,
    trust,
    suggestion,
    append: null,
    suppress: [],
    undelivered: null,
    answer: silent('unreadable', reason),
    ticket: {
      bucket: 'unreadable',
      subject: message.subject || NO_SUBJECT,
      requester: message.from[0] ?? NOBODY,
      suggestion,
      possiblyOf: null,
      stormOf: null,
      customer,
      assignee: rep?.person?.id ?? null,
    },
    journal: [
      { act: 'quarantined', detail: { reason } },
      ...customerEntries(customer, trust.trust),
      ...assignedEntries(rep),
    ],
  };
}
