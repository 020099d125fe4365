import { domainOf } from '../address.ts';
import { findingsOf } from '../authentication.ts';
import type { Message } from '../message.ts';
import type { MailboxPolicy } from '../policy.ts';
import type { FaxProfile } from './profile.ts';

/** The entry of the profile's `from` that the sender is, or null. A mail with no From, or several, is nobody's. */
export function listedAs({ from }: Message, profile: FaxProfile): string | null {
  const address = from.length === 1 ? from[0]!.address.toLowerCase() : null;
  if (address === null) return null;
  return (
    profile.from.find((entry) => (entry.includes('@') ? address === entry : isBelow(domainOf(address), entry))) ?? null
  );
}

/**
 * Why a sender that is listed is not believed, or null when it is. Anybody can write a service's address into From, and
 * mails that say "you have a fax" are a common bait. So our own mail server must have found a signature (DKIM), an
 * envelope (SPF) or both (DMARC) of the very domain that the profile names. A server of the office's own, whose mail may pass
 * no such check, is believed by its address unless a check was made and failed.
 */
export function doubtOf(
  message: Message,
  mailbox: MailboxPolicy,
  { believe, name }: FaxProfile,
  entry: string,
): string | null {
  const found = findingsOf(message, mailbox);
  if (found.silence !== null)
    return believe === 'address' ? null : `nothing proves that it is of ${name}: ${found.silence}`;

  const home = entry.slice(entry.lastIndexOf('@') + 1);
  const of = (method: string) => found.findings.filter((finding) => finding.method === method);
  const failed = ['dmarc', ...(believe === 'address' ? ['spf'] : [])].find((method) =>
    of(method).some(({ result }) => result === 'fail'),
  );
  if (failed !== undefined) return `it says that it is of ${name}, but ${failed.toUpperCase()} failed`;
  const seen = of('dmarc').flatMap(({ properties }) => properties.get('header.from') ?? []);
  const other = seen.map(lastDomain).find((domain) => !areAligned(domain, home));
  if (other !== undefined) return `our mail server read another From domain (${other})`;
  if (believe === 'address') return null;

  const passed = found.findings.some(
    ({ method, result, properties }) =>
      result === 'pass' &&
      (PROPERTIES[method] ?? []).some((key) => {
        const domain = lastDomain(properties.get(key) ?? '');
        return domain !== '' && areAligned(domain, home);
      }),
  );
  return passed ? null : `it says that it is of ${name}, but neither DKIM nor SPF passed for ${home}`;
}

/** Whose domain a finding is about. */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  dkim: ['header.d', 'header.i'],
  spf: ['smtp.mailfrom'],
  dmarc: ['header.from'],
};

function lastDomain(value: string): string {
  return value.slice(value.lastIndexOf('@') + 1);
}

/** The same, or one below the other, as DMARC's relaxed alignment has it; never by a top-level domain alone. */
function areAligned(a: string, b: string): boolean {
  return isBelow(a, b) || (a.includes('.') && isBelow(b, a));
}

function isBelow(domain: string, above: string): boolean {
  return domain === above || domain.endsWith(`.${above}`);
}
