import { createHmac } from 'node:crypto';
import type { OutgoingEvent } from '../domain/outgoing.ts';
import { sentenceOf } from '../lib/fault.ts';
import type { Log } from '../lib/log.ts';
import type { Attempt, Outlet } from './port.ts';

/** A webhook of the settings. */
export type Webhook = { readonly id: string; readonly url: string; readonly secret: string };

/** How long a receiver may take to answer, ms: it should note the event, answer, and only then work. */
const PATIENCE_MS = 10_000;
/** A receiver that did not answer is let be for so long, s, so that a dead one does not keep each batch waiting; or as it asks, but no longer than: */
const REST_S = 30;
const LONGEST_REST_S = 600;
/** What may be otherwise the next time, though it is the caller who is blamed. */
const PASSING = new Set([408, 409, 425, 429]);

/**
 * Delivers events to programs as Standard Webhooks has it: a POST with an id, a time and a signature. A receiver knows a repeat
 * by its webhook-id, so whatever ends without an answer is sent again. The addresses are the operator's own, so private ones are
 * allowed; nothing that a stranger writes chooses one, and no redirect is followed.
 */
export function webhookOutlet(
  hooks: readonly Webhook[],
  log: Log,
  { patienceMs = PATIENCE_MS, now = Date.now }: { readonly patienceMs?: number; readonly now?: () => number } = {},
): Outlet<OutgoingEvent> {
  const resting = new Map<string, number>();

  return Object.freeze({
    name: 'webhook',

    async send({ id, to, body }: OutgoingEvent, signal: AbortSignal): Promise<Attempt> {
      const hook = hooks.find((one) => one.id === to);
      if (hook === undefined) return { outcome: 'failed', reason: `the settings name no webhook "${to}" any more` };
      if ((resting.get(to) ?? 0) > now())
        return { outcome: 'retry', counts: false, reason: 'it did not take another event a moment ago' };
      const attempt = await post(hook, { id, body }, signal);
      if (attempt.outcome !== 'sent') log.debug({ outlet: 'webhook', hook: to, item: id, ...attempt }, 'not taken');
      return attempt;
    },

    async close(): Promise<void> {},
  });

  async function post(
    { id: name, url, secret }: Webhook,
    { id, body }: Pick<OutgoingEvent, 'id' | 'body'>,
    signal: AbortSignal,
  ): Promise<Attempt> {
    const timestamp = Math.floor(now() / 1000);
    try {
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Postroom',
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signatureOf(secret, `${id}.${timestamp}.${body}`),
        },
        body,
      });
      await answer.body?.cancel(); // what it says is of no use
      return judge(name, answer);
    } catch (error) {
      if (signal.aborted) return { outcome: 'retry', counts: false, reason: 'stopped while it was sent' };
      rest(name, REST_S);
      return { outcome: 'retry', counts: true, reason: reasonOf(error) };
    }
  }

  function judge(name: string, { ok, status, headers }: Response): Attempt {
    if (ok) return { outcome: 'sent', response: String(status) };
    if (status >= 400 && status < 500 && !PASSING.has(status))
      return { outcome: 'failed', reason: status === 410 ? '410: it wants no more events' : String(status) };
    const asked = Number(headers.get('retry-after'));
    if (status === 429 || status >= 500) rest(name, asked > 0 ? Math.min(asked, LONGEST_REST_S) : REST_S);
    const reason =
      status >= 300 && status < 400 ? `${status}: it sends us elsewhere, and we do not follow` : String(status);
    return { outcome: 'retry', counts: true, reason };
  }

  function rest(name: string, seconds: number): void {
    resting.set(name, now() + seconds * 1000);
  }
}

/** Version 1 of the signature: HMAC-SHA256 with the bytes that the secret spells in base64. */
function signatureOf(secret: string, content: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/u, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}

/** fetch tells the reason as the cause of an error that says nothing. */
function reasonOf(error: unknown): string {
  if ((error as Error).name === 'TimeoutError') return 'no answer in time';
  return sentenceOf((error as Error).cause ?? error);
}
