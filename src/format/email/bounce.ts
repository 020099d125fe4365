import { domainOf, oneLine, plainAddress } from '../../domain/address.ts';
import type { Report, ReportedRecipient } from '../../domain/message.ts';
import type { HeaderFacts } from './headers.ts';
import { firstMessageId } from './ids.ts';
import { originalIdIn, type ReportPart } from './report.ts';

// How mail servers that do not write RFC 3464 begin: qmail, Exim, Postfix, Exchange, Gmail, Sendmail.
const OPENINGS =
  /(?:this is the qmail-send program|created automatically by mail delivery software|this is the mail system at host|delivery has failed to these recipients|wasn't delivered to|could not be delivered|permanent fatal errors|undeliverable|unzustellbar|returned to sender)/iu;

/** Stretch of the text in which the failed addresses and the original headers are looked for, characters. */
const LOOK = 64_000;

/**
 * A bounce that only looks like one: sent by nobody or by a mailer-daemon, and either naming failed recipients in its header or
 * worded as mail servers word it. Best effort for the addresses and for the Message-ID of the mail that came back; null otherwise.
 */
export function guessBounce(facts: HeaderFacts, text: string, parts: readonly ReportPart[]): Report | null {
  const machine =
    facts.returnPath === '' ||
    facts.from.some(({ address }) => /^(?:mailer-daemon|mail-daemon|postmaster)@/iu.test(address));
  if (!machine) return null;
  const failed = facts.headers.get('x-failed-recipients') ?? [];
  const start = text.slice(0, LOOK);
  if (failed.length === 0 && !OPENINGS.test(start.slice(0, 2_000))) return null;
  const recipients = failed.length > 0 ? failed.flatMap((value) => value.split(',')) : namedIn(start);
  return {
    kind: 'delivery-status',
    recipients: recipients
      .slice(0, 100)
      .map(asRecipient)
      .filter((one) => one !== null),
    originalMessageId: originalIdIn(parts) ?? quotedId(start),
  };
}

function asRecipient(value: string): ReportedRecipient | null {
  const [address = '', ...rest] = value.split('\n');
  const plain = plainAddress(address.replace(/[<>]/gu, ''));
  const diagnostic = oneLine(rest.join(' '), 500);
  return plain === null
    ? null
    : {
        address: plain,
        action: 'failed',
        status: /\b[45]\.\d{1,3}\.\d{1,3}\b/u.exec(diagnostic)?.[0] ?? '',
        diagnostic,
      };
}

/** "<jane@x.example>:" or "jane@x.example" alone at a line's beginning, with the lines of explanation that follow it. */
function namedIn(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const found: string[] = [];
  for (const [n, line] of lines.entries()) {
    if (/^message-id:/iu.test(line)) break;
    const address = /^<?([^\s<>:]{1,64}@[^\s<>:]{1,255})>?:?(?:\s|$)/u.exec(line)?.[1];
    if (address !== undefined && domainOf(address).includes('.'))
      found.push([address, ...lines.slice(n, n + 4)].join('\n'));
  }
  return found;
}

/** The Message-ID in the copy of the original headers that stands in the text. */
function quotedId(text: string): string | null {
  const line = /^[> \t]{0,8}message-id:[ \t]{0,4}(.{1,300})$/imu.exec(text)?.[1];
  return line === undefined ? null : firstMessageId(line);
}
