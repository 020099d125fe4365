import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Level } from '../../../src/domain/level.ts';
import { dangerOf } from '../../../src/domain/promise/danger.ts';
import { deriveClocks } from '../../../src/domain/promise/derive.ts';
import type { TicketEvent } from '../../../src/domain/promise/event.ts';
import { riskOf } from '../../../src/domain/promise/risk.ts';
import { viewClock } from '../../../src/domain/promise/view.ts';
import { MINUTE, SECOND } from '../../../src/domain/time.ts';
import { ny, promises } from './office.ts';

const START = ny('2026-10-29 06:00'); // a Thursday; the clocks change on the Sunday after it
const WEEK = 7 * 24 * 60;

test('the instants at which a promise comes into danger are those at which it is said to be, over nights, weekends, pauses and the change of clocks', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 0, max: WEEK }),
      fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 0, max: 2 * WEEK * 60 }), { minLength: 5, maxLength: 20 }),
      (level, startMinute, waits, looks) => {
        const at = START + startMinute * MINUTE;
        const events: TicketEvent[] = [
          { kind: 'accepted', at, level: level as Level },
          { kind: 'published', at },
        ];
        let then = at;
        for (const [i, minutes] of waits.entries())
          events.push({ kind: i % 2 === 0 ? 'asked' : 'answered', at: (then += minutes * MINUTE) });
        for (const seconds of looks) {
          const now = then + seconds * SECOND;
          const standing = deriveClocks(events, promises, now)!;
          for (const clock of standing.clocks) {
            const risk = riskOf(viewClock(clock, standing, promises, now));
            const danger = dangerOf(clock, standing, promises);
            if (danger === null) {
              expect(['waiting', 'none']).toContain(risk);
              continue;
            }
            const byInstants =
              now > clock.dueAt! ? 'late' : now >= danger.nowAt ? 'now' : now >= danger.soonAt ? 'soon' : 'on_time';
            expect(risk).toBe(byInstants);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});
