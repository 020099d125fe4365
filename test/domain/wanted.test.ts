import { expect, test } from 'vitest';
import { decide } from '../../src/domain/decide.ts';
import type { Facts } from '../../src/domain/decision.ts';
import type { Message } from '../../src/domain/message.ts';
import { happeningsOf } from '../../src/domain/promise/from-mail.ts';
import { candidate, facts, mail, NOW, policy } from './mail.ts';

const suggest = () => ({ level: 2 as const, confidence: 0.8, evidence: [], because: 'a test' });
const run = (message: Message, known: Partial<Facts>) => decide(message, facts(known), policy, suggest, NOW);

test.each<[string, Message]>([
  ['a vacation notice', mail({ fields: { 'auto-submitted': 'auto-replied' } })],
  ['a mail to many', mail({ fields: { 'list-id': '<news.globex.example>', precedence: 'bulk' } })],
  ['spam', mail({ fields: { 'x-spam-flag': 'YES' } })],
])(
  'of %s somebody wants a ticket: it is on the desk, its promises count from its acceptance, nobody is answered',
  (_name, message) => {
    const acceptedAt = NOW - 86_400_000;
    const decision = run(message, { wantedBy: 'ops', acceptedAt });
    expect(decision).toMatchObject({
      outcome: 'ticket',
      reason: 'ops wanted a ticket of it',
      ticket: { bucket: 'desk', stormOf: null },
      answer: { send: false },
    });
    expect(decision.journal).toContainEqual({ act: 'wanted', detail: { by: 'ops' } });
    expect(happeningsOf(decision, acceptedAt)).toEqual([{ kind: 'accepted', at: acceptedAt, level: 2 }]);
  },
);

test('what would join a ticket opens one of its own when that is wanted, and names the other', () => {
  const other = candidate({ by: 'our_id', participants: ['ana@contoso.example'] });
  expect(run(mail(), { candidates: [other] }).outcome).toBe('appended');
  expect(run(mail(), { candidates: [other], wantedBy: 'ops' })).toMatchObject({
    outcome: 'ticket',
    ticket: { possiblyOf: other.ticketId },
  });
});

test('a flood gathers nothing that somebody wants by itself', () => {
  const flood = { recentFromSender: 10_000, stormTicket: { ticketId: '7', reference: 'AAA-AAA' } };
  expect(run(mail(), flood).outcome).toBe('appended');
  expect(run(mail(), { ...flood, wantedBy: 'ops' })).toMatchObject({ outcome: 'ticket', ticket: { stormOf: null } });
});
