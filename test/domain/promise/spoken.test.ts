import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spokenIn } from '../../../src/domain/promise/spoken.ts';

const at = (iso: string): number => Date.parse(iso);

describe('an instant is told to customers', () => {
  test.each([
    ['America/New_York', '2026-11-24T14:30:00Z', '2026-11-20T22:40:00Z', 'Tuesday, 24 November, 9:30 AM Eastern (EST)'],
    [
      'America/New_York',
      '2026-11-26T18:53:20Z',
      '2026-11-26T17:53:00Z',
      '1:53 PM Eastern (EST) today, Thursday 26 November',
    ],
    [
      'America/New_York',
      '2026-11-27T13:00:00Z',
      '2026-11-26T23:30:00Z',
      '8:00 AM Eastern (EST) tomorrow, Friday 27 November',
    ],
    // The date of the zone decides, not that of Greenwich: 11 PM and half past midnight there are two days.
    [
      'America/New_York',
      '2026-11-27T05:30:00Z',
      '2026-11-27T04:00:00Z',
      '12:30 AM Eastern (EST) tomorrow, Friday 27 November',
    ],
    [
      'America/New_York',
      '2026-11-27T05:30:00Z',
      '2026-11-27T05:00:00Z',
      '12:30 AM Eastern (EST) today, Friday 27 November',
    ],
    // Clocks forward and back, in the night between: the days count, not the hours.
    [
      'America/New_York',
      '2026-03-08T16:00:00Z',
      '2026-03-08T04:30:00Z',
      '12:00 PM Eastern (EDT) tomorrow, Sunday 8 March',
    ],
    ['America/New_York', '2026-03-08T06:59:00Z', '2026-03-08T06:00:00Z', '1:59 AM Eastern (EST) today, Sunday 8 March'],
    [
      'America/New_York',
      '2026-11-01T05:30:00Z',
      '2026-11-01T05:00:00Z',
      '1:30 AM Eastern (EDT) today, Sunday 1 November',
    ],
    [
      'America/New_York',
      '2026-11-01T06:30:00Z',
      '2026-11-01T05:00:00Z',
      '1:30 AM Eastern (EST) today, Sunday 1 November',
    ],
    [
      'America/New_York',
      '2027-01-04T13:30:00Z',
      '2026-12-31T22:40:00Z',
      'Monday, 4 January 2027, 8:30 AM Eastern (EST)',
    ],
    ['America/Chicago', '2026-07-06T17:05:00Z', '2026-07-01T17:00:00Z', 'Monday, 6 July, 12:05 PM Central (CDT)'],
    ['America/Denver', '2026-11-24T19:00:00Z', '2026-11-20T17:00:00Z', 'Tuesday, 24 November, 12:00 PM Mountain (MST)'],
    ['America/Phoenix', '2026-07-06T19:00:00Z', '2026-07-01T17:00:00Z', 'Monday, 6 July, 12:00 PM Mountain (MST)'],
    ['America/Los_Angeles', '2026-07-06T19:00:00Z', '2026-07-01T17:00:00Z', 'Monday, 6 July, 12:00 PM Pacific (PDT)'],
    ['America/Anchorage', '2026-07-06T19:00:00Z', '2026-07-01T17:00:00Z', 'Monday, 6 July, 11:00 AM AKDT'],
    ['Europe/Berlin', '2026-07-06T07:00:00Z', '2026-07-01T17:00:00Z', 'Monday, 6 July, 9:00 AM CEST'],
    ['Europe/London', '2026-11-24T09:00:00Z', '2026-11-20T17:00:00Z', 'Tuesday, 24 November, 9:00 AM GMT'],
    ['Australia/Sydney', '2026-11-24T01:00:00Z', '2026-11-23T01:00:00Z', '12:00 PM AEDT tomorrow, Tuesday 24 November'],
    ['Asia/Kathmandu', '2026-11-24T03:30:00Z', '2026-11-20T17:00:00Z', 'Tuesday, 24 November, 9:15 AM UTC+5:45'],
    ['UTC', '2026-11-24T00:00:00Z', '2026-11-23T23:59:59Z', '12:00 AM UTC tomorrow, Tuesday 24 November'],
  ])('%s, %s, written %s', (zone, due, now, said) => {
    expect(spokenIn(zone).instant(at(due), at(now))).toBe(said);
  });

  test.each([
    ['2026-11-27T13:00:00Z', '2026-11-27T06:00:00Z', 'at 8:00 AM today'],
    ['2026-11-27T13:00:00Z', '2026-11-27T04:00:00Z', 'at 8:00 AM tomorrow'],
    ['2026-11-30T13:00:00Z', '2026-11-27T23:30:00Z', 'at 8:00 AM on Monday, 30 November'],
    ['2027-01-04T13:00:00Z', '2026-12-31T23:30:00Z', 'at 8:00 AM on Monday, 4 January 2027'],
  ])('hours that begin %s, written %s', (opens, now, said) => {
    expect(spokenIn('America/New_York').opening(at(opens), at(now))).toBe(said);
  });

  test('the past is told with its year', () => {
    const spoken = spokenIn('America/New_York');
    expect(spoken.past(at('2026-11-23T17:53:59Z'))).toBe('Monday, 23 November 2026, 12:53 PM Eastern (EST)');
    expect(spoken.past(at('2026-07-01T04:05:00Z'))).toBe('Wednesday, 1 July 2026, 12:05 AM Eastern (EDT)');
  });

  test('"today" is said of no other date, whatever the zone', () => {
    const zones = ['America/New_York', 'Pacific/Apia', 'Australia/Lord_Howe', 'Africa/Casablanca', 'UTC'];
    const instants = fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') });
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        instants,
        fc.integer({ min: 0, max: 72 * 3_600_000 }),
        (zone, now, ahead) => {
          const date = (instant: number): string => new Date(instant).toLocaleDateString('en-CA', { timeZone: zone });
          const said = spokenIn(zone).instant(now + ahead, now);
          expect(said.includes(' today, ')).toBe(date(now) === date(now + ahead));
        },
      ),
    );
  });
});
