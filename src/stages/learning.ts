import { setImmediate } from 'node:timers/promises';
import type { Level } from '../domain/level.ts';
import type { Policy } from '../domain/policy.ts';
import { compare } from '../domain/priority/compare.ts';
import { fillersOf } from '../domain/priority/compile.ts';
import type { Priorities } from '../domain/priority/found.ts';
import { candidates, signalFor, type Candidate } from '../domain/priority/learn.ts';
import { createPriorities } from '../domain/priority/priorities.ts';
import { problemOf } from '../domain/priority/problems.ts';
import { readText } from '../domain/priority/read.ts';
import type { Rules } from '../domain/priority/rules.ts';
import type { Request } from '../domain/priority/suggest.ts';
import type { Learned, Proposal } from '../domain/priority/trial.ts';
import type { PastRequest } from '../store/history.ts';
import { asked } from './trial.ts';

type Deciding = Pick<Policy, 'levels' | 'rules' | 'decisionTable'>;

type Past = {
  readonly reference: string;
  readonly request: Request;
  readonly confirmed: Level | null;
  readonly suggested: Level;
};

/** Proposes phrases from the levels that reps corrected, each with what it would do to all of the past. Gives way between two of them. */
export async function proposePhrases(requests: AsyncIterable<PastRequest>, policy: Deciding): Promise<Learned> {
  const past: Past[] = [];
  for await (const each of requests)
    past.push({
      reference: each.reference,
      request: asked(each),
      confirmed: each.confirmedLevel,
      suggested: each.suggestedLevel,
    });
  const confirmed = past.flatMap(({ request, suggested, confirmed: level }) =>
    level === null ? [] : [{ text: `${request.subject}\n${request.body}`, suggested, confirmed: level }],
  );
  const priorities = createPriorities(policy);
  const fillers = fillersOf(policy.rules);
  const proposals: Proposal[] = [];
  for (const candidate of candidates(confirmed, policy.rules)) {
    await setImmediate();
    if (problemOf(candidate.phrase, policy.rules.words, fillers) !== null) continue;
    const proposal = proposalOf(candidate, past, priorities, policy);
    if (proposal !== null) proposals.push(proposal);
  }
  const corrected = confirmed.filter((one) => one.suggested !== one.confirmed).length;
  return { confirmed: confirmed.length, corrected, proposals };
}

function proposalOf(
  candidate: Candidate,
  past: readonly Past[],
  before: Priorities,
  policy: Deciding,
): Proposal | null {
  const { phrase, question, answer, corrected, elsewhere, z } = candidate;
  const signal = signalFor(candidate, policy.rules);
  if (signal === null) return null;
  const touched = past.filter(({ request }) => mentions(request, phrase));
  if (touched.length === 0) return null;
  const { language } = readText(touched[0]!.request.body, before.compiled);
  const after = createPriorities({ ...policy, rules: withPhrase(policy.rules, signal.name, phrase, language) });
  const changes = touched.map(({ request, confirmed }) => ({ ...compare(request, before, after), confirmed }));
  return {
    phrase,
    signal: signal.name,
    language,
    because: `reps answered "${question}" with ${answer ? 'yes' : 'no'} where the rules had not`,
    corrected,
    elsewhere,
    log_odds_z: Math.round(z * 10) / 10,
    examples: touched
      .slice(0, MOST_EXAMPLES)
      .map(({ reference, request }) => ({ reference, text: around(request, phrase) })),
    effect: {
      tickets: past.length,
      changed: changes.filter(({ from, to }) => from !== to).length,
      better: changes.filter(({ from, to, confirmed }) => to === confirmed && from !== confirmed).length,
      worse: changes.filter(({ from, to, confirmed }) => from === confirmed && to !== confirmed).length,
    },
  };
}

function withPhrase(rules: Rules, name: string, text: string, language: string): Rules {
  return {
    ...rules,
    signals: rules.signals.map((signal) =>
      signal.name === name
        ? { ...signal, phrases: [...signal.phrases, { text, strength: 'plain', language }] }
        : signal,
    ),
  };
}

const MOST_EXAMPLES = 3;
const AROUND = 40; // characters on either side: enough to see what was meant

function mentions({ subject, body }: Request, phrase: string): boolean {
  return looseOf(phrase).test(`${subject}\n${body}`);
}

function around({ subject, body }: Request, phrase: string): string {
  const text = `${subject}\n${body}`;
  const at = text.search(looseOf(phrase));
  return text
    .slice(Math.max(0, at - AROUND), at + phrase.length + AROUND)
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

/** The words with anything but letters between; they are letters and apostrophes only, so nothing in them is a pattern. */
function looseOf(phrase: string): RegExp {
  return new RegExp(phrase.split(' ').join(String.raw`\P{L}{1,3}`), 'iu');
}
