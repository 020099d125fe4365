import { describe, expect, test } from 'vitest';
import {
  coverOf,
  customerKey,
  customerOf,
  dayIn,
  domainsAbove,
  isOutside,
  type KnownCustomer,
} from '../../src/domain/customer.ts';
import { sharedDomain } from '../../src/domain/shared-domain.ts';

const agreement = { number: 'A-31', from: '2026-04-01', until: '2027-03-31' };

describe('an agreement covers a day', () => {
  test.each([
    ['2026-03-31', 'not_yet'],
    ['2026-04-01', 'covered'],
    ['2027-03-31', 'covered'],
    ['2027-04-01', 'expired'],
  ])('%s: %s', (day, cover) => {
    expect(coverOf(agreement, day)).toBe(cover);
  });

  test.each([
    [{ number: null, from: null, until: null }, 'unknown'],
    [{ number: 'A-31', from: null, until: null }, 'covered'],
    [{ number: null, from: '2026-04-01', until: null }, 'covered'],
    [{ number: null, from: null, until: '2026-04-01' }, 'expired'],
  ])('%j: %s', (open, cover) => {
    expect(coverOf(open, '2026-11-23')).toBe(cover);
  });

  test('by the date of the office, not of Greenwich', () => {
    const lastNight = Date.parse('2027-04-01T03:59:59Z');
    expect(dayIn('America/New_York', lastNight)).toBe('2027-03-31');
    expect(coverOf(agreement, dayIn('America/New_York', lastNight))).toBe('covered');
    expect(coverOf(agreement, dayIn('America/New_York', lastNight + 1_000))).toBe('expired');
  });
});

const contoso: KnownCustomer = {
  id: '7',
  name: 'Contoso Clinic',
  by: 'address',
  agreement,
  assignedRep: null,
  contact: null,
  systems: [],
};

test.each([
  ['none imported', null, false, 'verified', { customer: null, cover: 'unchecked', sure: false }],
  ['a stranger', null, true, 'verified', { customer: null, cover: 'unknown', sure: false }],
  ['proven', contoso, true, 'verified', { customer: contoso, cover: 'covered', sure: true }],
  ['only claimed', contoso, true, 'unverified', { customer: contoso, cover: 'covered', sure: false }],
  ['disproven', contoso, true, 'failed', { customer: null, cover: 'unknown', sure: false }],
] as const)('whose a request is: %s', (_name, customer, customersImported, trust, found) => {
  expect(customerOf({ customer, customersImported }, trust, '2026-11-23')).toEqual(found);
});

test('outside an agreement is what is not covered, once customers are known at all', () => {
  expect((['covered', 'expired', 'not_yet', 'unknown', 'unchecked'] as const).filter(isOutside)).toEqual([
    'expired',
    'not_yet',
    'unknown',
  ]);
});

test.each([
  ['ana@contoso.example', ['contoso.example']],
  ['ana@Mail.EU.contoso.example', ['mail.eu.contoso.example', 'eu.contoso.example', 'contoso.example']],
  ['ana@localhost', []],
  ['nobody', []],
  [`a@${'x.'.repeat(100)}contoso.example`, expect.arrayContaining(['contoso.example'])],
])('%s may be known under %j', (address, domains) => {
  expect(domainsAbove(address)).toEqual(domains);
  expect(domainsAbove(address).length).toBeLessThan(9);
});

test('two spellings of a name are one customer', () => {
  expect(customerKey('  Contoso\u00a0 CLINIC ')).toBe(customerKey('contoso clinic'));
  expect(customerKey('Cafe\u0301')).toBe(customerKey('CAFÉ'));
  expect(customerKey('Contoso')).not.toBe(customerKey('Contoso Clinic'));
});

test.each([
  ['gmail.com', /mail service/u],
  ['mail.yahoo.co.uk', /mail service/u],
  ['onmicrosoft.com', /mail service/u],
  ['co.uk', /everybody has a domain/u],
  ['com.au', /everybody has a domain/u],
  ['example', /no whole domain/u],
  ['contoso.example', null],
  ['contoso.onmicrosoft.com', null],
  ['notgmail.com', null],
  ['example.co.uk', null],
])('%s as a customer’s own domain', (domain, why) => {
  const reason = sharedDomain(domain);
  if (why === null) expect(reason).toBeNull();
  else expect(reason).toMatch(why);
});
