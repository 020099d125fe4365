import type { Match } from './match.ts';

/*
 * What takes a phrase back, and which system it is told of. Two signal names are reserved for the rules file: they say
 * where something happens, and never decide a level by themselves.
 */
export const TEST_SYSTEM = 'test_system';
export const LIVE_SYSTEM = 'live_system';

const NEGATORS = new Set([
  'not',
  'no',
  'never',
  'without',
  'nothing',
  'neither',
  'nor',
  'nicht',
  'kein',
  'keine',
  'ohne',
  'pas',
  'sans',
  'sin',
]);
// "cannot print" denies nothing that was told; the phrase behind it is the complaint itself
const DENYING_VERBS = /^(?:is|are|was|were|do|does|did|has|have|had|would|wo)n't$/u;

const SUPPOSING = new Set(['if', 'suppose', 'supposing', 'whenever', 'imagine', 'wenn', 'falls', 'si']);
// How a subject begins when it was written before, for another mail: it tells what was, like any quoted history.
const REPLY = /^\s*(?:re|aw|antw|sv|odp|rif|ref)(?:\s?\[\d+\])?\s?:/iu;

/** True for the subject of an answer. A forwarded subject is the request itself. */
export function isReplySubject(subject: string): boolean {
  return REPLY.test(subject);
}

/** True for an outage that is only imagined: "if the system is down". Of lesser things "if" tells when they happen: "if I save, it fails". */
export function isSupposed(match: Match): boolean {
  return match.rule.level === 1 && match.before.some((word) => SUPPOSING.has(word));
}

/** True when the words directly before say that it is not so: "is NOT down", "no longer", "without error". */
export function isNegated(match: Match): boolean {
  return match.before.some((word) => NEGATORS.has(word) || DENYING_VERBS.test(word));
}

/** The system that a match is told of: the nearest one named in its sentence, else the last named before, else the first named after. */
export function systemOf(match: Match, systems: readonly Match[]): 'test' | 'live' {
  const inSentence = systems
    .filter((system) => system.sentence === match.sentence)
    .toSorted((a, b) => distance(a, match) - distance(b, match));
  const named = inSentence[0] ?? systems.findLast((system) => system.at[0] < match.at[0]) ?? systems[0];
  return named?.rule.signal === TEST_SYSTEM ? 'test' : 'live'; // customers live in production: unnamed means live
}

function distance(a: Match, b: Match): number {
  return Math.abs(a.at[0] - b.at[0]);
}
