import { createHash, randomUUIDv7 } from 'node:crypto';
import { domainOf } from '../domain/address.ts';
import type { Address } from '../domain/message.ts';
import { KINDS, type Outgoing, type OutgoingKind, type OutgoingText } from '../domain/outgoing.ts';
import type { Policy } from '../domain/policy.ts';
import { NO_TICKET } from '../domain/reference.ts';
import type { Instant } from '../domain/time.ts';
import type { Marks } from './mark.ts';

/** A mail that is worded, but not addressed yet. */
export type Letter = {
  readonly kind: OutgoingKind;
  /** id of the mailbox that it comes from */
  readonly mailbox: string;
  /** of its ticket; null for a mail about none, or about several */
  readonly reference: string | null;
  readonly to: Address;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly now: Instant;
  /** what it answers; a mail to staff stands in the conversation of its ticket anyway */
  readonly inReplyTo?: string | null;
  readonly references?: readonly string[];
  readonly replyTo?: Address | null;
};

/** Makes a mail of a letter: marked, addressed, its Message-ID fixed; with the id of its row in the outbox. */
export type Addressing = (letter: Letter) => { readonly id: string; readonly mail: Outgoing };

/** What asks other machines not to answer, but does not ask for silence about a mail that could not be delivered. */
const NO_REPLIES = 'DR, RN, NRN, OOF, AutoReply';

/** What a mail says about itself to other machines (RFC 3834, and Exchange's own field). A mail that a person wrote says nothing: it wants an answer. */
function fieldsOf(kind: OutgoingKind): Readonly<Record<string, string>> {
  const { to, by } = KINDS[kind];
  if (by === 'person') return {};
  if (kind === 'acknowledgement')
    return { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All', Precedence: 'bulk' };
  const generated = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': NO_REPLIES };
  return to === 'staff' ? generated : { ...generated, Precedence: 'bulk' };
}

/** Addresses letters under this policy. */
export function addressing({ policy, marks }: { readonly policy: Policy; readonly marks: Marks }): Addressing {
  return (letter) => {
    const { kind, reference, to } = letter;
    const mailbox = policy.mailboxes.find((box) => box.id === letter.mailbox) ?? policy.mailboxes[0]!;
    const id = randomUUIDv7(); // ordered by time (RFC 9562), so that the indexes grow at their end
    const domain = domainOf(mailbox.address);
    const idOf = (row: string): string => marks.messageId({ id: row, reference: reference ?? NO_TICKET, domain });
    // Everything that one person is told about one ticket is one conversation: all of it answers a mail that never was.
    const root = KINDS[kind].to === 'staff' && reference !== null ? [idOf(threadOf(reference, to.address))] : [];
    return {
      id,
      mail: {
        kind,
        messageId: idOf(id),
        date: letter.now,
        from: { name: mailbox.name, address: mailbox.address },
        to,
        envelopeFrom: envelopeOf(kind, policy, mailbox.address, () => marks.bounceAddress(id, domain)),
        replyTo: letter.replyTo ?? null,
        subject: letter.subject,
        text: letter.text,
        html: letter.html,
        inReplyTo: letter.inReplyTo ?? root[0] ?? null,
        references: [...root, ...(letter.references ?? [])],
        headers: { ...fieldsOf(kind), 'X-Postroom-Loop': marks.loop() },
      },
    };
  };
}

/** An SMS, with the id of its row in the outbox. `to` is E.164. */
export function textMessage(
  kind: OutgoingKind,
  to: string,
  text: string,
): { readonly id: string; readonly mail: OutgoingText } {
  const id = randomUUIDv7();
  return { id, mail: { kind, id, to, text } };
}

/** The null path is for answers that nobody waits for. Whether staff, or an answer of ours, could be reached must be known. */
function envelopeOf(kind: OutgoingKind, policy: Policy, mailbox: string, bounce: () => string): string {
  const { envelopeFrom } = policy.acknowledge;
  if (envelopeFrom === 'bounce') return bounce();
  const mayBeEmpty = KINDS[kind].to === 'customer' && KINDS[kind].by === 'machine';
  return mayBeEmpty && envelopeFrom === 'empty' ? '' : mailbox;
}

/** An id, in the form of a row's, that is the same whenever this person is told about this ticket. */
function threadOf(reference: string, address: string): string {
  const hex = createHash('sha256').update(`${reference} ${address.toLowerCase()}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
