import { isPermanent, sentenceOf } from '../../lib/fault.ts';
import type { Log } from '../../lib/log.ts';
import type { Deliver, Envelope, RawItem, Receipt } from '../port.ts';
import type { MailboxOf } from './recipients.ts';

/** A reply line: code and words. Never what went wrong inside; that is for the log. */
export type Reply = { readonly code: number; readonly words: string };

export const REPLIES = {
  unknown: { code: 550, words: 'There is no such mailbox here' },
  tooMany: { code: 421, words: 'Too many unknown recipients, good-bye' },
  noRoom: { code: 452, words: 'Too much mail at once, please try again in a minute' },
  later: { code: 451, words: 'The message cannot be kept just now, please try again later' },
  never: { code: 554, words: 'The message cannot be taken' },
  slow: { code: 421, words: 'This took too long, good-bye' },
  closing: { code: 421, words: 'Shutting down, please try again in a minute' },
} as const satisfies Record<string, Reply>;

/** One message as it was handed in. */
export type HandedIn = {
  readonly raw: Buffer;
  readonly mailFrom: string;
  readonly rcptTo: readonly string[];
  /** e.g. `mx.example.com [192.0.2.1]` */
  readonly client: string;
  readonly acceptedAt: number;
};

/** One item per mailbox, however many of its addresses were named; each knows only its own recipients. */
export function itemsOf(message: HandedIn, kind: 'smtp' | 'lmtp', mailboxOf: MailboxOf): readonly RawItem[] {
  const byMailbox = Map.groupBy(message.rcptTo, mailboxOf);
  const { raw, mailFrom, client, acceptedAt } = message;
  return [...byMailbox].flatMap(([mailbox, rcptTo]) => {
    if (mailbox === null) return []; // refused at RCPT already
    const envelope: Envelope = { mailFrom, rcptTo, client };
    return [
      { mailbox, via: kind, raw, fullSize: raw.length, acceptedAt, envelope, location: null, quiet: null, skip: null },
    ];
  });
}

/** Keeps all items or none, and words the answer. Never rejects. */
export async function keep(items: readonly RawItem[], deliver: Deliver, log: Log): Promise<Reply> {
  try {
    return kept(await deliver(items));
  } catch (error) {
    log.warn(
      { client: items[0]?.envelope?.client, reason: sentenceOf(error) },
      'a message was not kept; its sender was told so',
    );
    return isPermanent(error) ? REPLIES.never : REPLIES.later;
  }
}

function kept(receipts: readonly Receipt[]): Reply {
  const ids = receipts.map(({ id }) => id).join(', ');
  return { code: 250, words: receipts.every(({ repeat }) => repeat) ? `Kept before as ${ids}` : `Kept as ${ids}` };
}
