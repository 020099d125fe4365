import type { Address } from './message.ts';
import type { Instant } from './time.ts';

/** Who reads a kind of message, and whether a person of ours wrote it or the house by itself. */
type Trait = { readonly to: 'customer' | 'staff' | 'program'; readonly by: 'machine' | 'person' };

/** Every kind of message that goes out. */
export const KINDS = {
  acknowledgement: { to: 'customer', by: 'machine' },
  /** reminds the customer of what we asked */
  nudge: { to: 'customer', by: 'machine' },
  question: { to: 'customer', by: 'person' },
  reply: { to: 'customer', by: 'person' },
  resolution: { to: 'customer', by: 'person' },
  /** a way around the problem was found */
  workaround: { to: 'customer', by: 'person' },
  /** names the release or date that brings the solution */
  commitment: { to: 'customer', by: 'person' },
  /** a new ticket, or one that was handed over */
  notice: { to: 'staff', by: 'machine' },
  reminder: { to: 'staff', by: 'machine' },
  /** a promise is broken, or a step of the ladder is reached */
  alert: { to: 'staff', by: 'machine' },
  digest: { to: 'staff', by: 'machine' },
  report: { to: 'staff', by: 'machine' },
  /** a link by which somebody signs in to the desk */
  sign_in: { to: 'staff', by: 'machine' },
  /** something happened on a ticket (domain/webhook.ts) */
  event: { to: 'program', by: 'machine' },
} as const satisfies Record<string, Trait>;

/** Why a message is sent; each kind has its own marks, limits and answer to an unknown outcome. */
export type OutgoingKind = keyof typeof KINDS;

/** One outgoing mail, worded and addressed, its Message-ID fixed before the first attempt so that a repeat is known by it. */
export type Outgoing = {
  readonly kind: OutgoingKind;
  /** with angle brackets, signed (format/mark.ts) */
  readonly messageId: string;
  readonly date: Instant;
  readonly from: Address;
  readonly to: Address;
  /** envelope sender: '' is `MAIL FROM:<>` */
  readonly envelopeFrom: string;
  readonly replyTo: Address | null;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  /** further header fields, e.g. Auto-Submitted */
  readonly headers: Readonly<Record<string, string>>;
  /** what is sent along, by the names of the kept bytes */
  readonly files?: readonly OutgoingFile[] | undefined;
};

/** Kept bytes that a mail takes along. */
export type OutgoingFile = {
  readonly filename: string;
  readonly type: string;
  /** SHA-256, hexadecimal */
  readonly sha256: string;
};

/** One outgoing SMS. */
export type OutgoingText = {
  readonly kind: OutgoingKind;
  /** of its row in the outbox: names the file of the harmless way out */
  readonly id: string;
  /** E.164, e.g. `+15550102231` */
  readonly to: string;
  readonly text: string;
};

/** One outgoing fax: a letter, typeset when it is fetched or written (format/fax/cover-sheet.ts). */
export type OutgoingFax = {
  readonly kind: OutgoingKind;
  /** of its row in the outbox: under it the service fetches the pages */
  readonly id: string;
  /** E.164 */
  readonly to: string;
  /** whom it is for; '' where no name is known */
  readonly toName: string;
  readonly from: string;
  /** of the ticket, and its mark as the bar code on each page says it (format/mark.ts) */
  readonly reference: string;
  readonly mark: string;
  readonly subject: string;
  readonly text: string;
  /** as it is to be read, with its zone */
  readonly date: string;
};

/** One event for a program. */
export type OutgoingEvent = {
  readonly kind: OutgoingKind;
  /** of the event: the same for every attempt, and for everybody who is told */
  readonly id: string;
  /** id of the webhook in the settings; its address and secret stand there */
  readonly to: string;
  /** JSON, signed as it stands here */
  readonly body: string;
};

/** A message by its way out. */
export type Dispatch =
  | { readonly outlet: 'mail'; readonly mail: Outgoing }
  | { readonly outlet: 'sms'; readonly mail: OutgoingText }
  | { readonly outlet: 'fax'; readonly mail: OutgoingFax }
  | { readonly outlet: 'webhook'; readonly mail: OutgoingEvent };

/** The ways out. */
export const OUTLETS = ['mail', 'sms', 'fax', 'webhook'] as const;
export type OutletName = (typeof OUTLETS)[number];

/**
 * How often a message is sent again after an outcome that nobody can know. A second mail does little harm, for its
 * Message-ID shows it for what it is; an alert that nobody got does much. A second SMS or fax cannot be told from a new one;
 * a second event is known by its id.
 */
export function resendsOf({ outlet, kind }: { readonly outlet: OutletName; readonly kind: OutgoingKind }): number {
  if (outlet === 'webhook') return Infinity;
  if (outlet === 'fax') return 0;
  if (outlet === 'sms') return kind === 'alert' ? 1 : 0;
  return kind === 'alert' ? 3 : 1;
}
