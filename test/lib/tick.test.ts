import { expect, test } from 'vitest';
import { createLog } from '../../src/lib/log.ts';
import { cronProblem, startTick } from '../../src/lib/tick.ts';

const log = createLog('silent');

test('five fields are told from nonsense', () => {
  expect(cronProblem('17 3 * * *')).toBeNull();
  expect(cronProblem('99 3 * * *')).toMatch(/^"99 3 \* \* \*" is no timetable: /u);
  expect(() => startTick('daily', 'x * * * *', { take: async () => true, log }, async () => {})).toThrow('daily: "x');
});

test('work that fails, and a table that cannot be asked, do not end the ticking', { timeout: 20_000 }, async () => {
  let asked = 0;
  let worked = 0;
  const tick = startTick(
    'often',
    '* * * * * *',
    {
      log,
      take: async () => {
        asked += 1;
        if (asked === 1) throw new Error('the database does not answer');
        return true;
      },
    },
    async () => {
      worked += 1;
      throw new Error('failed');
    },
  );
  await expect.poll(() => worked, { timeout: 15_000 }).toBeGreaterThanOrEqual(2);
  await tick.stop();
  expect(asked).toBeGreaterThanOrEqual(3);
});
