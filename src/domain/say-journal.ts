import type { Line } from './link.ts';
import { sayTime } from './say-time.ts';
import { sayLine } from './so-now.ts';
import type { Staff } from './staff.ts';
import type { Instant } from './time.ts';

type When = { readonly now: Instant; readonly zone: string };
type Detail = Line['detail'];

/** Names of alarms, as people call them. */
const ALARMS: Readonly<Record<string, string>> = {
  due: 'that it is due',
  notice: 'of the new ticket',
  carried: 'of the escalation',
};

/** Lines of the house itself, by their act: what happened, and why, in words. */
const HOUSE: Readonly<Record<string, (detail: Detail, staff: Staff) => string>> = {
  opened: ({ reason }) => `opened a ticket${because(reason)}`,
  appended: ({ reason }) => `joined the ticket${because(reason)}`,
  ignored: ({ reason }) => `ignored${because(reason)}`,
  screened: ({ reason, kind }) => `taken in as ${(text(kind) || 'a message').replaceAll('_', ' ')}${because(reason)}`,
  threaded: ({ reason }) => `put where it belongs${because(reason)}`,
  customer_found: ({ name, reason, sure }) =>
    `customer: ${text(name)}${sure === false ? ', not proven' : ''}${because(reason)}`,
  outside_agreement: ({ reason }) => `outside an agreement${because(reason)}`,
  number_shared: ({ customers }) => `the number is shared by ${text(customers)} customers`,
  level_suggested: ({ level, because: why }) => `level ${text(level)} suggested${because(why)}`,
  acknowledgement_queued: ({ to, by }) => `acknowledgement to ${text(to)}${by === 'fax' ? ' by fax' : ''}`,
  not_acknowledged: ({ reason, rule }) => `not acknowledged (rule "${text(rule)}")${because(reason)}`,
  not_sent: ({ kind, reason, rule }) => `${words(kind)} not sent (rule "${text(rule)}")${because(reason)}`,
  assigned: ({ to, why }, staff) =>
    text(to) === '' ? `nobody could be given it${because(why)}` : `given to ${nameOf(staff, text(to))}${because(why)}`,
  told: (detail, staff) => `${people(detail, staff)} told ${alarm(detail)}`,
  passed_on: (detail, staff) => `the first could not be told; ${people(detail, staff)} told ${alarm(detail)}`,
  nobody_to_tell: (detail) => `nobody could be told ${alarm(detail)}`,
  customer_reminded: () => 'the customer was reminded of what we asked',
  came_back: ({ to, kind }) => `our ${words(kind)} to ${text(to)} came back undelivered`,
  address_suppressed: ({ address, reason }) => `nothing more is sent to ${text(address)}${because(reason)}`,
  read_with_notes: ({ notes }) => `read with notes: ${Array.isArray(notes) ? notes.join('; ') : ''}`,
  send_failed: ({ response }) => `could not be sent${because(response)}`,
  send_unresolved: ({ response }) => `nobody knows whether it was sent${because(response)}`,
  fax_incomplete: ({ what }) => `the fax is not whole: ${Array.isArray(what) ? what.join('; ') : ''}`,
  fax_completed: ({ reason }) => `the fax was completed${because(reason)}`,
  fax_delivered: () => 'our fax arrived',
  fax_not_delivered: ({ reason }) => `our fax did not arrive${because(reason)}`,
  sent_again: ({ reason }) => `sent again${because(reason)}`,
  reopened: ({ reason }) => `opened again${because(reason)}`,
  quarantined: ({ reason }) => `could not be read${because(reason)}`,
  wanted: ({ by }, staff) => `opened because ${nameOf(staff, text(by))} wanted a ticket of it`,
};

