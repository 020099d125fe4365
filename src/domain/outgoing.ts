import type { Address } from './message.ts';
import type { Instant } from './time.ts';

/** Why a mail is sent by itself; each kind has its own limits and its own answer to an unknown outcome. */
export type OutgoingKind = 'acknowledgement';

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
};
