import { stageOf } from './lifecycle.ts';
import type { Level } from './level.ts';
import type { Line } from './link.ts';
import { sayTime, sayWhen } from './say-time.ts';
import type { Staff } from './staff.ts';
import type { Instant } from './time.ts';

/** What is known of a ticket, as far as it is told who comes too late. */
export type Known = {
  readonly ticket: Parameters<typeof stageOf>[0] & {
    readonly assignee: string | null;
    readonly confirmedLevel: Level | null;
    readonly suggestedLevel: Level;
    readonly resolvedAt: Instant | null;
  };
  /** the newest line of each act */
  readonly lines: readonly Line[];
  readonly staff: Staff;
};

type When = { readonly now: Instant; readonly zone: string };

/** What is so now, a few sentences: how far the ticket is, who has it, its level. */
export function soNow(known: Known, when: When): readonly string[] {
  const end = endOf(known, when);
  return end === null ? [...askedOf(known, when), holderOf(known, when), levelOf(known, when)] : [end];
}

/** One line of a journal about somebody's act, as a sentence: `Ben Ito took it at 13:58 EST.` */
export function sayLine({ act, actor, at, detail }: Line, staff: Staff, when: When): string {
  const who = nameOf(staff, actor);
  const time = sayWhen(at, when);
  const to = detail['to'];
  switch (act) {
    case 'taken':
      return `${who} took it ${time}.`;
    case 'assigned':
      return typeof to === 'string' ? `${who} gave it to ${nameOf(staff, to)} ${time}.` : `${who} set it free ${time}.`;
    case 'contact_logged':
      return `${who} called the customer ${time}: ${CONTACT[String(detail['outcome'])] ?? 'a call'}.`;
    case 'level_confirmed':
      return `${who} confirmed level ${String(to)} ${time}.`;
    case 'level_raised':
    case 'level_lowered':
    case 'level_corrected':
      return `${who} set level ${String(to)} ${time}.`;
    case 'asked_customer':
      return `${who} asked the customer ${time}.`;
    case 'alert_seen':
      return `${who} has seen the alert, ${time}.`;
    case 'resolved':
      return `${who} resolved it ${time}.`;
    case 'merged':
      return `${who} merged it into ${String(detail['into'])} ${time}.`;
    default:
      return `${who}: ${act.replaceAll('_', ' ')}, ${time}.`;
  }
}

const CONTACT: Readonly<Record<string, string>> = {
  reached: 'reached',
  message_left: 'a message was left',
  no_answer: 'no answer',
};

function endOf({ ticket, lines, staff }: Known, when: When): string | null {
  const stage = stageOf(ticket);
  const last = lines.find(({ act }) => act === stage);
  if (stage === 'merged' || stage === 'resolved')
    return last === undefined ? `It is ${stage}.` : sayLine(last, staff, when);
  return stage === 'shelved' ? 'It lies in junk or bulk.' : null;
}

function askedOf({ ticket, lines, staff }: Known, when: When): readonly string[] {
  if (ticket.waitingSince === null) return [];
  const asked = lines.find(({ act }) => act === 'asked_customer');
  return [
    `${asked === undefined ? '' : `${sayLine(asked, staff, when)} `}We wait for the answer since ${sayTime(ticket.waitingSince, when)}.`,
  ];
}

function holderOf({ ticket, lines, staff }: Known, when: When): string {
  const { assignee } = ticket;
  if (assignee === null) return 'Nobody has it.';
  const how = lines.find(
    ({ act, actor, detail }) =>
      (act === 'taken' && actor === assignee) || (act === 'assigned' && detail['to'] === assignee),
  );
  return how === undefined ? `${nameOf(staff, assignee)} has it.` : sayLine(how, staff, when);
}

function levelOf({ ticket, lines, staff }: Known, when: When): string {
  const { confirmedLevel, suggestedLevel } = ticket;
  if (confirmedLevel === null) return `Level ${suggestedLevel} is suggested; nobody has confirmed it yet.`;
  const how = lines
    .filter(({ act, detail }) => act.startsWith('level_') && detail['to'] === confirmedLevel)
    .toSorted((a, b) => b.at - a.at)[0];
  return how === undefined ? `Level ${confirmedLevel} is confirmed.` : sayLine(how, staff, when);
}

function nameOf({ people }: Staff, id: string): string {
  return people.find((person) => person.id === id)?.name ?? (id === 'postroom' ? 'Postroom' : id);
}
