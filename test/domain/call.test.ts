import { beforeAll, describe, expect, test } from 'vitest';
import { recordOf, saidOn, subjectOf, systemOf, type System, type Work } from '../../src/domain/call.ts';
import type { Level } from '../../src/domain/level.ts';
import { factsOfCall } from '../../src/domain/level-facts.ts';
import { createPriorities } from '../../src/domain/priority/priorities.ts';
import { suggestLevel } from '../../src/domain/priority/suggest.ts';
import { loadSettings } from '../../src/settings.ts';

describe('what was answered decides the level by the table that mails are decided by', () => {
  let priorities: ReturnType<typeof createPriorities>;
  beforeAll(async () => {
    const { policy } = await loadSettings({ file: 'config/postroom.yaml', env: {} });
    priorities = createPriorities(policy);
  });
  const suggested = (body: string, system: System | null, work: Work | null) =>
    suggestLevel(
      {
        subject: '',
        body,
        facts: factsOfCall({ customer: null, openTickets: [] }, '2026-11-23', saidOn(system, work)),
      },
      priorities,
    );

  test.each<[System | null, Work, Level]>([
    ['production', 'stopped', 1],
    ['production', 'part', 2],
    ['production', 'minor', 5],
    ['production', 'question', 6],
    ['test', 'stopped', 3],
    ['test', 'part', 4],
    ['test', 'minor', 5],
    ['test', 'question', 6],
    // nothing was said of the system: production is meant
    [null, 'stopped', 1],
    [null, 'part', 2],
  ])('%s, %s: level %i, whatever the words are', (system, work, level) => {
    for (const body of ['', 'The screen shows a grey box.', 'How do I print the report?'])
      expect(suggested(body, system, work).level).toBe(level);
  });

  test('an answer goes before words that say otherwise, and is the first reason', () => {
    const { level, because } = suggested('It is down, nobody can log in!', 'production', 'question');
    expect(level).toBe(6);
    expect(because).toContain(
      'said on the telephone: they can work; it is a question or a wish; the production system',
    );
  });

  test('where nothing was answered the words decide', () => {
    expect(saidOn(null, null)).toBeNull();
    expect(suggested('Nobody can log in to the live system, everything is down', null, null).level).toBe(1);
  });
});

test.each([
  ['Nobody can post invoices. It began at nine.', 'Nobody can post invoices'],
  ['Cannot  print\nanything', 'Cannot print anything'],
  ['Ver. 2.5 is slow! Since when?', 'Ver. 2.5 is slow!'],
  ['', ''],
  [`${'long '.repeat(30)}end`, `${'long '.repeat(15)}long…`],
])('%j is called %j', (text, subject) => {
  expect(subjectOf(text)).toBe(subject);
});

test.each([
  ['production', null, 'production'],
  ['production', '2026-11-23', 'production'],
  ['production', '2026-11-24', 'test'],
  ['test', null, 'test'],
  ['staging', '2020-01-01', 'test'],
  ['training', null, 'test'],
] as const)('a system for %s that goes live %s is %s for who calls about it', (environment, goLive, system) => {
  expect(systemOf({ environment, goLive }, '2026-11-23')).toBe(system);
});

test('the record says what was said, and nothing of what was not', () => {
  const nothing = { number: '', address: '', customer: null, system: null, systemName: '', work: null, solution: null };
  expect(
    recordOf({ ...nothing, takenBy: 'Ben Ito', began: 'now', caller: 'Zoe', subject: 'No light', text: 'No light.' }),
  ).toBe('A telephone call\n\nBegan: now\nTaken by: Ben Ito\nCaller: Zoe\nSubject: No light\n\nNo light.\n');
});
