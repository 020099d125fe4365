import { describe, expect, it } from 'vitest';
import {
  countTo,
  sayCount,
  sayDate,
  sayDay,
  sayElapsed,
  saySpan,
  sayTarget,
  sayTime,
} from '../../../src/format/letter/time.ts';
import { eastern, ny } from './hours.ts';

const EASTERN = 'America/New_York';

describe('a time is said by the clock of the service hours', () => {
  it.each([
    // at, now (both by the clock of New York), the reader's zone, said
    ['2026-11-23 13:53', '2026-11-23 12:53', null, '13:53 EST'],
    ['2026-11-23 13:53', '2026-11-23 23:59', EASTERN, '13:53 EST'],
    ['2026-11-23 13:53', '2026-11-23 12:53', 'America/Toronto', '13:53 EST'],
    ['2026-11-25 11:30', '2026-11-23 12:53', null, 'Wed 25 Nov 11:30 EST'],
    ['2026-11-22 00:00', '2026-11-23 00:00', null, 'Sun 22 Nov 00:00 EST'],
    ['2027-01-04 08:00', '2026-12-31 17:00', null, 'Mon 4 Jan 2027 08:00 EST'],
    ['2026-07-01 00:05', '2026-07-01 00:00', null, '00:05 EDT'],
    // the reader's clock beside it, and the reader's day only where it is another
    ['2026-11-23 13:53', '2026-11-23 12:53', 'America/Chicago', '13:53 EST · 12:53 your time'],
    ['2026-11-25 11:30', '2026-11-23 12:53', 'America/Chicago', 'Wed 25 Nov 11:30 EST · 10:30 your time'],
    ['2026-11-23 22:30', '2026-11-23 12:53', 'Europe/Berlin', '22:30 EST · Tue 24 Nov 04:30 your time'],
    ['2026-11-23 17:00', '2026-11-23 23:30', 'Europe/Berlin', '17:00 EST · Mon 23 Nov 23:00 your time'],
    ['2026-11-23 13:53', '2026-11-23 12:53', 'Asia/Kathmandu', '13:53 EST · Tue 24 Nov 00:38 your time'],
  ])('%s, told %s to a reader in %s: %s', (at, now, readerZone, said) => {
    expect(sayTime(ny(at), { now: ny(now), zone: EASTERN, readerZone })).toBe(said);
  });

  it.each([
    ['America/New_York', 'EST'],
    ['Europe/Berlin', 'CET'],
    ['Europe/London', 'GMT'],
    ['Asia/Kolkata', 'IST'],
    ['Australia/Sydney', 'AEDT'],
    ['Africa/Johannesburg', 'SAST'],
    ['UTC', 'UTC'],
    ['Asia/Kathmandu', 'UTC+5:45'],
    ['America/Sao_Paulo', 'UTC-3'],
  ])('%s is called %s', (zone, name) => {
    const now = ny('2026-11-23 12:53');
    expect(sayTime(now, { now, zone, readerZone: null }).split(' ')[1]).toBe(name);
  });

  it('tells the hour that comes twice apart, and knows none that never comes', () => {
    const [first, second] = [Date.UTC(2026, 10, 1, 5, 30), Date.UTC(2026, 10, 1, 6, 30)];
    const when = { now: first, zone: EASTERN, readerZone: null };
    expect([sayTime(first, when), sayTime(second, when)]).toEqual(['01:30 EDT', '01:30 EST']);
    const jump = Date.UTC(2026, 2, 8, 7, 0);
    expect(sayTime(jump, { now: jump, zone: EASTERN, readerZone: null })).toBe('03:00 EDT');
  });

  it('never says a minute that has not come', () => {
    const now = ny('2026-11-23 13:53') + 59_999;
    expect(sayTime(now, { now, zone: EASTERN, readerZone: null })).toBe('13:53 EST');
  });

  it('says days and dates', () => {
    const when = { now: ny('2026-11-23 12:00'), zone: EASTERN };
    expect(sayDay(ny('2026-11-16 23:59'), when)).toBe('Mon 16 Nov');
    expect(sayDay(ny('2025-12-31 23:59'), when)).toBe('Wed 31 Dec 2025');
    expect(sayDate('2027-03-31')).toBe('31 Mar 2027');
  });
});

