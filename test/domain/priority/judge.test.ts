import { expect, test } from 'vitest';
import { compileRules } from '../../../src/domain/priority/compile.ts';
import { judge } from '../../../src/domain/priority/judge.ts';
import { readText } from '../../../src/domain/priority/read.ts';
import { smallRules } from './rules.ts';

const rules = compileRules(
  smallRules({
    trouble: { phrases: ['down', 'crash', 'can not print', 'error'] },
    thanks: { kind: 'other', phrases: ['thank you'] },
    looks: { kind: 'blemish', phrases: ['font'] },
    test: { kind: 'test_system', phrases: ['test', 'staging'] },
    live: { kind: 'live_system', phrases: ['production'] },
  }),
);
const judged = (text: string) =>
  judge(readText(text, rules))
    .filter(({ signal }) => signal.kind === 'trouble')
    .map(({ meant, system }) => (system === null ? meant : `${meant} of ${system}`));

test.each([
  ['The system is down.', ['told']],
  ['The system is not down.', ['denied']],
  ["It isn't really down, but it did crash", ['denied', 'told']],
  ['It ran without a single error', ['denied']],
  ['We can not print', ['told']], // the phrase has its own "not"
  ['If it is down, what then?', ['supposed']],
  ['Suppose a crash happens, it is down. It is down', ['supposed', 'supposed', 'told']],
  ['If I look, it is down', ['told']],
  ['This is no time to suppose: it is down', ['supposed']],
  ['Not suppose: it is down', ['told']],
  ['Yesterday was bad, it was down, but it is down', ['past', 'told']],
  ['It was down yesterday', ['past']],
  ['It is down since yesterday', ['told']],
  ['On 6 May it was down', ['past']],
  ['It is down, on 6 May we start', ['told']],
  ['It was down', ['told']], // who writes in the past tense may still wait for help
  ['What is down?', ['asked']],
  ['Can you see why it is down', ['told']], // a request to mend it, not a question whether
  ['In test the print is down', ['told of test']],
  ['Production is fine, staging is down', ['told of test']],
  ['Staging is fine. Production: a crash', ['told of live']],
  ['We looked at staging. There it is down', ['told of test']],
  ['A crash. That was staging', ['told']],
])('%s', (text, expected) => {
  expect(judged(text)).toEqual(expected);
});

test('thanks are never denied or past', () => {
  const [first] = judge(readText('not yesterday: thank you', rules));
  expect(first).toMatchObject({ meant: 'told', system: null });
});

test.each([
  ['Can you change the font?', ['asked']],
  ['The font is wrong. How are you?', ['told']],
  ['This is not the font that we had', ['told']],
])('a blemish can be asked about, and is told otherwise: %s', (text, expected) => {
  const found = judge(readText(text, rules)).filter(({ signal }) => signal.kind === 'blemish');
  expect(found.map(({ meant }) => meant)).toEqual(expected);
});
