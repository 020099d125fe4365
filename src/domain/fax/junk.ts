import type { FaxTold } from './fax.ts';
import { isWithheld, sameNumber } from './number.ts';

/** Whose faxes are junk: patterns with * for any letters; '' means that none was told, null that it does not matter. */
export type JunkRule = {
  readonly name: string;
  readonly caller: string | null;
  readonly station: string | null;
  /** may be turned away before its pages are taken, where the provider can */
  readonly refuse: boolean;
};

export type JunkRules = {
  readonly rules: readonly JunkRule[];
  /** numbers that are never junk */ readonly never: readonly string[];
};

type Sender = Pick<FaxTold, 'caller' | 'station'>;

/** The rule by which a fax is junk, or null. Every part of a rule that is given must fit; a number under `never` is safe from all. */
export function junkRuleOf(sender: Sender, { rules, never }: JunkRules): JunkRule | null {
  const { caller, station } = sender;
  if (isNever(never, caller)) return null;
  return (
    rules.find(
      (rule) =>
        (rule.caller !== null || rule.station !== null) &&
        (rule.caller === null || fitsNumber(rule.caller, caller)) &&
        (rule.station === null || fits(rule.station, station)),
    ) ?? null
  );
}

/**
 * Whether a call is turned away before its pages are taken. The machine's name is told only after that, so a rule that asks for it
 * turns nobody away: its faxes come in, and go to the bucket.
 */
export function refuses(caller: string | null, { rules, never }: JunkRules): boolean {
  const byNumber = rules.filter(({ refuse, station }) => refuse && station === null);
  return junkRuleOf({ caller, station: null }, { rules: byNumber, never }) !== null;
}

/** Why it is junk, in words that a person can check. */
export function junkWords({ name, caller, station }: JunkRule): string {
  const parts = [
    ...(caller === null ? [] : [caller === '' ? 'no number is told' : `the number fits ${caller}`]),
    ...(station === null
      ? []
      : [station === '' ? 'the machine gives no name' : `the machine's name fits "${station}"`]),
  ];
  return `junk by the rule "${name}": ${parts.join(' and ')}`;
}

function isNever(never: readonly string[], caller: string | null): boolean {
  return never.some((number) => fitsNumber(number, caller) || sameNumber(number, caller));
}

function fitsNumber(pattern: string, caller: string | null): boolean {
  if (pattern === '') return isWithheld(caller);
  if (fits(pattern, caller)) return true;
  // a number is compared by its digits too, however it is written; a pattern of words (`anonymous*`) is none, and would fit all
  if (isWithheld(caller) || !/^[+\d*() ./-]*\d[+\d*() ./-]*$/u.test(pattern)) return false;
  return fits(pattern.replaceAll(/[^\d*]/gu, ''), caller!.replaceAll(/\D/gu, ''));
}

/** Whether a text fits a pattern, whatever its case; a walk with one place to come back to, so linear in the text for each star. */
function fits(pattern: string, text: string | null): boolean {
  const told = (text ?? '').trim().toLowerCase();
  if (pattern === '') return told === '';
  const wanted = pattern.toLowerCase();
  let p = 0;
  let star = -1;
  let from = 0;
  for (let t = 0; t < told.length;) {
    if (wanted[p] === '*') {
      star = p;
      from = t;
      p += 1;
    } else if (p < wanted.length && wanted[p] === told[t]) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      from += 1;
      t = from;
    } else return false;
  }
  while (wanted[p] === '*') p += 1;
  return p === wanted.length;
}