/** Lines of people besides those that `sayLine` words, by their act. */
const PEOPLE: Readonly<Record<string, (detail: Detail) => string>> = {
  replied: () => 'answered the customer',
  noted: () => 'wrote a note',
  call_taken: ({ number, system }) =>
    `took the call${text(number) === '' ? '' : ` from ${text(number)}`}${text(system) === '' ? '' : `, about ${text(system)}`}`,
  wait_ended: ({ note }) => `ended the wait${because(note)}`,
  workaround_offered: () => 'offered a way around it',
  release_named: ({ release }) => `named ${text(release)} to the customer`,
  reopened: ({ reason }) => `opened it again${because(reason)}`,
  escalated: ({ title, by, reason }) =>
    `escalated to ${text(title)}${by === 'customer' ? ', as the customer asked' : ''}${because(reason)}`,
  absorbed: ({ from }) => `merged ${text(from)} into this`,
  unmerged: ({ from }) => `took it out of ${text(from)} again`,
  gave_back: ({ to }) => `took ${text(to)} out of this again`,
  split: ({ to, items }) => `gave ${count(items)} a ticket of its own: ${text(to)}`,
  split_from: ({ from, items }) => `split ${count(items)} off ${text(from)}`,
  called_back: ({ kind }) => `called the ${words(kind)} back before it went out`,
  released: ({ from }) => `took it out of ${text(from)}`,
  shelved: ({ why }) => `put it into junk${because(why)}`,
  filed: ({ name }) => `said it is ${name === null ? 'nobody’s' : `${text(name)}’s`}`,
  onsite_requested: ({ note }) => `asked for a visit${because(note)}`,
  onsite_agreed: ({ who, date }) => `agreed a visit: ${text(who)}, ${text(date)}`,
  onsite_arrived: () => 'arrived at the customer’s',
  onsite_left: () => 'left the customer’s',
  ticket_wanted: ({ was }) => `wanted a ticket of it${because(was)}`,
  worked_again: ({ was }) => `had it worked again${because(was)}`,
};

/** One line of a ticket's journal: who (null is the house itself) and what, without the time. Never fails: an act that it does not know is named as it is. */
export function sayJournal(
  line: Line,
  staff: Staff,
  when: When,
): { readonly who: string | null; readonly what: string } {
  const { act, actor, detail, at } = line;
  const who =
    actor === 'postroom'
      ? null
      : (staff.people.find(({ id }) => id === actor)?.name ?? (actor === 'customer' ? 'The customer' : actor));
  if (who === null) return { who, what: HOUSE[act]?.(detail, staff) ?? plain(act) };
  const said = PEOPLE[act]?.(detail);
  if (said !== undefined) return { who, what: said };
  // `Ben Ito took it at 13:58 EST.` without who and when, which stand beside it
  const sentence = sayLine(line, staff, when);
  const rest = sentence.startsWith(who) ? sentence.slice(who.length).trim() : plain(act);
  const time = sayTime(at, when);
  const what = rest.replace(` at ${time}`, '').replace(` on ${time}`, '').replace(`, ${time}`, '').replace(/\.$/u, '');
  return { who, what: `${what.replace(/^: /u, '')}${reasonOf(act, detail)}` };
}

function reasonOf(act: string, { reason, note }: Detail): string {
  if (!act.startsWith('level_') && act !== 'contact_logged') return '';
  return `${reason === undefined ? '' : because(RAISED[text(reason)] ?? reason)}${because(note)}`;
}

/** The policy's three reasons for a higher level. */
export const RAISED: Readonly<Record<string, string>> = {
  production_error: 'a production problem prevents work',
  not_proceeding_impact_changed: 'the solution does not proceed, and the impact changed',
  lingering: 'it lingers without a complete solution',
};

function because(reason: unknown): string {
  return typeof reason === 'string' && reason !== '' ? `: ${reason}` : '';
}

/** What a line tells is written by many hands: words and numbers only. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

function words(kind: unknown): string {
  return (text(kind) || 'message').replaceAll('_', ' ');
}

function count(items: unknown): string {
  return items === 1 || typeof items !== 'number' ? 'a message' : `${items} messages`;
}

function plain(act: string): string {
  return act.replaceAll('_', ' ');
}

function alarm({ kind, metric }: Detail): string {
  const name = text(kind);
  if (ALARMS[name] !== undefined) return ALARMS[name];
  const promise = typeof metric === 'string' ? metric.replace('_', '-') : 'promise';
  return name.startsWith('rung') ? `that the ${promise} is late` : `that the ${promise} is due soon`;
}

function people({ to }: Detail, staff: Staff): string {
  const ids = Array.isArray(to) ? to.map(text) : [];
  return ids.map((id) => nameOf(staff, id)).join(', ') || 'nobody';
}

function nameOf(staff: Staff, id: string): string {
  return staff.people.find((person) => person.id === id)?.name ?? id;
}
