import type { Outgoing } from '../domain/outgoing.ts';
import { HOUR, type Instant } from '../domain/time.ts';
import { whileHeld } from '../lib/hold.ts';
import type { Log } from '../lib/log.ts';
import { point } from '../lib/point.ts';
import type { Attempt, Outlet } from '../outlets/port.ts';
import {
  claimOutbox,
  findOrphans,
  pausedUntil,
  pauseOutlet,
  renewOutbox,
  settleOutbox,
  type Outbound,
  type Settled,
} from '../store/outbox.ts';
import type { Db } from '../store/sql.ts';

export type SendDeps = {
  readonly db: Db;
  readonly outlet: Outlet;
  readonly rules: {
    readonly batch: number;
    readonly leaseMs: number;
    readonly retryMs: readonly number[];
    readonly giveUpHours: number;
    readonly resendUnknownAfterMs: number;
    readonly pauseAccountMs: number;
  };
  readonly now: () => Instant;
  readonly log: Log;
};

/** What one batch came to; `claimed` 0 means that nothing is due, or that the account is paused. */
export type Delivered = { claimed: number; sent: number; failed: number; waiting: number };

/**
 * Mails of the outbox go out: claim, send, settle. Claimed ones are marked `sending` before the first byte, so that a
 * crash leaves an unknown outcome and not a silent repeat; that is resent once, under the same Message-ID.
 */
export async function sendBatch(deps: SendDeps, signal: AbortSignal): Promise<Delivered> {
  const total: Delivered = { claimed: 0, sent: 0, failed: 0, waiting: 0 };
  const isPaused = (await pausedUntil(deps.db, deps.outlet.name)) !== null;
  const claimed = isPaused ? [] : await claimOutbox(deps.db, deps.rules.batch, deps.rules.leaseMs);
  if (claimed.length === 0) {
    await findOrphans(deps.db, deps.rules.resendUnknownAfterMs); // not before each batch: it looks at all that waits
    return total;
  }
  total.claimed = claimed.length;
  point('send-claimed');
  const ids = claimed.map(({ id }) => id);
  const attempts = await whileHeld(
    deps.rules.leaseMs,
    () => renewOutbox(deps.db, ids, deps.rules.leaseMs),
    () => Promise.all(claimed.map(async (item) => ({ item, attempt: await deps.outlet.send(item.mail, signal) }))),
  );
  point('send-sent');
  const paused = attempts.find(({ attempt }) => attempt.outcome === 'paused');
  if (paused) {
    await pauseOutlet(
      deps.db,
      deps.outlet.name,
      deps.rules.pauseAccountMs,
      paused.attempt.outcome === 'paused' ? paused.attempt.reason : '',
    );
    deps.log.error(
      { outlet: deps.outlet.name },
      'the mail server refused our account; sending is paused. Check how it signs in, in the settings',
    );
  }
  const settled = attempts.map(({ item, attempt }) => settledBy(deps, item, attempt));
  await settleOutbox(deps.db, settled, deps.now());
  point('send-settled');
  for (const [i, result] of settled.entries()) {
    deps.log.info(
      { item: claimed[i]!.inboundId, mail: result.id, state: result.state, response: result.response },
      result.act,
    );
    if (result.state === 'sent') total.sent += 1;
    else if (result.state === 'failed' || result.state === 'unresolved') total.failed += 1;
    else total.waiting += 1;
  }
  return total;
}

/** The outcome table: what each end of an attempt makes of the row. */
function settledBy(deps: SendDeps, item: Outbound, attempt: Attempt): Settled {
  const now = deps.now();
  const { rules } = deps;
  const base = { id: item.id, ticketId: item.ticketId, attempts: item.attempts, resends: item.resends, nextAt: now };
  switch (attempt.outcome) {
    case 'sent':
      return { ...base, state: 'sent', response: attempt.response, act: `${item.mail.kind}_sent` };
    case 'failed':
      return { ...base, state: 'failed', response: attempt.reason, act: 'send_failed' };
    case 'paused':
      return {
        ...base,
        state: 'pending',
        nextAt: now + rules.pauseAccountMs,
        response: attempt.reason,
        act: 'send_paused',
      };
    case 'unknown': {
      const again = item.resends === 0 && mayResend(item.mail);
      return {
        ...base,
        state: again ? 'unknown' : 'unresolved',
        nextAt: now + rules.resendUnknownAfterMs,
        response: attempt.reason,
        act: again ? 'send_outcome_unknown' : 'send_unresolved',
      };
    }
    case 'retry': {
      const attempts = item.attempts + (attempt.counts ? 1 : 0);
      if (now - item.createdAt > rules.giveUpHours * HOUR)
        return {
          ...base,
          attempts,
          state: 'failed',
          response: `given up after ${rules.giveUpHours} hours: ${attempt.reason}`,
          act: 'send_failed',
        };
      const wait = rules.retryMs[Math.min(Math.max(attempts - 1, 0), rules.retryMs.length - 1)]!;
      return {
        ...base,
        attempts,
        state: 'pending',
        nextAt: now + wait,
        response: attempt.reason,
        act: 'send_postponed',
      };
    }
    default:
      return attempt satisfies never;
  }
}

/** A second copy of an acknowledgement does little harm, and its Message-ID shows it for what it is. */
function mayResend(mail: Outgoing): boolean {
  return mail.kind === 'acknowledgement';
}
