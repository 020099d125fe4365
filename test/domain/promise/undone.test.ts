import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deriveClocks } from '../../../src/domain/promise/derive.ts';
import type { Happening, TicketEvent } from '../../../src/domain/promise/event.ts';
import { HOUR, MINUTE } from '../../../src/domain/time.ts';
import { ny, promises } from './office.ts';

const START = ny('2026-04-07 10:00');
const happening = fc.constantFrom<Happening>(
  { kind: 'levelled', level: 1 },
  { kind: 'contact', outcome: 'reached' },
  { kind: 'published' },
  { kind: 'asked' },
  { kind: 'answered' },
  { kind: 'resolved' },
  { kind: 'reopened', by: 'customer' },
  { kind: 'merged' },
  { kind: 'absorbed', acceptedAt: START - HOUR },
);
const timed = fc.record({ minutes: fc.integer({ min: 0, max: 3_000 }), happening, isUndone: fc.boolean() });

test('what was undone never was, whatever it was and whatever came before and after', () => {
  fc.assert(
    fc.property(fc.array(timed, { maxLength: 12 }), (lines) => {
      const accepted: TicketEvent = { kind: 'accepted', level: 2, at: START };
      const all = lines.map(({ minutes, happening: one, isUndone }): TicketEvent => ({
        ...one,
        at: START + minutes * MINUTE,
        mark: isUndone ? 'letter' : 'another',
      }));
      const later = START + 4_000 * MINUTE;
      const undone: TicketEvent = { kind: 'undone', of: 'letter', at: later - HOUR };
      expect(deriveClocks([accepted, ...all, undone], promises, later)).toEqual(
        deriveClocks([accepted, ...all.filter(({ mark }) => mark !== 'letter')], promises, later),
      );
    }),
  );
});
