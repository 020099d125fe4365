import * as http from 'node:http';
import * as https from 'node:https';
import type { OutgoingText } from '../domain/outgoing.ts';
import type { Log } from '../lib/log.ts';
import type { Attempt, Outlet } from './port.ts';
import { outcomeOfAnswer, outcomeWithoutAnswer, type Answer } from './sms-outcome.ts';

/** The keys of `send.sms` in the settings. */
export type SmsSettings = {
  readonly account_sid: string;
  readonly auth_token: string;
  /** a number in E.164 */
  readonly from: string;
  readonly api_url: string;
};

/** How long one request may take, ms; the service answers within a second, or is ill. */
const PATIENCE_MS = 30_000;
/** The longest text that the service takes, characters; it is cut rather than refused. */
const LONGEST = 1_600;
/** The largest answer worth reading, bytes; real ones are about a thousand. */
const LARGEST_ANSWER = 64_000;

/**
 * Hands SMS to Twilio, over its Messages resource: one POST (docs/decisions/sms.md says why not by its package). Nothing
 * is thrown; every failure is an outcome (sms-outcome.ts).
 */
export function smsOutlet(settings: SmsSettings, log: Log, patienceMs: number = PATIENCE_MS): Outlet<OutgoingText> {
  const base = settings.api_url.replace(/\/*$/u, '/');
  const url = new URL(`2010-04-01/Accounts/${encodeURIComponent(settings.account_sid)}/Messages.json`, base);
  const login = Buffer.from(`${settings.account_sid}:${settings.auth_token}`).toString('base64');

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
        attempt = outcomeOfAnswer(await post(url, login, form, until, () => (begun = true)));
      } catch (error) {
        attempt = outcomeWithoutAnswer(error, begun);
      }
      if (attempt.outcome !== 'sent') log.debug({ outlet: 'sms', item: id, ...attempt }, 'an SMS was not handed over');
      return attempt;
    },

    async close(): Promise<void> {},
  });
}

/**
 * One request on a connection of its own: then nothing was handed over before it is open, and `begun` is true to the
 * byte. (fetch does not tell, and may find a kept connection gone after it has written.)
 */
function post(url: URL, login: string, form: URLSearchParams, signal: AbortSignal, begun: () => void): Promise<Answer> {
  const body = form.toString();
  const isSecure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const request = (isSecure ? https : http).request(url, {
      method: 'POST',
      agent: false,
      signal,
      headers: {
        authorization: `Basic ${login}`,
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(body),
      },
    });
    // An abort reaches us as the reason of the signal, not as a mere AbortError.
    request.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    request.on('socket', (socket) => socket.once(isSecure ? 'secureConnect' : 'connect', begun));
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('error', (error) => reject(signal.aborted ? signal.reason : error));
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= LARGEST_ANSWER) chunks.push(chunk);
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    request.end(body);
  });
}
