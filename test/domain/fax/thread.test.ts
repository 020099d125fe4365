import { expect, test } from 'vitest';
import type { NamedTicket } from '../../../src/domain/fax/facts.ts';
import { threadOfFax } from '../../../src/domain/fax/thread.ts';

/** `code 7`, `printed 8 known`: by what a ticket is named, and whether it knows the sender. */
function ticket(words: string): NamedTicket {
  const [by, ticketId, known] = words.split(' ') as [NamedTicket['by'], string, string?];
  return {
    ticketId,
    reference: `AAA-AA${ticketId}`,
    state: 'open',
    resolvedAt: null,
    by,
    fitsSender: known === 'known',
  };
}

test.each([
  [['code 7'], 'joins 7', []],
  [['printed 8 known', 'code 7'], 'joins 7', ['AAA-AA8']], // a token proves more than a number
  [['code 7', 'code 9', 'printed 8'], 'joins 7', ['AAA-AA9']],
  [['code 7', 'printed 7 known'], 'joins 7', []],
  [['printed 9', 'printed 8 known'], 'joins 8', []],
  [['guessed 8 known'], 'joins 8', []],
  [['guessed 9', 'printed 8'], 'hints at 8', []],
  [['printed 8', 'printed 9'], 'hints at 8', []],
  [['guessed 9'], 'nothing', []],
  [[], 'nothing', []],
])('%j: %s', (named, becomes, alsoNamed) => {
  const thread = threadOfFax(named.map(ticket));
  const words = thread === null ? 'nothing' : `${thread.joins ? 'joins' : 'hints at'} ${thread.ticket.ticketId}`;
  expect([words, thread?.alsoNamed ?? []]).toEqual([becomes, alsoNamed]);
});

test('the reason says which, and by what', () => {
  const reasons = ['code 7', 'printed 7 known', 'printed 7'].map((words) => threadOfFax([ticket(words)])!.reason);
  expect(reasons).toEqual([
    'it bears our bar code of [#AAA-AA7]',
    'it names [#AAA-AA7], and comes from a number of that ticket',
    'it names [#AAA-AA7], but its number is not known there',
  ]);
});
