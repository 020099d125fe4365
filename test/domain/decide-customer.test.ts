import { expect, test } from 'vitest';
import type { KnownCustomer } from '../../src/domain/customer.ts';
import { decide } from '../../src/domain/decide.ts';
import type { Facts } from '../../src/domain/decision.ts';
import type { Message } from '../../src/domain/message.ts';
import { decideUnreadable } from '../../src/domain/unreadable.ts';
import { facts, mail, NOW, policy } from './mail.ts';

const contoso: KnownCustomer = {
  id: '7',
  name: 'Contoso Clinic',
  by: { domain: 'contoso.example' },
  agreement: { number: 'A-31', from: '2026-04-01', until: '2027-03-31' },
  assignedRep: 'ben',
  contact: null,
  systems: [],
};
const suggest = () => ({ level: 2 as const, confidence: 0.8, evidence: [], because: 'a test' });
const run = (known: Partial<Facts>, message: Message = mail()) =>
  decide(message, facts({ customersImported: true, customer: contoso, ...known }), policy, suggest, NOW);

/** What our own mail server says above the first foreign Received. */
const checked = (dmarc: string): Message =>
  mail({
    trace: [['authentication-results', `mx.helpdesk.example; dmarc=${dmarc} header.from=contoso.example`]],
  });

const about = (decision: ReturnType<typeof decide>) => ({
  customer: decision.ticket!.customer,
  journal: decision.journal.filter(({ act }) => act === 'customer_found' || act === 'outside_agreement'),
  send: decision.answer.send,
});

test('a verified sender is the customer’s, for sure', () => {
  expect(about(run({}, checked('pass')))).toEqual({
    customer: { customer: contoso, cover: 'covered', sure: true },
    send: true,
    journal: [
      {
        act: 'customer_found',
        detail: {
          customer: '7',
          name: 'Contoso Clinic',
          by: 'domain',
          sure: true,
          cover: 'covered',
          reason: 'contoso.example is a domain of this customer',
        },
      },
    ],
  });
});

test('an unverified one only claims to be, and the journal says so', () => {
  const { customer, journal } = about(run({ customer: { ...contoso, by: 'address' } }));
  expect(customer).toMatchObject({ customer: { id: '7' }, cover: 'covered', sure: false });
  expect(journal).toMatchObject([
    {
      detail: {
        by: 'address',
        reason: 'the address is that of a contact; only claimed, since the sender is not verified',
      },
    },
  ]);
});

test('one who failed the check is nobody’s, and is not told anything', () => {
  expect(about(run({}, checked('fail')))).toEqual({
    customer: { customer: null, cover: 'unknown', sure: false },
    send: false,
    journal: [
      {
        act: 'outside_agreement',
        detail: {
          cover: 'unknown',
          reason: 'the sender failed the check of our mail server, and is taken for nobody’s',
        },
      },
    ],
  });
});

test.each([
  ['2027-04-01', 'expired', 'the agreement A-31 ended with 2027-03-31'],
  ['2026-03-31', 'not_yet', 'the agreement A-31 begins on 2026-04-01'],
])('on %s a ticket is opened all the same, marked %s, with the reason', (day, cover, reason) => {
  const decision = run({ day });
  expect(decision.outcome).toBe('ticket');
  expect(about(decision)).toMatchObject({ customer: { customer: { id: '7' }, cover }, send: true });
  expect(about(decision).journal.at(-1)).toEqual({ act: 'outside_agreement', detail: { cover, reason } });
});

test.each([
  ['a stranger', null, 'no customer has this address or its domain'],
  [
    'a customer without an agreement',
    { ...contoso, agreement: { number: null, from: null, until: null } },
    'no agreement of this customer is known',
  ],
])('%s is outside', (_name, customer, reason) => {
  expect(about(run({ customer })).journal.at(-1)).toEqual({
    act: 'outside_agreement',
    detail: { cover: 'unknown', reason },
  });
});

test('where no customers were ever imported nothing is checked, and nothing is said', () => {
  expect(about(run({ customersImported: false, customer: null }))).toEqual({
    customer: { customer: null, cover: 'unchecked', sure: false },
    send: true,
    journal: [],
  });
});

test('bulk mail is not measured by agreements; what cannot be read is', () => {
  const bulk = run({ day: '2027-04-01' }, mail({ fields: { 'List-Id': '<news.contoso.example>' } }));
  expect(bulk.ticket).toMatchObject({ bucket: 'bulk' });
  expect(about(bulk).journal).toEqual([]);
  const known = facts({ customersImported: true, customer: contoso });
  expect(about(decideUnreadable(mail(), known, policy, 'too many parts', 0))).toMatchObject({
    customer: { customer: { id: '7' }, cover: 'covered', sure: false },
    journal: [{ act: 'customer_found' }],
  });
});
