import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { loadSettings } from '../../src/settings.ts';

test('the packaged policy says what the support policy says', async () => {
  const { policy, zone } = await loadSettings({ env: {}, cwd: '/' });
  expect(zone).toBe('America/New_York');
  const levels = Object.values(policy.levels);
  expect(levels.map((level) => level.level)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(levels.map((level) => level.callBackMinutes)).toEqual([60, 60, 60, 240, 240, 1440]);
  expect(levels.map((level) => level.resolutionMinutes)).toEqual([null, null, 2880, 4320, null, 4320]);
  // words and minutes are two keys, so they must not drift apart
  expect(levels.map((level) => Number(/\d+/u.exec(level.callBack)?.[0]) * 60)).toEqual(
    levels.map((level) => level.callBackMinutes),
  );
  expect(policy).toMatchObject({
    defaultLevel: 6,
    phone: null,
    serviceHours: 'Monday to Friday, 8:00 AM to 6:00 PM Eastern',
  });
});

test('settings become the words and units of the domain', async () => {
  const { policy } = await loadSettings({ env: {}, cwd: '/' });
  expect(policy.mailboxes).toEqual([
    {
      id: 'support',
      address: 'support@example.com',
      name: 'Customer Support',
      addresses: ['support@example.com'],
      authentication: { mode: 'off', authservId: null },
    },
  ]);
  expect(policy.acknowledge).toMatchObject({
    maxAge: 24 * HOUR,
    envelopeFrom: 'empty',
    perAddressHour: 3,
    echoSubject: 'verified',
  });
  expect(policy.storm).toEqual({ mails: 20, within: 10 * MINUTE });
  expect(policy.reopenWithin).toBe(14 * DAY);
});
