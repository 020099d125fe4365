import { domainOf } from './address.ts';
import { findingsOf } from './authentication.ts';
import type { Message } from './message.ts';
import type { MailboxPolicy } from './policy.ts';

/** How far the address in From is proven: by our own mail server's word alone, never by the mail's. */
export type Trust = 'verified' | 'unverified' | 'failed';

/** A trust and the evidence for it. It never rejects a mail; it gates echoes, weak joins and links. */
export type TrustVerdict = { readonly trust: Trust; readonly evidence: string };

/**
 * Reads what our own border server found about the sender. A DMARC pass counts for the domain that we parsed from From;
 * if the server saw another one, somebody is being tricked.
 */
export function senderTrust(message: Message, mailbox: MailboxPolicy): TrustVerdict {
  const from = message.from.length === 1 ? message.from[0]!.address : null;
  if (from === null) return { trust: 'unverified', evidence: 'it has not exactly one From address' };
  const found = findingsOf(message, mailbox);
  if (found.silence !== null) return { trust: 'unverified', evidence: found.silence };

  const [dmarc, another] = found.findings.filter(({ method }) => method === 'dmarc');
  if (another !== undefined)
    return { trust: 'unverified', evidence: 'our mail server tells more than one result of DMARC' };
  const seen = dmarc?.properties.get('header.from');
  const domain = domainOf(from);
  if (seen !== undefined && seen.slice(seen.lastIndexOf('@') + 1) !== domain) {
    return { trust: 'unverified', evidence: `our mail server read another From domain (${seen})` };
  }
  if (dmarc?.result === 'fail') return { trust: 'failed', evidence: 'DMARC failed' };
  if (dmarc?.result === 'pass' && seen !== undefined)
    return { trust: 'verified', evidence: `DMARC passed for ${domain}` };
  return { trust: 'unverified', evidence: `DMARC: ${dmarc?.result ?? 'none'}` };
}
