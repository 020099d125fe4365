import { randomUUID } from 'node:crypto';
import { isOutside, type TicketCustomer } from '../domain/customer.ts';
import type { Decision } from '../domain/decision.ts';
import type { Message } from '../domain/message.ts';
import type { Dispatch } from '../domain/outgoing.ts';
import type { Policy } from '../domain/policy.ts';
import { callBackOf } from '../domain/promise/call-back.ts';
import type { Promises } from '../domain/promise/terms.ts';
import type { Instant } from '../domain/time.ts';
import type { AcknowledgementInput, FaxWording, Wording } from '../format/acknowledgement.ts';
import type { Marks } from '../format/mark.ts';
import { addressing } from '../format/outgoing.ts';
import type { Claimed } from '../store/inbound.ts';

/** Words the acknowledgement of a decision that allows one, addressed, marked and with its Message-ID fixed; else null. */
export type Write = (about: {
  readonly item: Pick<Claimed, 'mailbox' | 'acceptedAt'>;
  readonly message: Pick<Message, 'subject' | 'messageId' | 'references'>;
  readonly decision: Pick<Decision, 'answer' | 'suggestion' | 'trust'> & {
    readonly ticket: { readonly customer: Pick<TicketCustomer, 'cover'> } | null;
  };
  readonly reference: string;
  readonly now: Instant;
}) => ({ readonly id: string } & Dispatch) | null;

/** A writer of acknowledgements under this policy. `promises`: what a ticket that comes now is promised. */
export function writer(deps: {
  readonly policy: Policy;
  readonly promises: Promises;
  readonly marks: Marks;
  readonly wording: Wording;
  /** null: nothing is answered by fax */
  readonly faxWording: FaxWording | null;
  /** the page of a request for the address that it came from; null where there are none */
  readonly page: (reference: string, address: string) => string | null;
}): Write {
  const addressed = addressing(deps);
  return ({ item, message, decision, reference, now }) => {
    const { answer } = decision;
    if (answer.send === false) return null;
    const mailbox = deps.policy.mailboxes.find((box) => box.id === item.mailbox) ?? deps.policy.mailboxes[0]!;
    const { level } = decision.suggestion;
    const { by, opensAt } = callBackOf(level, item.acceptedAt, deps.promises, now);
    const about: AcknowledgementInput = {
      reference,
      level: deps.policy.levels[level],
      subject: answer.send === true && answer.echoSubject ? message.subject : null,
      acceptedAt: item.acceptedAt,
      callBackBy: by,
      opensAt,
      outside: decision.ticket !== null && isOutside(decision.ticket.customer.cover),
      now,
      serviceHours: deps.policy.serviceHours,
      phone: deps.policy.phone,
      mailboxName: mailbox.name,
      mailboxAddress: mailbox.address,
      page:
        answer.send === true && decision.trust.trust === 'verified' ? deps.page(reference, answer.to.address) : null,
    };
    if (answer.send === 'fax') {
      const words = deps.faxWording?.(about);
      if (words === undefined) return null;
      const id = randomUUID();
      const from = mailbox.name || mailbox.address;
      const mark = deps.marks.markFax(reference);
      const to = { to: answer.number, toName: answer.name };
      return { id, outlet: 'fax', mail: { kind: 'acknowledgement', id, ...to, from, reference, mark, ...words } };
    }
    const words = deps.wording(about);
    return {
      outlet: 'mail',
      ...addressed({
        kind: 'acknowledgement',
        mailbox: mailbox.id,
        reference,
        to: { name: '', address: answer.to.address },
        subject: words.subject,
        text: words.text,
        html: words.html,
        now,
        inReplyTo: message.messageId,
        references: [...message.references.slice(-19), ...(message.messageId === null ? [] : [message.messageId])],
      }),
    };
  };
}
