import type { Level } from '../level.ts';
import type { Instant } from '../time.ts';

/** The promises of a ticket. */
export type Metric = 'call_back' | 'update' | 'resolution';

/** Why a level may be raised (the support policy's own three reasons). */
export const RAISE_REASONS = ['production_error', 'not_proceeding_impact_changed', 'lingering'] as const;
export type RaiseReason = (typeof RAISE_REASONS)[number];

/** How a call ended: `reached` and `message_left` are contact, `no_answer` is only an attempt. */
export type ContactOutcome = 'reached' | 'message_left' | 'no_answer';

/** What happened on a ticket, as far as its clocks care. */
export type Happening =
  /** we took the request in; the level is what the rules suggest */
  | { readonly kind: 'accepted'; readonly level: Level }
  /** a person confirmed or changed the level */
  | { readonly kind: 'levelled'; readonly level: Level }
  | { readonly kind: 'contact'; readonly outcome: ContactOutcome }
  /** a person of ours wrote to the customer */
  | { readonly kind: 'published' }
  /** we wait for information that the customer was asked for */
  | { readonly kind: 'asked' }
  /** the customer wrote or called */
  | { readonly kind: 'answered' }
  /** a person of ours ended the waiting */
  | { readonly kind: 'unwaited' }
  | { readonly kind: 'resolved' }
  | { readonly kind: 'reopened'; readonly by: 'customer' | 'staff' }
  /** this ticket was merged into another, which goes on */
  | { readonly kind: 'merged' }
  /** a person put it into junk: nothing is owed, until it is put back */
  | { readonly kind: 'shelved' }
  | { readonly kind: 'unshelved' }
  /** another ticket, accepted at `acceptedAt`, was merged into this one */
  | { readonly kind: 'absorbed'; readonly acceptedAt: Instant }
  /** the watch found a promise broken: a fact that stays, whatever happens to the due later */
  | { readonly kind: 'breached'; readonly metric: Metric; readonly cycle: number; readonly dueAt: Instant }
  /** a person carried the ticket to a rung (1 is the first), whatever the clocks say */
  | { readonly kind: 'escalated'; readonly rung: number; readonly by: 'customer' | 'staff' }
  /** a rung said that it takes care; repeats to it stop, clocks do not */
  | { readonly kind: 'seen'; readonly rung: number }
  /** what an act did to the clocks never was: all events that bear this mark, a letter that was called back or a merge */
  | { readonly kind: 'undone'; readonly of: string };

/** An event of a ticket: append-only, the truth from which its clocks are derived. `at` is when it happened, not when it was written down. */
export type TicketEvent = Happening & {
  readonly at: Instant;
  /** what can be undone: the act that wrote it, on this ticket and on another */
  readonly mark?: string;
};
