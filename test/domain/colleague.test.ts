import { describe, expect, test } from 'vitest';
import { decide } from '../../src/domain/decide.ts';
import type { Facts, OurMail } from '../../src/domain/decision.ts';
import type { Message } from '../../src/domain/message.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { Person } from '../../src/domain/staff.ts';
import { candidate, facts, mail, NOW, policy as office } from './mail.ts';

const closed = { due: () => null, worked: () => 0, isOpen: () => false, nextOpening: () => null };
const ben = {
  id: 'ben',
  name: 'Ben Ode',
  address: 'Ben@helpdesk.example',
  mobile: null,
  roles: ['rep'],
  hours: closed as unknown as Person['hours'], // who works when is no matter here
  absences: [],
  mailboxes: null,
} satisfies Person;
const policy: Policy = { ...office, staff: { people: [ben], ladder: [] } };

const suggest = () => ({ level: 2 as const, confidence: 0.8, evidence: [], because: 'a test' });
const run = (message: Message, known: Partial<Facts> = {}) => decide(message, facts(known), policy, suggest, NOW);
const fromBen = (change: Partial<Message> = {}) =>
  mail({ from: [{ name: 'Ben', address: 'ben@helpdesk.example' }], ...change });
const notice: OurMail = { id: 'o1', kind: 'notice', ticketId: '7', to: 'ben@helpdesk.example' };
const spoofed = [['authentication-results', 'mx.helpdesk.example; dmarc=fail header.from=helpdesk.example']] as const;

describe('a person of ours writes', () => {
  test.each<[string, Partial<Facts>]>([
    ['in answer to a notice', { answered: notice, candidates: [candidate()] }],
    ['in answer to a mail of the customer', { candidates: [candidate({ by: 'their_id' })] }],
    ['with the number in the subject', { candidates: [candidate({ by: 'subject' })] }],
    [
      'on a ticket that was resolved',
      { answered: notice, candidates: [candidate({ state: 'resolved', resolvedAt: 1 })] },
    ],
    [
      'in answer to a notice about a request of their own',
      { answered: notice, candidates: [candidate({ participants: ['ben@helpdesk.example'] })] },
    ],
  ])('%s: it stands on the ticket, and is no word of the customer', (_title, known) => {
    const decision = run(fromBen(), known);
    expect(decision).toMatchObject({
      outcome: 'appended',
      kind: 'human',
      append: { ticketId: '7', byStaff: 'ben', fromCustomer: false, reopen: false, thirdParty: false },
      answer: { send: false, rule: 'colleague' },
    });
    expect(decision.journal).toContainEqual({
      act: 'threaded',
      detail: expect.objectContaining({ byStaff: 'ben', reason: expect.stringContaining('Ben Ode') }),
    });
  });

  test('in answer to a digest: kept, and no ticket', () => {
    const answered: OurMail = { id: 'o2', kind: 'digest', ticketId: null, to: 'ben@helpdesk.example' };
    expect(run(fromBen(), { answered })).toMatchObject({ outcome: 'ignored', ticket: null, append: null });
  });

  test('as a customer: a request of their own is one, and so is what they add to it', () => {
    expect(run(fromBen())).toMatchObject({ outcome: 'ticket', answer: { send: true } });
    const own = candidate({ participants: ['ben@helpdesk.example'] });
    const acknowledgement: OurMail = { ...notice, kind: 'acknowledgement' };
    expect(run(fromBen(), { answered: acknowledgement, candidates: [own] }).append).toMatchObject({
      byStaff: null,
      fromCustomer: true,
    });
  });

  test('out of office: a machine, as from anybody', () => {
    const away = fromBen({ headers: new Map([['auto-submitted', ['auto-replied']]]) });
    expect(run(away, { answered: notice, candidates: [candidate()] })).toMatchObject({
      kind: 'auto_reply',
      append: { byStaff: null, fromCustomer: false },
      undelivered: null,
    });
  });
});

test('whoever falsely writes as a person of ours is neither colleague nor customer', () => {
  const resolved = candidate({ state: 'resolved', resolvedAt: NOW - 1_000 });
  expect(run(fromBen({ trace: spoofed }), { answered: notice, candidates: [resolved] }).append).toEqual({
    ticketId: '7',
    reopen: false,
    thirdParty: true,
    fromCustomer: false,
    byStaff: null,
  });
});

describe('a mail of ours comes back', () => {
  const bounce = (action: string) =>
    mail({
      from: [{ name: '', address: 'mailer-daemon@mx.example' }],
      report: {
        kind: 'delivery-status',
        recipients: [{ address: 'ben@helpdesk.example', action, status: '5.1.1', diagnostic: '' }],
        originalMessageId: null,
      },
    });

  test('and is known as undelivered, on its ticket', () => {
    const decision = run(bounce('failed'), { reported: notice });
    expect(decision).toMatchObject({ outcome: 'appended', kind: 'bounce', undelivered: 'o1' });
    expect(decision.suppress).toMatchObject([{ address: 'ben@helpdesk.example' }]);
    expect(decision.journal).toContainEqual({
      act: 'came_back',
      detail: { outbox: 'o1', kind: 'notice', to: 'ben@helpdesk.example' },
    });
  });

  test('also one that is about no single ticket, and a bounce that only answers ours and names nobody', () => {
    const digest: OurMail = { ...notice, kind: 'digest', ticketId: null };
    expect(run(bounce('failed'), { reported: digest })).toMatchObject({ outcome: 'ignored', undelivered: 'o1' });
    const crude = mail({ from: [{ name: '', address: 'mailer-daemon@mx.example' }], returnPath: '' });
    expect(run(crude, { answered: notice, candidates: [candidate()] })).toMatchObject({
      undelivered: 'o1',
      suppress: [],
    });
  });

  test('but a delay, a success, and a bounce of nothing of ours are no such thing', () => {
    for (const action of ['delayed', 'delivered', 'relayed'])
      expect(run(bounce(action), { reported: notice }).undelivered).toBeNull();
    expect(run(bounce('failed')).undelivered).toBeNull();
  });
});
