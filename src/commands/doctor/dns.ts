import { Resolver } from 'node:dns/promises';
import type { Settings } from '../../settings/shape.ts';
import { ok, warning, type Finding } from './check.ts';

/** One server gets 2 s and one try; with the usual two or three servers a person waits 6 s at the longest. */
const RESOLVER = { timeout: 2_000, tries: 1 };

/** Answers of a server that knows: there is no such name, or no such record. */
const KNOWN = new Set(['ENOTFOUND', 'ENODATA']);

export type Lookup = {
  resolveNs(name: string): Promise<readonly string[]>;
  resolveMx(name: string): Promise<readonly { readonly exchange: string }[]>;
  resolveTxt(name: string): Promise<readonly (readonly string[])[]>;
};

/** What other mail servers learn of our domains: where mail for them goes, and how ours is told from forged. Never a failure: the answers lie with others. */
export async function checkDns(
  settings: Settings,
  lookup: Lookup = new Resolver(RESOLVER),
): Promise<readonly Finding[]> {
  const domains = [
    ...new Set(settings.mailboxes.map(({ address }) => address.slice(address.lastIndexOf('@') + 1).toLowerCase())),
  ];
  const { dkim } = settings.send.smtp;
  const names = dkim === null ? domains : [...domains, dkim.domain];
  const strange = await unknownEnding(names, lookup);
  if (strange !== null) return [warning('DNS', `could not be checked (${strange})`, AGAIN)];
  const found = domains.flatMap((domain) => [
    mx(domain, lookup),
    txt(
      `SPF of ${domain}`,
      domain,
      /^v=spf1(?:\s|$)/iu,
      lookup,
      `add a TXT record to ${domain} that names who may send for it, such as "v=spf1 mx -all"`,
    ),
    txt(
      `DMARC of ${domain}`,
      `_dmarc.${domain}`,
      /^v=DMARC1\s*;/iu,
      lookup,
      `add a TXT record to _dmarc.${domain}, such as "v=DMARC1; p=none; rua=mailto:postmaster@${domain}" to begin with`,
    ),
  ]);
  if (dkim !== null) {
    const name = `${dkim.selector}._domainkey.${dkim.domain}`;
    found.push(
      txt(
        `DKIM of ${dkim.domain}`,
        name,
        /(?:^|;)\s*p=[A-Za-z0-9+/]/u,
        lookup,
        `publish the public key that belongs to send.smtp.dkim.private_key as a TXT record of ${name}`,
      ),
    );
  }
  return Promise.all(found);
}

const AGAIN = 'run postroom doctor again where the DNS of the Internet can be reached; nothing else waits for it';

/** Why the DNS here cannot be asked about these domains, or null. A resolver that does not even know their endings is none of the Internet's. */
async function unknownEnding(names: readonly string[], lookup: Lookup): Promise<string | null> {
  for (const ending of new Set(names.map((name) => name.slice(name.lastIndexOf('.') + 1)))) {
    try {
      await lookup.resolveNs(ending);
    } catch (error) {
      const code = (error as { code?: string }).code ?? 'no answer';
      return KNOWN.has(code) ? `the DNS here knows nothing of .${ending}` : code;
    }
  }
  return null;
}

async function mx(domain: string, lookup: Lookup): Promise<Finding> {
  const check = `MX of ${domain}`;
  try {
    const hosts = await lookup.resolveMx(domain);
    if (hosts.some(({ exchange }) => exchange !== ''))
      return ok(check, hosts.map(({ exchange }) => exchange).join(', '));
    return warning(check, 'this domain says that it takes no mail', `ask whoever runs the DNS of ${domain}`);
  } catch (error) {
    return missing(
      check,
      error,
      'none',
      `mail to ${domain} finds no server; ask whoever runs its DNS for an MX record`,
    );
  }
}

async function txt(check: string, name: string, wanted: RegExp, lookup: Lookup, todo: string): Promise<Finding> {
  try {
    const records = (await lookup.resolveTxt(name)).map((parts) => parts.join('')).filter((text) => wanted.test(text));
    if (records.length === 1) return ok(check, shorten(records[0]!));
    if (records.length === 0) return warning(check, 'none', todo);
    return warning(
      check,
      `${records.length} records where only one may stand`,
      `join them into one at ${name}: receivers take none of them now`,
    );
  } catch (error) {
    return missing(check, error, 'none', todo);
  }
}

function missing(check: string, error: unknown, what: string, todo: string): Finding {
  const { code } = error as { code?: string };
  return code !== undefined && KNOWN.has(code)
    ? warning(check, what, todo)
    : warning(check, `could not be checked (${code ?? 'no answer'})`, AGAIN);
}

function shorten(text: string): string {
  return text.length > 70 ? `${text.slice(0, 69)}…` : text;
}
