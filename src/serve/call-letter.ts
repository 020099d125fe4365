import type { CallDeps } from '../acts/call.ts';
import { gateCustomer } from '../domain/gate.ts';
import type { House } from '../serve.ts';
import { enqueue } from '../store/outbox.ts';
import { suppressed } from '../store/suppression.ts';

/** The mail with the number, for somebody who called and whose address is known: the same as for a mail, and once. */
export function callLetter({ loaded, process }: House): CallDeps['acknowledge'] {
  const { policy } = loaded;
  return async (tx, ticket, { customer, suggestion }, now) => {
    const to = ticket.requesterAddress;
    const found = (await suppressed(tx, [to])).get(to.toLowerCase()) ?? null;
    const passage = gateCustomer({ to, suppressed: found, trust: null, policy });
    if (!passage.pass) return passage.reason;
    const letter = process.write({
      item: { mailbox: ticket.mailbox, acceptedAt: ticket.acceptedAt },
      message: { subject: ticket.subject, messageId: null, references: [] },
      decision: {
        answer: { send: true, to: { name: ticket.requesterName, address: to }, echoSubject: true },
        suggestion,
        trust: { trust: 'unverified', evidence: 'it was said on the telephone' },
        ticket: { customer },
      },
      reference: ticket.reference,
      now,
    });
    if (letter === null) return 'acknowledgements are switched off';
    const about = { ticketId: ticket.id, inboundId: null, mailbox: ticket.mailbox, notBefore: now };
    await enqueue(tx, [{ ...letter, ...about, dedupeKey: `acknowledgement:${ticket.id}` }], now);
    return null;
  };
}
