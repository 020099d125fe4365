import { expect, test } from 'vitest';
import { judge, type HealthFacts } from '../../src/domain/health.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const well: HealthFacts = {
  startedAt: NOW - HOUR,
  database: null,
  loops: [{ name: 'process', beatAt: NOW - 1_000, failures: 0 }],
  listeners: [{ name: 'smtp', open: true }],
  mailboxes: [{ id: 'support', readAt: NOW - MINUTE, every: MINUTE }],
};
const failing = (facts: Partial<HealthFacts>): readonly string[] =>
  judge({ ...well, ...facts }, NOW).flatMap(({ check, state, what }) =>
    state === 'failed' ? [`${check}: ${what}`] : [],
  );

test('a house in order is judged well', () => {
  expect(judge(well, NOW)).toEqual([
    { check: 'database', state: 'ok', what: 'answers' },
    { check: 'mailbox support', state: 'ok', what: 'last read 60 s ago' },
    { check: 'listener smtp', state: 'ok', what: 'listens' },
    { check: 'stage process', state: 'ok', what: 'works' },
  ]);
});

test.each<[string, Partial<HealthFacts>, RegExp | null]>([
  ['a silent database', { database: 'does not answer' }, /^database: does not answer$/u],
  ['a read 4 minutes ago', { mailboxes: [{ id: 'a', readAt: NOW - 4 * MINUTE, every: MINUTE }] }, null],
  [
    'a read 6 minutes ago',
    { mailboxes: [{ id: 'a', readAt: NOW - 6 * MINUTE, every: MINUTE }] },
    /^mailbox a: last read 6 minutes ago/u,
  ],
  ['6 minutes where 10 are usual', { mailboxes: [{ id: 'a', readAt: NOW - 6 * MINUTE, every: 10 * MINUTE }] }, null],
  [
    'never read an hour after the start',
    { mailboxes: [{ id: 'a', readAt: null, every: MINUTE }] },
    /^mailbox a: never read/u,
  ],
  [
    'never read a minute after the start',
    { startedAt: NOW - MINUTE, mailboxes: [{ id: 'a', readAt: null, every: MINUTE }] },
    null,
  ],
  [
    'an old read a minute after the start',
    { startedAt: NOW - MINUTE, mailboxes: [{ id: 'a', readAt: NOW - HOUR, every: MINUTE }] },
    null,
  ],
  ['a listener without a port', { listeners: [{ name: 'smtp', open: false }] }, /^listener smtp/u],
  ['two failed rounds', { loops: [{ name: 'send', beatAt: NOW, failures: 2 }] }, null],
  ['three failed rounds', { loops: [{ name: 'send', beatAt: NOW, failures: 3 }] }, /^stage send: failed 3 times/u],
  [
    'a round of 16 minutes',
    { loops: [{ name: 'send', beatAt: NOW - 16 * MINUTE, failures: 0 }] },
    /^stage send: has been/u,
  ],
])('%s', (_name, facts, expected) => {
  const said = failing(facts);
  if (expected === null) expect(said).toEqual([]);
  else expect(said).toEqual([expect.stringMatching(expected)]);
});
