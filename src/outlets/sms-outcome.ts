import { sentenceOf } from '../lib/fault.ts';
import type { Attempt } from './port.ts';

/** What the service answered: status, and the body as it came. */
export type Answer = { readonly status: number; readonly text: string };

/** Twilio's codes for a sender that may not send: whatever the message, `from` is wrong. */
const SENDER_REFUSED = new Set([21212, 21603, 21606, 21659, 21660, 21661]);
/** The sender's queue is full: the same message may be taken later. */
const QUEUE_FULL = 21611;

/**
 * Says what became of an SMS, by the status first: Twilio warns that its codes are split and moved, so only those few
 * are looked at that tell an account from a message.
 */
export function outcomeOfAnswer(answer: Answer): Attempt {
  const { status } = answer;
  const { code, message, sid, state } = read(answer.text);
  if (status >= 200 && status < 300)
    return { outcome: 'sent', response: [status, state, sid].filter((word) => word !== '').join(' ') };
  const reason = oneLine(`${status}${code === 0 ? '' : ` (${code})`} ${message || 'without a word'}`);
  if (status === 429 || code === QUEUE_FULL) return { outcome: 'retry', counts: false, reason };
  if (status === 408 || status >= 500) return { outcome: 'retry', counts: true, reason };
  // The account, its sender, or the address of the service is wrong: every message would hear the same.
  if (status < 400 || [401, 403, 404, 405].includes(status) || SENDER_REFUSED.has(code))
    return { outcome: 'paused', reason };
  return { outcome: 'failed', reason };
}

/** Without an answer it matters only whether a byte of the message had gone out. */
export function outcomeWithoutAnswer(error: unknown, begun: boolean): Attempt {
  const reason = (error as Error).name === 'TimeoutError' ? 'no answer in time' : sentenceOf(error);
  return begun ? { outcome: 'unknown', reason } : { outcome: 'retry', counts: false, reason };
}

type Read = { readonly code: number; readonly message: string; readonly sid: string; readonly state: string };

/** What is of use in an answer; whatever is not there is empty. */
function read(text: string): Read {
  let body: Readonly<Record<string, unknown>> = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) body = parsed as Readonly<Record<string, unknown>>;
  } catch {
    // a proxy's page, not the service's answer
  }
  const word = (name: string): string => (typeof body[name] === 'string' ? oneLine(body[name]) : '');
  return {
    code: Number(body['code']) || 0,
    message: word('message'),
    sid: word('sid').slice(0, 64),
    state: word('status').slice(0, 32),
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim().slice(0, 300);
}
