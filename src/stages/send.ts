import { OUTLETS, resendsOf, type Outgoing, type OutletName } from '../domain/outgoing.ts';
import { HOUR, type Instant } from '../domain/time.ts';
import { sentenceOf } from '../lib/fault.ts';
import { whileHeld } from '../lib/hold.ts';
import type { Log } from '../lib/log.ts';
import { point } from '../lib/point.ts';
import type { Attempt, Outlets } from '../outlets/port.ts';
import { claimOutbox, findOrphans, renewOutbox, settleOutbox, type Outbound, type Settled } from '../store/outbox.ts';
import { pausedOutlets, pauseOutlet } from '../store/outlet-state.ts';
import type { Db } from '../store/sql.ts';

export type SendDeps = {
  readonly db: Db;
  readonly outlets: Outlets;
  /** the ways out that are looked at; all, unless some are named */
  readonly lanes?: readonly OutletName[] | undefined;
  /** the kept bytes of a file that a mail takes along, by its SHA-256; null: they are not kept any more */
  readonly fileBytes: (sha256: Buffer) => Promise<Buffer | null>;
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

/** What one batch came to; `claimed` 0 means that nothing is due, or that the accounts are paused. */
export type Delivered = { claimed: number; sent: number; failed: number; waiting: number };

/**
 * Messages of the outbox go out: claim, send, settle. Claimed ones are marked `sending` before the first byte, so that a
 * crash leaves an unknown outcome and not a silent repeat; a mail is then resent, under the same Message-ID.
 */
export async function sendBatch(deps: SendDeps, signal: AbortSignal): Promise<Delivered> {
  const { db, rules, log } = deps;
  const total: Delivered = { claimed: 0, sent: 0, failed: 0, waiting: 0 };
  const paused = await pausedOutlets(db, deps.now());
  const outlets = (deps.lanes ?? OUTLETS).filter((lane) => !paused.has(deps.outlets[lane].name));
  const claimed =
    outlets.length === 0
      ? []
      : await claimOutbox(db, { limit: rules.batch, leaseMs: rules.leaseMs, outlets, now: deps.now() });
  if (claimed.length === 0) {
    await findOrphans(db, rules.resendUnknownAfterMs, deps.now()); // not before each batch: it looks at all that waits
    return total;
  }
  total.claimed = claimed.length;
  point('send-claimed');
  const ids = claimed.map(({ id }) => id);
  const attempts = await whileHeld(
    rules.leaseMs,
    () => renewOutbox(db, ids, rules.leaseMs),
    () => Promise.all(claimed.map(async (item) => ({ item, attempt: await handOver(deps, item, signal) }))),
  );
  point('send-sent');
  for (const lane of outlets) {
    const { name } = deps.outlets[lane];
    const refused = attempts.find(({ item, attempt }) => item.outlet === lane && attempt.outcome === 'paused');
    if (refused?.attempt.outcome !== 'paused') continue;
    await pauseOutlet(db, name, deps.now() + rules.pauseAccountMs, refused.attempt.reason);
    log.error({ outlet: name }, PAUSED[lane]);
  }
  const settled = attempts.map(({ item, attempt }) => settledBy(deps, item, attempt));
  await settleOutbox(db, settled, deps.now());
  point('send-settled');
  for (const [i, result] of settled.entries()) {
    log.info(
      { item: claimed[i]!.inboundId, mail: result.id, state: result.state, response: result.response },
      result.act,
    );
    if (result.state === 'sent') total.sent += 1;
    else if (result.state === 'failed' || result.state === 'unresolved') total.failed += 1;
    else total.waiting += 1;
  }
  return total;
}

const PAUSED: Readonly<Record<OutletName, string>> = {
  mail: 'the mail server refused our account; sending is paused. Check how it signs in, in the settings',
  sms: 'the SMS service refused our account; SMS are paused. Check send.sms in the settings',
  fax: 'the fax service refused our account; faxes are paused. Check fax.send in the settings',
  webhook: 'webhooks are paused. Check webhooks in the settings',
};

/** Each message goes out by its own way. */
async function handOver(deps: SendDeps, item: Outbound, signal: AbortSignal): Promise<Attempt> {
  const { outlets } = deps;
  switch (item.outlet) {
    case 'mail':
      return sendMail(deps, item.mail, signal);
    case 'sms':
      return outlets.sms.send(item.mail, signal);
    case 'fax':
      return outlets.fax.send(item.mail, signal);
    case 'webhook':
      return outlets.webhook.send(item.mail, signal);
    case 'unreadable':
      return { outcome: 'failed', reason: item.reason };
    default:
      return item satisfies never;
  }
}

/** Mail servers take 25 MB or so, and base64 makes three bytes four. What is larger is left out: the ticket has it. */
const MOST_FILE_BYTES = 15_000_000;

async function sendMail({ outlets, fileBytes }: SendDeps, mail: Outgoing, signal: AbortSignal): Promise<Attempt> {
  const enclosed: { filename: string; type: string; bytes: Uint8Array }[] = [];
  for (const { filename, type, sha256 } of mail.files ?? []) {
    try {
      const bytes = await fileBytes(Buffer.from(sha256, 'hex'));
      if (bytes !== null && bytes.length <= MOST_FILE_BYTES) enclosed.push({ filename, type, bytes });
    } catch (error) {
      return { outcome: 'retry', counts: true, reason: `${filename} could not be fetched: ${sentenceOf(error)}` };
    }
  }
  return outlets.mail.send({ ...mail, enclosed }, signal);
}

/** The outcome table: what each end of an attempt makes of the row. */
function settledBy(deps: SendDeps, item: Outbound, attempt: Attempt): Settled {
  const now = deps.now();
  const { rules } = deps;
  const base = { id: item.id, ticketId: item.ticketId, attempts: item.attempts, resends: item.resends, nextAt: now };
  switch (attempt.outcome) {
    case 'sent':
      return { ...base, state: 'sent', response: attempt.response, act: `${item.kind}_sent` };
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
      const again = item.outlet !== 'unreadable' && item.resends < resendsOf(item);
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
      if (now - item.since > rules.giveUpHours * HOUR)
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
