import type { FaxStatus, FaxTold } from './fax.ts';
import { fit, type Found, type Pattern } from './pattern.ts';
import type { FaxProfile } from './profile.ts';

/** What the words of a notice say. */
export type Facts = Pick<FaxTold, 'caller' | 'callerName' | 'station' | 'dialled' | 'pages' | 'status' | 'error'> & {
  /** when the fax arrived, as it is written */
  readonly received: string | null;
};

/** Lines of a notice that are read; the log of a long fax that HylaFAX sends along has about a thousand. */
const MOST_LINES = 3_000;

/** Reads what the subject said further in the text: each line by the first pattern that fits it; what was said first stands. */
export function factsOf(
  profile: FaxProfile,
  subject: { readonly text: string; readonly found: Found },
  text: string,
  withheld: readonly string[],
): Facts {
  const lines = text.split('\n', MOST_LINES);
  const found = [subject.found, ...lines.flatMap((line) => firstFit(profile.lines, line) ?? [])];
  const say = (hole: keyof Found): string | null => {
    for (const said of found) {
      const value = said[hole] ?? '';
      if (!isWithheld(value, withheld)) return value;
    }
    return null;
  };
  const saying = (patterns: readonly Pattern[]) =>
    [subject.text, ...lines].find((line) => firstFit(patterns, line) !== null) ?? null;

  const failed = saying(profile.failed);
  const because = failed ?? saying(profile.partial);
  const status: FaxStatus = failed !== null ? 'failed' : because !== null ? 'partial' : 'received';
  const who = say('caller');
  // a service that knows no number puts the name in its place
  const isNumber = who !== null && NUMBER.test(who);
  const pages = say('pages');
  return {
    caller: isNumber ? who : null,
    callerName: say('caller_name') ?? (isNumber ? null : who),
    station: say('station'),
    dialled: say('dialled'),
    pages: pages === null || pages.length > MOST_DIGITS ? null : Number(pages),
    received: say('received'),
    status,
    error: because === null ? null : (say('error') ?? because.trim()),
  };
}

/** As lines and people write one, with an extension or as an address of SIP. */
const NUMBER = /^(?:sips?:\S+|[+(]*\d[\d\s()./-]*(?:(?:x|ext\.?) ?\d+)?)$/iu;

/** Of a number of pages; more is none. */
const MOST_DIGITS = 4;

/** What the first pattern that fits found, or null. */
export function firstFit(patterns: readonly Pattern[], line: string): Found | null {
  for (const pattern of patterns) {
    const found = fit(pattern, line);
    if (found !== null) return found;
  }
  return null;
}

/** Nothing, or a word for nothing: `<NONE>`, `"unknown"`, `UNAVAILABLE`. */
function isWithheld(value: string, withheld: readonly string[]): boolean {
  const word = value.replaceAll(/^[\s"'<(]+|[\s"'>).]+$/gu, '').toLowerCase();
  return word === '' || withheld.includes(word);
}
