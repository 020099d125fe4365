import { LEVELS, type Evidence, type Level, type Suggestion } from '../level.ts';
import type { Policy } from '../policy.ts';
import { isNegated, isReplySubject, isSupposed, LIVE_SYSTEM, systemOf, TEST_SYSTEM } from './context.ts';
import type { Match, Matcher } from './match.ts';

type Field = 'subject' | 'body';
type Finding = { readonly match: Match; readonly where: Field; readonly level: Level; readonly test: boolean };

const MOST_EVIDENCE = 12; // a rep reads a handful; the rest is in the mail itself
// How far one finding, and several, are trusted. Words are a weak witness, so never near 1.
const ALONE = 0.5;
const SEVERAL = 0.65;
const NOTHING_FOUND = 0.2;
const MINOR: Level = 5;

/**
 * Suggests a level for newly written words: the gravest finding that is not taken back decides. On a test system an
 * outage is a 3 and a lost function a 4; a lost function that has a way round is a 5. Loud words decide nothing.
 */
export function suggestLevel(
  input: { readonly subject: string; readonly body: string },
  matcher: Matcher,
  policy: Pick<Policy, 'levels' | 'defaultLevel'>,
): Suggestion {
  const fields = {
    subject: isReplySubject(input.subject) ? [] : matcher.find(input.subject),
    body: matcher.find(input.body),
  };
  const systems = { subject: fields.subject.filter(namesSystem), body: fields.body.filter(namesSystem) };
  const findings = (['subject', 'body'] as const).flatMap((where) =>
    fields[where]
      .filter((match) => !namesSystem(match) && !isNegated(match) && !isSupposed(match))
      .map((match): Finding => {
        const named =
          systems[where].length > 0 ? systems[where] : systems[where === 'subject' ? 'body' : 'subject'].slice(0, 1);
        const test = systemOf(match, named) === 'test';
        return { match, where, level: onSystem(match.rule.level, test), test };
      }),
  );
  const level = decisive(findings);
  if (level === null) {
    const name = policy.levels[policy.defaultLevel].name;
    return {
      level: policy.defaultLevel,
      confidence: NOTHING_FOUND,
      evidence: [],
      because: `No rule speaks for a level, so it stands at ${policy.defaultLevel} (${name}); a person must read it.`,
    };
  }
  const speaking = findings.filter(
    (finding) => finding.level === level || (level === MINOR && finding.match.rule.level === MINOR),
  );
  return {
    level,
    confidence: new Set(speaking.map((finding) => finding.match.text.toLowerCase())).size > 1 ? SEVERAL : ALONE,
    evidence: evidenceOf(speaking, findings, systems),
    because: because(level, speaking[0]!, policy),
  };
}

function namesSystem(match: Match): boolean {
  return match.rule.signal === TEST_SYSTEM || match.rule.signal === LIVE_SYSTEM;
}

function onSystem(level: Level, test: boolean): Level {
  if (!test || level > 2) return level;
  return level === 1 ? 3 : 4;
}

/** The gravest level found; but a lost function with a way round (both 2 and 5 found, nothing graver) is a 5. */
function decisive(findings: readonly Finding[]): Level | null {
  const gravest = LEVELS.find((level) => findings.some((finding) => finding.level === level)) ?? null;
  const wayRound = findings.some((finding) => finding.level === MINOR);
  return wayRound && (gravest === 2 || gravest === 4) ? MINOR : gravest;
}

function because(level: Level, first: Finding, policy: Pick<Policy, 'levels'>): string {
  const told = `"${first.match.text.replaceAll(/\s+/gu, ' ')}" in the ${first.where}`;
  const system = first.test && first.match.rule.level <= 2 ? ', told of a test system,' : '';
  return `${told}${system} speaks for level ${level} (${policy.levels[level].name}).`;
}

function evidenceOf(
  speaking: readonly Finding[],
  all: readonly Finding[],
  systems: Readonly<Record<Field, readonly Match[]>>,
): readonly Evidence[] {
  const others = all.filter((finding) => !speaking.includes(finding)).toSorted((a, b) => a.level - b.level);
  const named = (['subject', 'body'] as const).flatMap((where) =>
    systems[where].slice(0, 1).map((match) => ({ match, where })),
  );
  return [...speaking, ...named, ...others]
    .slice(0, MOST_EVIDENCE)
    .map(({ match, where }) => ({ signal: match.rule.signal, text: match.text, where, at: match.at }));
}
