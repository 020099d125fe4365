import type { Evidence, Suggestion } from '../level.ts';
import { decideFound, type Found, type Priorities, type Spoken, type Weighed } from './found.ts';
import { gravestPart } from './gravest.ts';
import { judge, type Judged } from './judge.ts';
import { readText } from './read.ts';
import { COUNTS } from './rules.ts';
import { because } from './sentence.ts';
import type { Decided } from './table.ts';
import { NO_FACTS, type RequestFacts } from './weigh.ts';

/** A request as the rules are asked about it: only what the sender newly wrote (domain/message.ts, `textForRules`). */
export type Request = {
  readonly subject: string;
  readonly body: string;
  /** the body was read from paper: letters may be confused and words torn */
  readonly scanned?: boolean;
  readonly facts?: RequestFacts;
};

/** Confidence where no phrase speaks for the level: most mail asks something, and that is all that is known. */
const WITHOUT_WORDS = 0.2;
const MOST_EVIDENCE = 12; // a rep reads a handful; the rest is in the mail itself

/** Suggests a level for a request, with its evidence. Pure; linear in the length of the text. */
export function suggestLevel(request: Request, priorities: Priorities): Suggestion {
  const weighed = weigh(request, priorities);
  const { decided } = weighed;
  const spoken = speaking(request, weighed);
  const isSilent = spoken.length === 0 && request.facts?.said === undefined;
  const confidence = isSilent ? WITHOUT_WORDS : Math.round(decided.chances[decided.level] * 100) / 100;
  return {
    level: decided.level,
    confidence,
    evidence: spoken.map(({ hit, text, where }): Evidence => ({ signal: hit.signal.name, text, where, at: hit.at })),
    because: because({ ...weighed, spoken, confidence, facts: request.facts ?? NO_FACTS }, priorities),
  };
}

/** Reads, judges and weighs a request. */
export function weigh(request: Request, priorities: Priorities): Weighed {
  const { subject, body, scanned = false, facts = NO_FACTS } = request;
  const { compiled } = priorities;
  const inSubject = isReplySubject(subject) ? [] : judge(readText(subject, compiled, scanned));
  const read = readText(body, compiled, scanned);
  const found = [
    ...inSubject.map((hit): Found => ({ hit, where: 'subject' })),
    ...judge(read).map((hit): Found => ({ hit, where: 'body' })),
  ];
  const shape = { questions: read.words.asked.filter(Boolean).length, words: read.words.ids.length };
  const whole = decideFound(found, shape, facts, priorities);
  const { amounts } = whole;
  return { found, shape, amounts, decided: gravestPart(found, whole.decided, facts, priorities) ?? whole.decided };
}

/** What speaks for the answers, the most telling first; words that stand within longer ones of their signal only once. */
function speaking(request: Request, { found, decided }: Weighed): readonly Spoken[] {
  const weighty = found
    .flatMap((one) => {
      const weight = one.hit.meant === 'told' ? weightFor(one.hit, decided) : 0;
      return weight > 0 ? [{ one, weight }] : [];
    })
    .toSorted((a, b) => b.weight - a.weight);
  const spoken: Spoken[] = [];
  for (const { one } of weighty) {
    const text = request[one.where].slice(...one.hit.at);
    const said = ` ${text.toLowerCase()} `;
    if (spoken.some(({ hit, text: told }) => hit.signal === one.hit.signal && ` ${told.toLowerCase()} `.includes(said)))
      continue;
    spoken.push({ ...one, text });
    if (spoken.length === MOST_EVIDENCE) break;
  }
  return spoken;
}

function weightFor({ signal, phrase }: Judged, { answers, asked }: Decided): number {
  let weight = 0;
  for (const question of asked) weight += (answers[question] ? 1 : -1) * (signal.speaks[question] ?? 0);
  return weight * COUNTS[phrase.strength];
}

// How a subject begins when it was written before, for another mail: it tells what was, like any quoted history.
const REPLY =
  /^\s*(?:re|aw|antw|sv|odp|rif|ref|auto|automatic reply|automatische antwort|réponse automatique|respuesta automática)(?:\s?\[\d+\])?\s?:/iu;

/** True for the subject of an answer. A forwarded subject is the request itself. */
export function isReplySubject(subject: string): boolean {
  return REPLY.test(subject);
}
