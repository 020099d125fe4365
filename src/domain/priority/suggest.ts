import type { Evidence, Suggestion } from '../level.ts';
import type { Policy } from '../policy.ts';
import type { CompiledRules } from './compile.ts';
import { judge, type Judged } from './judge.ts';
import { namesSystem, readText } from './read.ts';
import { COUNTS } from './rules.ts';
import { because } from './sentence.ts';
import { decideLevel, type CompiledTable, type Decided } from './table.ts';
import { amountsOf, NO_FACTS, scoresOf, type Amounts, type RequestFacts } from './weigh.ts';

/** A request as the rules are asked about it: only what the sender newly wrote (domain/message.ts, `textForRules`). */
export type Request = {
  readonly subject: string;
  readonly body: string;
  /** the body was read from paper: letters may be confused and words torn */
  readonly scanned?: boolean;
  readonly facts?: RequestFacts;
};

/** A judged hit, and the field it stands in. */
export type Found = { readonly hit: Judged; readonly where: 'subject' | 'body' };

/** Words that speak for the level, as they were written. */
export type Spoken = Found & { readonly text: string };

/** Everything that led to a level; for reports that compare rules. */
export type Weighed = {
  readonly found: readonly Found[];
  readonly shape: Shape;
  readonly amounts: Amounts;
  readonly decided: Decided;
};

/** Rules and policy, made ready once. */
export type Priorities = {
  readonly compiled: CompiledRules;
  readonly table: CompiledTable;
  readonly policy: Pick<Policy, 'levels'>;
};

/** Confidence where no phrase speaks for the level: most mail asks something, and that is all that is known. */
const WITHOUT_WORDS = 0.2;
const MOST_EVIDENCE = 12; // a rep reads a handful; the rest is in the mail itself

/** Suggests a level for a request, with its evidence. Pure; linear in the length of the text. */
export function suggestLevel(request: Request, priorities: Priorities): Suggestion {
  const weighed = weigh(request, priorities);
  const { decided } = weighed;
  const spoken = speaking(request, weighed);
  const confidence = spoken.length === 0 ? WITHOUT_WORDS : Math.round(decided.chances[decided.level] * 100) / 100;
  return {
    level: decided.level,
    confidence,
    evidence: spoken.map(({ hit, text, where }): Evidence => ({ signal: hit.signal.name, text, where, at: hit.at })),
    because: because({ ...weighed, spoken, confidence, facts: request.facts ?? NO_FACTS }, priorities),
  };
}

/** What a text is, besides its phrases. */
export type Shape = { readonly questions: number; readonly words: number };

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
  return { found, shape, ...(gravestItem(found, whole.decided, facts, priorities) ?? whole) };
}

/** An item of a list is a problem of its own only when it says so plainly; a questionnaire has many that hint at one. */
const PLAIN_ITEM = 0.6;

/** Of several problems in a list the gravest decides: an item that is plainly graver than the whole, with what stands around the list. */
function gravestItem(
  found: readonly Found[],
  whole: Decided,
  facts: RequestFacts,
  priorities: Priorities,
): Pick<Weighed, 'amounts' | 'decided'> | null {
  const items = Map.groupBy(
    found.filter(({ hit }) => hit.item > 0),
    ({ hit }) => hit.item,
  );
  if (items.size < 2) return null;
  const around = found.filter(({ hit }) => hit.item === 0 && namesSystem(hit));
  return [...items.values()]
    .slice(0, MOST_ITEMS)
    .map((hits) => decideFound([...hits, ...around], ITEM_SHAPE, facts, priorities))
    .filter(({ decided }) => decided.level < whole.level && decided.chances[decided.level] >= PLAIN_ITEM)
    .reduce<Pick<Weighed, 'amounts' | 'decided'> | null>(
      (gravest, one) => (gravest === null || one.decided.level < gravest.decided.level ? one : gravest),
      null,
    );
}

/** Items that are looked at one by one; who writes more sends a document. */
const MOST_ITEMS = 50;
/** An item is as short as its words; that it is short says nothing. */
const ITEM_SHAPE: Shape = { questions: 0, words: 50 };

/** Weighs what was found, and decides. Apart from `weigh`, so that one can ask what would be if a phrase were not there. */
export function decideFound(
  found: readonly Found[],
  shape: Shape,
  facts: RequestFacts,
  { compiled, table }: Priorities,
): Pick<Weighed, 'amounts' | 'decided'> {
  const amounts = amountsOf(found, shape, facts);
  return { amounts, decided: decideLevel(scoresOf(amounts, compiled.rules), table) };
}

/** What speaks for the answers, the most telling first: the same words once. */
function speaking(request: Request, { found, decided }: Weighed): readonly Spoken[] {
  const weighty = found
    .flatMap((one) => {
      const weight = one.hit.meant === 'told' ? weightFor(one.hit, decided) : 0;
      return weight > 0 ? [{ one, weight }] : [];
    })
    .toSorted((a, b) => b.weight - a.weight);
  const seen = new Set<string>();
  const spoken: Spoken[] = [];
  for (const { one } of weighty) {
    const text = request[one.where].slice(...one.hit.at);
    const once = `${one.hit.signal.name} ${text.toLowerCase()}`;
    if (seen.has(once)) continue;
    seen.add(once);
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
const REPLY = /^\s*(?:re|aw|antw|sv|odp|rif|ref)(?:\s?\[\d+\])?\s?:/iu;

/** True for the subject of an answer. A forwarded subject is the request itself. */
export function isReplySubject(subject: string): boolean {
  return REPLY.test(subject);
}
