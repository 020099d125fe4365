import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FaxEvent } from '../../../src/domain/fax/fax.ts';
import { mergeEvents } from '../../../src/domain/fax/merge.ts';

const NOTHING: FaxEvent['told'] = {
  caller: null,
  callerName: null,
  station: null,
  dialled: null,
  pages: null,
  error: null,
  barcodes: [],
};
const event = (eventId: string, change: Partial<FaxEvent> = {}, told: Partial<FaxEvent['told']> = {}): FaxEvent => ({
  source: 'telnyx',
  faxId: 'f',
  eventId,
  at: null,
  state: 'coming',
  mediaUrl: null,
  ...change,
  told: { ...NOTHING, ...told },
});

const some = fc
  .uniqueArray(
    fc.record({
      eventId: fc.stringMatching(/^[a-z]{1,3}$/u),
      at: fc.option(fc.nat(5), { nil: null }),
      state: fc.constantFrom<FaxEvent['state']>('coming', 'received', 'partial', 'failed'),
      mediaUrl: fc.option(fc.constantFrom('https://a.example/1', 'https://a.example/2'), { nil: null }),
      caller: fc.option(fc.constantFrom('1', '2'), { nil: null }),
      pages: fc.option(fc.nat(3), { nil: null }),
    }),
    { selector: ({ eventId }) => eventId, minLength: 1, maxLength: 6 },
  )
  .map((all) => all.map(({ caller, pages, ...rest }) => event(rest.eventId, rest, { caller, pages })));

test('the same events come to the same, in whatever order', () => {
  fc.assert(
    fc.property(some, fc.infiniteStream(fc.nat()), (events, chance) => {
      const mixed = events
        .map((one) => [chance.next().value as number, one] as const)
        .toSorted(([a], [b]) => a - b)
        .map(([, one]) => one);
      expect(mergeEvents(mixed)).toEqual(mergeEvents(events));
    }),
  );
});

test('an end is never taken back, and silence wipes nothing', () => {
  fc.assert(
    fc.property(some, (events) => {
      const merged = mergeEvents(events);
      if (events.some(({ state }) => state !== 'coming')) expect(merged.state).not.toBe('coming');
      if (events.some(({ told }) => told.caller !== null)) expect(merged.told.caller).not.toBeNull();
      if (events.some(({ mediaUrl }) => mediaUrl !== null)) expect(merged.mediaUrl).not.toBeNull();
    }),
  );
});

test('of several ends the newest counts, and of those at one time the one with more of the fax', () => {
  const end = (state: FaxEvent['state'], at: number | null) => event(`${state}${at}`, { state, at });
  expect(mergeEvents([end('failed', 1), end('received', 2)]).state).toBe('received');
  expect(mergeEvents([end('received', 1), end('failed', 2)]).state).toBe('failed');
  expect(mergeEvents([end('received', 1), end('failed', 1), end('partial', 1)]).state).toBe('received');
  expect(mergeEvents([end('received', null), end('failed', null)]).state).toBe('received');
});
