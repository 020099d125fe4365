import { LEVELS } from '../../../src/domain/level.ts';
import { act, seedTicket, type Desk } from '../../acts/desk.ts';
import { ny } from '../../domain/promise/office.ts';

/** Numbers that are the same in each run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** Tickets that came over three days, on which people did this and that. */
export async function busyDays(desk: Desk, count: number, seed: number): Promise<void> {
  const roll = dice(seed);
  const open: string[] = [];
  const times = Array.from({ length: count }, () => ny('2026-11-23 08:00') + roll(3 * 24 * 60 * 60) * 1_000).toSorted(
    (a, b) => a - b,
  );
  for (const at of times) {
    desk.wait((at - desk.now()) / 1_000);
    open.push(await seedTicket(desk, { level: LEVELS[roll(6)]! }));
    const one = open[roll(open.length)]!;
    // some are refused: a waiting ticket cannot be asked for again
    if (roll(2) === 0) await act(desk, 'contact', one, { outcome: roll(3) === 0 ? 'no_answer' : 'reached' });
    if (roll(3) === 0) await act(desk, 'level', open[roll(open.length)]!, { level: LEVELS[roll(6)]! });
    if (roll(4) === 0) await act(desk, 'ask', open[roll(open.length)]!, { text: 'Which version?' });
    if (roll(6) === 0) await act(desk, 'resume', open[roll(open.length)]!, {});
    if (roll(7) === 0) await act(desk, 'resolve', open[roll(open.length)]!, { text: 'Restarted.' });
  }
}
