import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileRules } from '../../../src/domain/priority/match.ts';
import { suggestLevel } from '../../../src/domain/priority/suggest.ts';
import { loadSettings } from '../../../src/settings.ts';

const { policy } = await loadSettings({ env: {}, cwd: '/' });
const matcher = compileRules(policy.rules);
const suggest = (body: string, subject = '') => suggestLevel({ subject, body }, matcher, policy);

test.each([
  // [level, what was written]
  [1, 'The production system is down since 8.'],
  [1, 'Since this morning nobody can log in.'],
  [1, 'The service won’t start after the reboot.'], // typographic apostrophe
  [2, 'The expense report cannot be printed in Lyon.'],
  [2, 'Month end in production fails with a message. In test it is fine.'],
  [3, 'The test system is down.'],
  [3, 'Our UAT server does not start any more.'],
  [3, 'Invoices are wrong in UAT and we cannot go live without them.'],
  [4, 'In the sandbox the import fails, the rest can be tested.'],
  [5, 'There is a typo on the login page.'],
  [5, 'The export fails, but there is a workaround: CSV.'],
  [6, 'How do I add a user?'],
  [6, 'The system is NOT down, we only wonder about the colour.'],
  [6, "It isn't down. All well."],
  [6, 'The run ended without error.'],
  [6, 'URGENT!!! ASAP!!! CRITICAL!!! Who is our consultant?'],
  [6, 'What do we do if the system is down on payday?'],
  [2, 'If I press Save, the form crashes.'],
  [6, 'Vielen Dank und schöne Grüße'],
  [6, ''],
])('%i: %s', (level, body) => {
  expect(suggest(body).level).toBe(level);
});

test('the gravest decides, and the subject counts', () => {
  expect(suggest('There is a typo in the menu. Nobody can log in.').level).toBe(1);
  expect(suggest('Please call.', 'Production is down').level).toBe(1);
  expect(suggest('The database does not open.', 'Test system').level).toBe(3);
});

test('the subject of an answer tells what was; that of a forwarded mail is the request', () => {
  expect(suggest('All well again, thank you.', 'RE: Production is down').level).toBe(6);
  expect(suggest('See below.', 'FW: Production is down').level).toBe(1);
});

test('every piece of evidence stands where it says', () => {
  const body = 'Grüße 👋,\n\nin UAT the service won’t start.\nNobody can test.';
  const { evidence, because, confidence } = suggest(body);
  expect(evidence.map(({ signal, text }) => [signal, text])).toEqual([
    ['system_down', 'won’t start'],
    ['nobody_can_work', 'Nobody can'],
    ['test_system', 'UAT'],
  ]);
  for (const { text, at } of evidence) expect(body.slice(...at)).toBe(text);
  expect(because).toBe('"won’t start" in the body, told of a test system, speaks for level 3 (Test system down).');
  expect(confidence).toBeGreaterThan(0.5);
});

test('without evidence it is the default level, said with little confidence', () => {
  expect(suggest('Hello.')).toEqual({
    level: 6,
    confidence: 0.2,
    evidence: [],
    because: expect.stringContaining('a person must read it'),
  });
});

test('whatever is written, offsets hold, confidence is a share, and an answer comes', () => {
  const words = fc.constantFrom(
    'nobody',
    'can',
    'log',
    'in',
    'is',
    'not',
    'down',
    'UAT',
    'error',
    ' ',
    '.',
    '\n\n',
    '👋',
    'é',
    "don't",
    '\u0000',
  );
  fc.assert(
    fc.property(fc.array(words), fc.string({ unit: 'binary' }), (body, subject) => {
      const input = { subject, body: body.join(' ') };
      const { level, confidence, evidence } = suggestLevel(input, matcher, policy);
      expect(level).toSatisfy((n: number) => n >= 1 && n <= 6);
      expect(confidence).toSatisfy((n: number) => n >= 0 && n <= 1);
      for (const { text, where, at } of evidence) expect(where === 'fax' ? '' : input[where].slice(...at)).toBe(text);
    }),
  );
});
