import type { Suggestion } from '../../domain/level.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Staff } from '../../domain/staff.ts';
import type { Story } from '../../store/story.ts';
import type { Cell, Style } from './table.ts';

const LOUD: Readonly<Record<number, Style>> = { 1: 'red', 2: 'red', 3: 'yellow', 4: 'yellow' };

/** The level that a ticket was suggested, by number and name; nothing for a mail that opened none, or could not be read. */
export function levelOf(story: Story, levels: Policy['levels']): Cell {
  if (!hasLevel(story)) return { text: '–', style: 'dim' };
  const { level } = story.suggestion;
  const style = LOUD[level];
  return { text: `${level} ${levels[level].name}`, ...(style === undefined ? {} : { style }) };
}

const MOST_WORDS = 4; // what fits beside the mail; `postroom explain` shows them all

/** The words in the mail that led to its level, the most telling ones. */
export function wordsOf(story: Story): readonly Cell[] {
  if (!hasLevel(story)) return [];
  const found = new Map(
    story.suggestion.evidence.map(({ text }) => [text.toLowerCase(), `“${text.replace(/\s+/gu, ' ')}”`] as const),
  );
  const words = [...found.values()].slice(0, MOST_WORDS).join(', ');
  return [{ text: words || 'no words that tell a level', style: 'dim' }];
}

/** Who wrote it, what became of it, and whether it was answered or why not. */
export function becameOf(story: Story, who: string, { people }: Staff): Cell {
  const { answer, silence, assignee } = story;
  const rep = people.find(({ id }) => id === assignee);
  const fate = rep === undefined ? fateOf(story) : `${fateOf(story)} for ${rep.name}`;
  if (answer === null)
    return { text: `${who} · ${fate} · not answered: ${plain(silence ?? 'nobody knows why')}`, style: 'dim' };
  const state = answer.state === 'sent' ? 'answered' : `answer ${answer.state}`;
  return { text: `${who} · ${fate} · ${state}`, style: 'green' };
}

function fateOf(story: Story): string {
  if (story.outcome === 'appended') return 'added to that ticket';
  if (story.outcome === 'ignored') return 'kept without a ticket';
  if (story.bucket === 'bulk') return 'ticket among the bulk mail';
  if (story.bucket === 'junk') return 'ticket among the junk mail';
  return story.outcome === 'quarantined' ? 'ticket for a person to look at' : 'new ticket';
}

const KINDS: Readonly<Record<string, string>> = {
  auto_reply: 'an automatic reply',
  bulk: 'a mass mailing',
  bounce: 'a bounce',
  complaint: 'a complaint report',
  own_loop: 'our own mail come back',
};

/** `bulk: it carries list-id` as a reader says it. */
function plain(reason: string): string {
  return reason.replace(/^(\w+): (.*)$/u, (whole, kind: string, rest: string) =>
    KINDS[kind] === undefined ? whole : `${KINDS[kind]}; ${rest}`,
  );
}

function hasLevel(story: Story): story is Story & { readonly suggestion: Suggestion } {
  return story.outcome === 'ticket' && story.suggestion !== null;
}
