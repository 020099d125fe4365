import type { Instant } from './time.ts';

/*
 * What came in, as the ledger tells it. An item is stored, then becomes a ticket, joins one, is ignored, or cannot be
 * read (quarantined, with a ticket all the same); one that lay there before the start is only remembered.
 */

/** How far an item is. */
export type ItemStanding = {
  readonly state: 'stored' | 'done' | 'ignored' | 'quarantined';
  readonly outcome: 'ticket' | 'appended' | 'ignored' | 'quarantined' | null;
  /** whether its bytes are kept; else it is only remembered */
  readonly isKept: boolean;
  /** of its ticket */
  readonly reference: string | null;
};

/** What a person may do with an item. */
export type ItemVerb = 'ticket' | 'replay';

/** Why this is not done with an item, or null: it may be. */
export function itemRefusal(verb: ItemVerb, { state, outcome, isKept, reference }: ItemStanding): string | null {
  const there = `#${reference ?? 'a ticket that is gone'}`;
  if (state === 'stored') return 'it waits to be worked already; look at it again when it has been';
  if (outcome === 'ticket') return `it is the ticket ${there} already`;
  if (outcome === 'appended') return `it stands on the ticket ${there} already; say there what is to be done`;
  if (!isKept) return 'it lay there before the start, and nothing of it is kept here; look for it at its source';
  if (verb === 'ticket' && state === 'quarantined')
    return `it has the ticket ${there} already, though it could not be read; work it again, or open what was kept`;
  return null;
}

export type ItemFacts = ItemStanding & {
  readonly reason: string | null;
  readonly failures: number;
  readonly nextAt: Instant;
  /** a worker has it in hand */
  readonly isHeld: boolean;
  /** its document waits to be read */
  readonly isFaxWaiting: boolean;
};

/** What became of an item, in words. `why` is the reason that was written down, `next` whether it is to be tried again. */
export function sayItem(item: ItemFacts): {
  readonly what: string;
  readonly why: string | null;
  readonly tone: 'ok' | 'plain' | 'soon' | 'late';
  readonly next: 'now' | 'at' | 'held' | 'fax' | null;
} {
  const why = item.reason;
  if (item.state === 'stored') {
    const next = item.isHeld ? 'held' : item.isFaxWaiting ? 'fax' : item.failures > 0 ? 'at' : 'now';
    const tries = item.failures === 1 ? 'once' : `${item.failures} times`;
    return item.failures > 0
      ? { what: `◆ Waits: tried ${tries} in vain`, why, tone: 'soon', next }
      : { what: '● Waits to be worked', why, tone: 'plain', next };
  }
  if (item.state === 'quarantined') return { what: '■ Could not be read', why, tone: 'late', next: null };
  if (!item.isKept) return { what: '○ Remembered only', why, tone: 'plain', next: null };
  if (item.state === 'ignored') return { what: '○ Ignored', why, tone: 'plain', next: null };
  return { what: item.outcome === 'ticket' ? '✓ Ticket' : '✓ Joined', why, tone: 'ok', next: null };
}
