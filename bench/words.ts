import type { Random } from './random.ts';

const WORDS =
  'the of and to a in for is on that with this we our order invoice system user account report printer login screen customer delivery contract server update version number since morning again please could check nobody work button error message after before list export price account team office week when open save page slow missing wrong second copy address phone call back colleague meeting production test database client new old month'.split(
    ' ',
  );
/** Sentences that the rules of levels look for, and some that only sound like it. */
const PHRASES = [
  'Nobody can log in since this morning.',
  'The production system is down.',
  'How do I export the list to Excel?',
  'The report shows wrong totals.',
  'Could you please add a column to the invoice?',
  'We have a workaround, but it is slow.',
  'Es grüßt freundlich aus Köln, Jürgen Müller.',
];

/** A sentence of everyday words, now and then one with meaning. */
export function sentence(random: Random): string {
  if (random.chance(0.08)) return random.pick(PHRASES);
  const words = Array.from({ length: 6 + random.below(12) }, () => random.pick(WORDS)).join(' ');
  return `${words[0]!.toUpperCase()}${words.slice(1)}.`;
}

/** Paragraphs of about `chars` characters in all. */
export function paragraphs(random: Random, chars: number): readonly string[] {
  const all: string[] = [];
  for (let room = chars; room > 0;) {
    const paragraph = Array.from({ length: 2 + random.below(5) }, () => sentence(random)).join(' ');
    all.push(paragraph);
    room -= paragraph.length;
  }
  return all;
}
