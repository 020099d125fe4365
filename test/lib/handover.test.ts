import { expect, test } from 'vitest';
import { createHandover } from '../../src/lib/handover.ts';

const BYTES = Buffer.alloc(10);

test('what was left is given once, under its own name', () => {
  const handover = createHandover(100);
  handover.leave('a', BYTES);
  expect([handover.take('b'), handover.take('a'), handover.take('a')]).toEqual([null, BYTES, null]);
});

test('it holds twice what makes it full and no more, and has room again as things are taken', () => {
  const handover = createHandover(20);
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) handover.leave(name, BYTES);
  expect(handover.take('f')).toBeNull();
  expect(handover.take('e')).toBe(BYTES);
  handover.leave('g', BYTES);
  expect(handover.take('g')).toBe(BYTES);
});

test('who finds it full waits until something is taken', async () => {
  const handover = createHandover(10);
  handover.leave('a', BYTES);
  await handover.room();
  handover.leave('b', BYTES);
  const began = Date.now();
  setTimeout(() => handover.take('a'), 50);
  await handover.room();
  expect(Date.now() - began).toBeGreaterThanOrEqual(45);
  expect(Date.now() - began).toBeLessThan(900);
});

test('who finds it full and nobody taking is let through after a second', async () => {
  const handover = createHandover(10);
  handover.leave('a', BYTES);
  handover.leave('b', BYTES);
  const began = Date.now();
  await handover.room();
  expect(Date.now() - began).toBeGreaterThanOrEqual(990);
});
