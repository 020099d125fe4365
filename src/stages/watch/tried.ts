import type { Staff } from '../../domain/staff.ts';
import type { Tried } from '../../store/briefs.ts';

/** What was done about a ticket, in words for who hears of it, oldest first. Lines that tell a reader nothing are left out. */
export function triedWords(
  lines: readonly Tried[],
  staff: Staff,
): readonly { readonly at: number; readonly words: string }[] {
  return lines.flatMap((line) => {
    const words = wordsOf(line, staff);
    return words === null ? [] : [{ at: line.at, words }];
  });
}

function wordsOf({ actor, act, detail }: Tried, staff: Staff): string | null {
  const who = nameOf(actor, staff);
  switch (act) {
    case 'told':
    case 'passed_on':
      return `${sayingWords(textOf(detail['kind']))} to ${namesOf(detail['to'], staff)}`;
    case 'taken':
      return `${who} took it`;
    case 'assigned':
      return `given to ${nameOf(textOf(detail['to']) || 'nobody', staff)}`;
    case 'contact_logged':
      return `${who} called: ${CONTACTS[textOf(detail['outcome'])] ?? 'logged'}`;
    case 'replied':
      return `${who} wrote to the customer`;
    case 'asked_customer':
      return `${who} asked the customer for information`;
    case 'escalated':
      return `${who} carried it to ${textOf(detail['title'])}`;
    case 'alert_seen':
      return `${who} has seen it`;
    case 'level_raised':
      return `${who} raised the level from ${textOf(detail['from'])} to ${textOf(detail['to'])}`;
    default:
      return null;
  }
}

const CONTACTS: Readonly<Record<string, string>> = {
  reached: 'reached',
  message_left: 'left a message',
  no_answer: 'no answer',
};

function sayingWords(kind: string): string {
  if (kind === 'notice') return 'notice';
  return kind.startsWith('rung_') ? 'alert' : 'reminder';
}

function namesOf(ids: unknown, staff: Staff): string {
  const names = Array.isArray(ids) ? ids.map((id) => nameOf(textOf(id), staff)) : [];
  return names.length === 0 ? 'nobody' : names.join(', ');
}

/** The name of a person of the settings; whoever is not there any more keeps their id. */
function nameOf(id: string, staff: Staff): string {
  return staff.people.find((person) => person.id === id)?.name ?? (id === 'postroom' ? 'Postroom' : id);
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
