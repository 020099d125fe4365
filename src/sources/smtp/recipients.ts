import { domainToASCII } from 'node:url';

/** Id of the mailbox that a recipient address belongs to, or null when it is none of ours. */
export type MailboxOf = (address: string) => string | null;

const BOUNCE = /^bounce\+[0-9a-z.-]{1,60}$/u; // format/mark.ts; the signature is checked where the key is

/**
 * Knows our addresses: those of the mailboxes, each also with a tag (`local+anything@`), and the return addresses of
 * our own mail (`bounce+…@` a domain of ours), which come in through the first mailbox of that domain. Case does not
 * matter, nor whether a domain is written in Unicode or in its ASCII form.
 */
export function createMailboxOf(
  mailboxes: readonly { readonly id: string; readonly addresses: readonly string[] }[],
): MailboxOf {
  const byAddress = new Map<string, string>();
  const byDomain = new Map<string, string>();
  for (const { id, addresses } of mailboxes) {
    for (const address of addresses) {
      const [local, domain] = parts(address);
      byAddress.set(`${local}@${domain}`, byAddress.get(`${local}@${domain}`) ?? id);
      byDomain.set(domain, byDomain.get(domain) ?? id);
    }
  }
  return (address) => {
    const [local, domain] = parts(address);
    for (let end = local.length; end > 0; end = local.lastIndexOf('+', end - 1)) {
      const id = byAddress.get(`${local.slice(0, end)}@${domain}`);
      if (id !== undefined) return id;
    }
    return BOUNCE.test(local) ? (byDomain.get(domain) ?? null) : null;
  };
}

function parts(address: string): readonly [local: string, domain: string] {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1).toLowerCase();
  return [address.slice(0, Math.max(at, 0)).toLowerCase(), domainToASCII(domain) || domain];
}
