import { expect, test } from 'vitest';
import { offeredBy, pickFrom } from '../../../src/desk/phone/caller.ts';
import { beganOf, callOf, localOf, typedOf } from '../../../src/desk/phone/form.ts';
import { asNumber } from '../../../src/format/customers/numbers.ts';
import type { Caller } from '../../../src/store/desk/callers.ts';

const usNumber = (typed: string): string | null => asNumber(typed, 'US');
const ana: Caller = {
  customerId: '1',
  customer: 'Contoso',
  agreement: { number: null, from: null, until: null },
  name: 'Ana Ruiz',
  address: 'ana@contoso.example',
  phone: '+15550102231',
  isExact: true,
  systems: [],
};
const house: Caller = { ...ana, name: '', address: '' };

test.each<[what: string, found: readonly Caller[], picked: string]>([
  ['nobody', [], ''],
  ['who only may be meant', [{ ...ana, isExact: false }], ''],
  ['the one who has the number', [ana], '1:ana@contoso.example'],
  ['the person rather than the house', [ana, house], '1:ana@contoso.example'],
  ['the customer, where several of its people have it', [ana, { ...ana, address: 'bo@contoso.example' }], '1:'],
  ['nobody, where customers share it', [ana, { ...house, customerId: '2' }], ''],
])('picked unasked: %s', (_what, found, picked) => {
  expect(pickFrom({ caller: '', sure: '' }, found)).toEqual({ caller: picked, sure: picked });
});

test.each([
  ['555 010 2231', null, { name: '', number: '+15550102231', address: '' }],
  ['12', null, { name: '', number: '12', address: '' }],
  ['Zoe Adler', null, { name: 'Zoe Adler', number: '', address: '' }],
  ['zoe@adler.example', null, { name: '', number: '', address: 'zoe@adler.example' }],
  ['ana', ana, { name: 'Ana Ruiz', number: '+15550102231', address: 'ana@contoso.example' }],
  ['212 555 0188', ana, { name: 'Ana Ruiz', number: '+12125550188', address: 'ana@contoso.example' }],
])('%j offers %j', (q, caller, offered) => {
  expect(offeredBy(q, caller, usNumber)).toEqual(offered);
});

test('what was only offered makes room for another; what was typed stays', () => {
  const sent = (name: string) =>
    typedOf(
      new Map([
        ['q', 'ana'],
        ['name', name],
        ['offered_name', 'Bo'],
        ['text', 'x'],
      ]),
    );
  const nameIn = (name: string) =>
    callOf(sent(name), ana, { zone: 'UTC', now: 0, mailboxes: ['support'], asNumber: usNumber }).name;
  expect(nameIn('Bo')).toBe('Ana Ruiz');
  expect(nameIn('Bo Li')).toBe('Bo Li');
});

const NEW_YORK = 'America/New_York';
const at = (text: string): number => Date.parse(text);

test.each([
  ['2026-11-23T09:00', '2026-11-23T14:30Z', '2026-11-23T14:00Z'],
  // told twice in the night of 1 November: 01:30 EDT, then 01:30 EST
  ['2026-11-01T01:30', '2026-11-01T05:45Z', '2026-11-01T05:30Z'],
  ['2026-11-01T01:30', '2026-11-01T06:31Z', '2026-11-01T06:30Z'],
  // left out in the night of 8 March
  ['2026-03-08T02:30', '2026-03-08T09:00Z', '2026-03-08T07:30Z'],
])('%s by the wall, seen at %s, is %s', (began, now, instant) => {
  expect(beganOf({ began, zone: NEW_YORK }, { zone: 'UTC', now: at(now) })).toBe(at(instant));
});

test.each(['', 'yesterday', '2026-02-30T09:00', '2026-11-23T25:00', '2026-11-23'])('%j is no time', (began) => {
  expect(beganOf({ began, zone: '' }, { zone: NEW_YORK, now: 0 })).toBeNull();
});

test('a zone that is none is no reason to take any time for it', () => {
  expect(beganOf({ began: '2026-11-23T09:00', zone: 'Moon/Sea' }, { zone: NEW_YORK, now: 0 })).toBeNull();
});

test('what the field shows is what it means', () => {
  const now = at('2026-07-01T13:59:59Z');
  expect(beganOf({ began: localOf(now, NEW_YORK), zone: NEW_YORK }, { zone: 'UTC', now })).toBe(
    at('2026-07-01T13:59:00Z'),
  );
});
