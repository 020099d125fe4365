import type { Message } from './message.ts';
import type { MailboxPolicy } from './policy.ts';

/** How far the address in From is proven: by our own mail server's word alone, never by the mail's. */
export type Trust = 'verified' | 'unverified' | 'failed';

/** A trust and the evidence for it. It never rejects a mail; it gates echoes, weak joins and links. */
export type TrustVerdict = { readonly trust: Trust; readonly evidence: string };

/**
 * Reads the Authentication-Results (RFC 8601) that our own border server wrote: only fields above the first foreign
 * Received, only from the configured server (or, by choice, the topmost one), and only if exactly one speaks.
 * A DMARC pass counts for the domain that we parsed from From; if the server saw another one, somebody is being tricked.
 */
export function senderTrust(message: Message, mailbox: MailboxPolicy): TrustVerdict {
  const from = message.from.length === 1 ? message.from[0]!.address : null;
  if (from === null) return { trust: 'unverified', evidence: 'it has not exactly one From address' };
  if (mailbox.authentication.mode === 'off')
    return { trust: 'unverified', evidence: 'no mail server is trusted to check senders (setting)' };

  const results = message.trace.filter(([name]) => name === 'authentication-results').map(([, value]) => value);
  const ours =
    mailbox.authentication.mode === 'topmost'
      ? results.slice(0, 1)
      : results.filter((value) => serverOf(value) === mailbox.authentication.authservId?.toLowerCase());
  if (ours.length !== 1)
    return {
      trust: 'unverified',
      evidence:
        ours.length === 0
          ? 'our mail server said nothing about the sender'
          : 'several fields claim to be our mail server',
    };

  const value = ours[0]!.toLowerCase();
  const dmarc = /\bdmarc=([a-z]+)/u.exec(value)?.[1] ?? 'none';
  const seen = /\bheader\.from=([^\s;()]+)/u.exec(value)?.[1];
  const domain = from.slice(from.lastIndexOf('@') + 1).toLowerCase();
  if (seen !== undefined && seen.slice(seen.lastIndexOf('@') + 1) !== domain) {
    return { trust: 'unverified', evidence: `our mail server read another From domain (${seen})` };
  }
  if (dmarc === 'fail') return { trust: 'failed', evidence: 'DMARC failed' };
  if (dmarc === 'pass' && seen !== undefined) return { trust: 'verified', evidence: `DMARC passed for ${domain}` };
  return { trust: 'unverified', evidence: `DMARC: ${dmarc}` };
}

function serverOf(value: string): string {
  return (value.split(';')[0] ?? '').trim().split(/\s/u)[0]!.toLowerCase();
}
