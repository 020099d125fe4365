import * as http from 'node:http';
import * as https from 'node:https';
import type { Answer } from './sms-outcome.ts';

/** The keys of `send.sms` in the settings. */
export type SmsSettings = {
  readonly account_sid: string;
  readonly auth_token: string;
  /** a number in E.164 */
  readonly from: string;
  readonly api_url: string;
};

/** The largest answer worth reading, bytes; real ones are about a thousand. */
const LARGEST_ANSWER = 64_000;

/** Address of something that belongs to the account: `.json` is the account itself. */
export function accountUrl({ api_url, account_sid }: SmsSettings, tail: string): URL {
  return new URL(`2010-04-01/Accounts/${encodeURIComponent(account_sid)}${tail}`, api_url.replace(/\/*$/u, '/'));
}

/**
 * One request on a connection of its own: then nothing was handed over before it is open, and `begun` is true to the
 * byte. (fetch does not tell, and may find a kept connection gone after it has written.)
 */
export function request(
  { account_sid, auth_token }: SmsSettings,
  about: {
    readonly url: URL;
    /** what is posted; null only asks */
    readonly form: URLSearchParams | null;
    readonly signal: AbortSignal;
    /** called when the connection is open, before the first byte */
    readonly begun: () => void;
  },
): Promise<Answer> {
  const { url, form, signal, begun } = about;
  const body = form?.toString() ?? '';
  const isSecure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const request = (isSecure ? https : http).request(url, {
      method: form === null ? 'GET' : 'POST',
      agent: false,
      signal,
      headers: {
        authorization: `Basic ${Buffer.from(`${account_sid}:${auth_token}`).toString('base64')}`,
        accept: 'application/json',
        ...(form === null
          ? {}
          : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }),
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
