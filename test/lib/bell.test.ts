import { expect, test } from 'vitest';
import { createBell } from '../../src/lib/bell.ts';

const LONG = 60_000; // ms; a test that waits for it fails

test('a ring that nobody waited for is heard at once, and once', async () => {
  const bell = createBell();
  bell.ring();
  bell.ring();
  await bell.heard(LONG);
  const began = Date.now();
  await bell.heard(30);
  expect(Date.now() - began).toBeGreaterThanOrEqual(25);
});

test('a ring wakes all who wait', async () => {
  const bell = createBell();
  const waiting = [bell.heard(LONG), bell.heard(LONG)];
  bell.ring();
  await Promise.all(waiting);
});
