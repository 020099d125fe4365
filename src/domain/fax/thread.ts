import type { NamedTicket } from './facts.ts';

export type FaxThread = {
  readonly ticket: NamedTicket;
  /** it belongs there; else a person decides */
  readonly joins: boolean;
  readonly reason: string;
  /** other tickets that a code of ours, or somebody whom they know, names as well */
  readonly alsoNamed: readonly string[];
};

/**
 * Which ticket a fax belongs to: a code of ours, whose token fits, joins by itself; a printed number, which anybody can copy and a
 * reader may misread, only where the ticket knows the sender. A number that is printed as it stands is else a hint; a guess is nothing.
 */
export function threadOfFax(named: readonly NamedTicket[]): FaxThread | null {
  const strong = [
    ...named.filter(({ by }) => by === 'code'),
    ...named.filter(({ by, fitsSender }) => by !== 'code' && fitsSender),
  ];
  const ticket = strong[0] ?? named.find(({ by }) => by === 'printed');
  if (ticket === undefined) return null;
  const { reference, by } = ticket;
  const alsoNamed = [...new Set(strong.map((one) => one.reference))].filter((one) => one !== reference);
  if (by === 'code') return { ticket, joins: true, reason: `it bears our bar code of [#${reference}]`, alsoNamed };
  return ticket.fitsSender
    ? { ticket, joins: true, reason: `it names [#${reference}], and comes from a number of that ticket`, alsoNamed }
    : { ticket, joins: false, reason: `it names [#${reference}], but its number is not known there`, alsoNamed };
}
