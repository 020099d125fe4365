import type { OutgoingText } from '../domain/outgoing.ts';
import type { Log } from '../lib/log.ts';
import type { Attempt, Outlet } from './port.ts';
import { outcomeOfAnswer, outcomeWithoutAnswer } from './sms-outcome.ts';
import { accountUrl, request, type SmsSettings } from './sms-request.ts';

/** How long one request may take, ms; the service answers within a second, or is ill. */
const PATIENCE_MS = 30_000;
/** The longest text that the service takes, characters; it is cut rather than refused. */
const LONGEST = 1_600;

/**
 * Hands SMS to Twilio, over its Messages resource: one POST (docs/decisions/0005-sms.md says why not by its package). Nothing
 * is thrown; every failure is an outcome (sms-outcome.ts).
 */
export function smsOutlet(settings: SmsSettings, log: Log, patienceMs: number = PATIENCE_MS): Outlet<OutgoingText> {
  const url = accountUrl(settings, '/Messages.json');

  return Object.freeze({
    name: 'sms',

    async send({ id, to, text }: OutgoingText, signal: AbortSignal): Promise<Attempt> {
      const form = new URLSearchParams({
        To: to,
        From: settings.from,
        Body: text.slice(0, LONGEST).toWellFormed(),
      });
      let begun = false;
      let attempt: Attempt;
      try {
        const until = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
        attempt = outcomeOfAnswer(await request(settings, { url, form, signal: until, begun: () => (begun = true) }));
      } catch (error) {
        attempt = outcomeWithoutAnswer(error, begun);
      }
      if (attempt.outcome !== 'sent') log.debug({ outlet: 'sms', item: id, ...attempt }, 'an SMS was not handed over');
      return attempt;
    },

    async close(): Promise<void> {},
  });
}
