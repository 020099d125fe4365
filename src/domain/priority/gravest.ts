import { namesSystem } from './read.ts';
import { decideFound, type Found, type Priorities, type Shape } from './found.ts';
import type { Decided } from './table.ts';
import type { RequestFacts } from './weigh.ts';

/*
 * Of several problems in one request the gravest decides. Weighed together, five wishes and thanks outweigh an outage; so
 * the items of a list are decided one by one too, and the sentences of a request that would come out as a trifle.
 */

/** A part is a problem of its own only when it says so plainly; a questionnaire has many sentences that hint at one. */
const PLAIN = 0.6;
/** Parts that are looked at one by one; who writes more sends a document. */
const MOST_PARTS = 100;
/** A part is as short as its words; that it is short says nothing. */
const PART: Shape = { questions: 0, words: 50 };

/** The gravest part that is plainly graver than the whole, with the systems that are named elsewhere; null: there is none. */
export function gravestPart(
  found: readonly Found[],
  whole: Decided,
  facts: RequestFacts,
  priorities: Priorities,
): Decided | null {
  const { levels: gravest } = priorities.table.graverWhen;
  const isTrifle = whole.level > 4;
  const parts = Map.groupBy(found, ({ hit, where }) =>
    hit.item > 0 ? `item ${hit.item}` : isTrifle ? `${where} ${hit.sentence}` : '',
  );
  parts.delete('');
  if (parts.size < 2) return null;
  const around = found.filter(({ hit }) => hit.item === 0 && namesSystem(hit));
  let best: Decided | null = null;
  for (const [name, hits] of [...parts].slice(0, MOST_PARTS)) {
    if (!hits.some(({ hit }) => hit.signal.kind === 'trouble' && hit.meant === 'told')) continue;
    const { decided: part } = decideFound([...new Set([...hits, ...around])], PART, facts, priorities);
    const { level, chances } = part;
    const isItem = name.startsWith('item ');
    // of a sentence only that it tells of an outage or a lost function: of lesser things the whole knows more
    const isPlain = isItem
      ? chances[level] >= PLAIN
      : gravest.includes(level) &&
        gravest.reduce((sum, each) => sum + chances[each], 0) >= PLAIN &&
        hits.some(isOutage);
    if (!isPlain || level >= (best?.level ?? whole.level)) continue;
    best = { ...part, lifted: part.lifted || !isItem };
  }
  return best;
}

/** Whether it is told that the system, or a run that the business waits for, does not go. */
function isOutage({ hit }: Found): boolean {
  const { speaks } = hit.signal;
  return hit.meant === 'told' && (speaks.down ?? 0) >= 0.5 && (speaks.trouble ?? 0) > 0;
}
