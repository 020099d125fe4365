import type { Level } from '../level.ts';
import type { Policy } from '../policy.ts';
import type { DecisionTable } from './rules.ts';
import type { Found, Spoken, Weighed } from './found.ts';
import { namesSystem } from './read.ts';
import { daysToGoLive, type RequestFacts } from './weigh.ts';

const MOST_REASONS = 3; // a sentence that a rep reads at a glance
/** A fax read with less certainty than this may say something else than it seems to (of 1). */
const SURE_FAX = 0.7;

/** Why it is this level, in one sentence for a rep: the words, what they say, the row of the table, and what is in doubt. */
export function because(
  {
    decided,
    found,
    spoken,
    confidence,
    facts,
  }: Weighed & { readonly spoken: readonly Spoken[]; readonly confidence: number; readonly facts: RequestFacts },
  { table, policy }: { readonly table: DecisionTable; readonly policy: Pick<Policy, 'levels'> },
): string {
  const { level, chances, lifted } = decided;
  const { said } = facts;
  const reasons = [
    ...(said === undefined ? [] : [said.words]),
    ...reasonsOf(spoken),
    ...(said?.answers.test === undefined ? systemReason(decided, found) : []),
    ...factReasons(decided.level, facts),
  ];
  const told = reasons.length === 0 ? 'no phrase of the rules stands in it' : reasons.join('; ');
  const doubt = lifted
    ? ` The words allow level ${likeliest(chances)} too, and in doubt the graver level is suggested: a person must read it.`
    : confidence < table.personBelow
      ? ' The words are few, or speak for several levels: a person must read it.'
      : '';
  return `Level ${level} (${policy.levels[level].name}): ${told}.${doubt}`;
}

function reasonsOf(spoken: readonly Spoken[]): readonly string[] {
  const bySignal = Map.groupBy(spoken, ({ hit }) => hit.signal);
  return [...bySignal].slice(0, MOST_REASONS).map(([signal, hits]) => {
    const words = hits
      .slice(0, 2)
      .map(({ text, where }) => `"${short(text)}"${where === 'subject' ? ' (subject)' : ''}`);
    return `${words.join(' and ')} – ${signal.says}`;
  });
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 58)}…` : line;
}

/** Unnamed means production, which a reader should know was assumed. */
function systemReason({ level, answers }: Weighed['decided'], found: readonly Found[]): readonly string[] {
  if (level > 2 || answers.test) return [];
  return found.some(({ hit }) => namesSystem(hit)) ? [] : ['no system is named, so production is meant'];
}

function factReasons(level: Level, facts: RequestFacts): readonly string[] {
  const days = daysToGoLive(facts);
  const grave = facts.openTickets.filter((ticket) => ticket.level <= 2).slice(0, MOST_REASONS);
  return [
    ...(days !== null && (level === 3 || level === 4) ? [`the go-live is ${days} days after it came`] : []),
    ...(grave.length > 0
      ? [`the same customer has open: ${grave.map((t) => `#${t.reference} (level ${t.level})`).join(', ')}`]
      : []),
    ...(facts.faxConfidence !== null && facts.faxConfidence < SURE_FAX
      ? [
          `the fax could be read with ${Math.round(facts.faxConfidence * 100)} % certainty only, so a person must read it`,
        ]
      : []),
  ];
}

function likeliest(chances: Readonly<Record<Level, number>>): Level {
  return (Object.keys(chances).map(Number) as Level[]).reduce((a, b) => (chances[b] > chances[a] ? b : a));
}
