import { randomUUIDv7 } from 'node:crypto';
import type { Decision } from '../domain/decision.ts';
import type { Message } from '../domain/message.ts';
import type { Outgoing } from '../domain/outgoing.ts';
import type { Policy } from '../domain/policy.ts';
import type { Instant } from '../domain/time.ts';
import type { Wording } from '../format/acknowledgement.ts';
import type { Marks } from '../format/mark.ts';
import type { Claimed } from '../store/inbound.ts';

/** Words the acknowledgement of a decision that allows one, addressed, marked and with its Message-ID fixed; else null. */
export type Write = (about: {
  readonly item: Claimed;
  readonly message: Message;
  readonly decision: Decision;
  readonly reference: string;
  readonly now: Instant;
}) => { readonly id: string; readonly mail: Outgoing } | null;

/** Everything an automatic answer says to other machines, so that they do not answer back (RFC 3834, and Exchange's own field). */
const MACHINE_FIELDS = { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All', Precedence: 'bulk' };

/** A writer of acknowledgements under this policy. */
export function writer(deps: { readonly policy: Policy; readonly marks: Marks; readonly wording: Wording }): Write {
  return ({ item, message, decision, reference, now }) => {
    if (!decision.answer.send) return null;
    const mailbox = deps.policy.mailboxes.find((box) => box.id === item.mailbox) ?? deps.policy.mailboxes[0]!;
    const id = randomUUIDv7(); // ordered by time (RFC 9562), so that the indexes grow at their end
    const words = deps.wording({
      reference,
      level: deps.policy.levels[decision.suggestion.level],
      subject: decision.answer.echoSubject ? message.subject : null,
      acceptedAt: item.acceptedAt,
      serviceHours: deps.policy.serviceHours,
      phone: deps.policy.phone,
      mailboxName: mailbox.name,
      mailboxAddress: mailbox.address,
    });
    const domain = mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1);
    const mail: Outgoing = {
      kind: 'acknowledgement',
      messageId: deps.marks.messageId({ id, reference, domain }),
      date: now,
      from: { name: mailbox.name, address: mailbox.address },
      to: { name: '', address: decision.answer.to.address },
      envelopeFrom: { empty: '', mailbox: mailbox.address, bounce: deps.marks.bounceAddress(id, domain) }[
        deps.policy.acknowledge.envelopeFrom
      ],
      replyTo: null,
      subject: words.subject,
      text: words.text,
      html: words.html,
      inReplyTo: message.messageId,
      references: [...message.references.slice(-19), ...(message.messageId === null ? [] : [message.messageId])],
      headers: { ...MACHINE_FIELDS, 'X-Postroom-Loop': deps.marks.loop() },
    };
    return { id, mail };
  };
}