describe('what is left, and how late it is, are rounded toward the worse', () => {
  it.each([
    // now, due (by the clock of New York), said
    ['2026-11-23 12:53:00', '2026-11-23 13:53:00', '60 min left'],
    ['2026-11-23 12:48:00', '2026-11-23 13:53:00', '1 h 05 left'],
    ['2026-11-23 13:43:01', '2026-11-23 13:53:00', '9 min left'],
    ['2026-11-23 13:43:00', '2026-11-23 13:53:00', '10 min left'],
    ['2026-11-23 13:52:01', '2026-11-23 13:53:00', 'less than 1 min left'],
    ['2026-11-23 13:53:00', '2026-11-23 13:53:00', 'due now'],
    ['2026-11-23 13:53:01', '2026-11-23 13:53:00', '1 min late'],
    ['2026-11-23 14:05:00', '2026-11-23 13:53:00', '12 min late'],
    ['2026-11-23 14:04:01', '2026-11-23 13:53:00', '12 min late'],
    ['2026-11-23 15:00:00', '2026-11-23 13:53:00', '1 h 07 late'],
    // "working" is said only where the clock on the wall counts otherwise
    ['2026-11-20 17:40:00', '2026-11-23 08:45:00', '1 h 05 working left'],
    ['2026-11-20 17:55:00', '2026-11-23 08:30:00', '35 working min left'],
    ['2026-11-22 12:00:00', '2026-11-23 08:10:00', '10 working min left'],
    ['2026-11-23 08:05:00', '2026-11-20 17:55:00', '10 working min late'],
    ['2026-11-23 09:30:00', '2026-11-20 17:50:00', '1 h 40 working time late'],
    // beyond four hours, and after hours, the date says more
    ['2026-11-23 09:00:00', '2026-11-23 13:00:00', '4 h 00 left'],
    ['2026-11-23 08:59:59', '2026-11-23 13:00:00', null],
    ['2026-11-23 12:53:00', '2026-11-25 11:30:00', null],
    ['2026-11-24 13:53:01', '2026-11-23 13:53:00', null],
    ['2026-11-23 20:00:00', '2026-11-23 18:00:00', null],
  ])('at %s, due %s: %s', (now, due, said) => {
    expect(sayCount(countTo(ny(due), { now: ny(now), hours: eastern, clock: 'business' }))).toBe(said);
  });

  it('counts by the clock on the wall where the promise does', () => {
    const wall = { hours: eastern, clock: 'calendar' } as const;
    expect(sayCount(countTo(ny('2026-11-21 12:00'), { ...wall, now: ny('2026-11-21 10:30') }))).toBe('1 h 30 left');
    expect(saySpan(countTo(ny('2026-11-21 12:00'), { ...wall, now: ny('2026-11-21 12:20') }))).toBe('20 min');
  });

  it.each([
    [0, '0 min working'],
    [61, '2 min working'],
    [4_320, '1 h 12 working'],
    [86_400, '24 h 00 working'],
  ])('%i seconds open: %s', (seconds, said) => {
    expect(sayElapsed(seconds, 'business')).toBe(said);
  });

  it.each([
    [60, 'business', '1 working hour'],
    [1_440, 'business', '24 working hours'],
    [90, 'business', '90 working minutes'],
    [1, 'business', '1 working minute'],
    [2_880, 'calendar', '48 hours'],
  ] as const)('a target of %i minutes (%s): %s', (minutes, clock, said) => {
    expect(sayTarget(minutes, clock)).toBe(said);
  });
});
