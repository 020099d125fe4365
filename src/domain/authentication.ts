import type { Message } from './message.ts';
import type { MailboxPolicy } from './policy.ts';

/** One finding of a mail server about who sent a mail: `dkim`, `pass`, { `header.d`: `contoso.example` }. All lower-cased. */
export type Finding = {
  readonly method: string;
  readonly result: string;
  readonly properties: ReadonlyMap<string, string>;
};

/**
 * What our own border server found (Authentication-Results, RFC 8601), or why nothing is known of it: only fields above
 * the first foreign Received count, only of the configured server (or, by choice, the topmost one), and only if exactly
 * one speaks.
 */
export function findingsOf(
  message: Pick<Message, 'trace'>,
  { authentication }: Pick<MailboxPolicy, 'authentication'>,
): { readonly findings: readonly Finding[]; readonly silence: null } | { readonly silence: string } {
  if (authentication.mode === 'off') return { silence: 'no mail server is trusted to check senders (setting)' };
  const results = message.trace
    .filter(([name]) => name === 'authentication-results')
    .map(([, value]) => sectionsOf(value.toLowerCase()));
  const ours =
    authentication.mode === 'topmost'
      ? results.slice(0, 1)
      : results.filter(([server]) => server?.[0] === authentication.authservId?.toLowerCase());
  const [only, another] = ours;
  if (only === undefined) return { silence: 'our mail server said nothing about the sender' };
  if (another !== undefined) return { silence: 'several fields claim to be our mail server' };
  return { findings: only.slice(1).flatMap(findingOf), silence: null };
}

function findingOf(words: readonly string[]): readonly Finding[] {
  const [first, ...rest] = words.map(pairOf);
  if (first === undefined || first[1] === '') return [];
  return [{ method: first[0].split('/')[0]!, result: first[1], properties: new Map(rest) }];
}

function pairOf(word: string): readonly [key: string, value: string] {
  const at = word.indexOf('=');
  return at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)];
}

/**
 * The words of each section between semicolons. Comments are left out, and what stands in quotes stays one word: a sender
 * chooses the local part of an address that is repeated in either, and may write `"dmarc=pass header.from=bank.example"`.
 */
function sectionsOf(value: string): readonly (readonly string[])[] {
  const sections: string[][] = [[]];
  let word = '';
  let depth = 0;
  let quoted = false;
  const end = () => {
    if (word !== '') sections.at(-1)!.push(word);
    word = '';
  };
  for (let i = 0; i < value.length; i += 1) {
    const c = value[i]!;
    if (c === '\\' && (quoted || depth > 0)) {
      i += 1;
      if (quoted) word += value[i] ?? '';
    } else if (depth > 0) depth += c === '(' ? 1 : c === ')' ? -1 : 0;
    else if (c === '"') quoted = !quoted;
    else if (quoted) word += c;
    else if (c === '(') depth = 1;
    else if (c === ';') {
      end();
      sections.push([]);
    } else if (/\s/u.test(c)) end();
    else word += c;
  }
  end();
  return sections;
}
