import { expect, test } from 'vitest';
import { compileRules } from '../../../src/domain/priority/match.ts';

const rule = (signal: string, ...phrases: string[]) => ({ level: 1 as const, signal, phrases });
const find = (text: string, ...phrases: string[]) =>
  compileRules([rule('x', ...phrases)])
    .find(text)
    .map((match) => match.text);

test('whole words, any case, accents composed or not', () => {
  expect(find('Down, downtime, DOWN, markdown', 'down')).toEqual(['Down', 'DOWN']);
  expect(find('das geht über\u0308haupt nicht. U\u0308BER', 'über')).toEqual(['U\u0308BER']);
  expect(find('naïve прод работает', 'прод')).toEqual(['прод']);
});

test('words in sequence over line ends and hyphens, not over the end of a sentence', () => {
  expect(find('cannot log\n  in; log-in. Log. In. log, in', 'log in')).toEqual(['log\n  in', 'log-in']);
});

test('the longest phrase counts, and nothing that lies inside it', () => {
  expect(find('the system is down', 'system is down', 'system', 'is down')).toEqual(['system is down']);
  expect(find('system is down', 'system is', 'is down')).toEqual(['system is', 'is down']);
  expect(find('log in to log', 'log', 'log in now')).toEqual(['log', 'log']);
});

test('one phrase may speak for several rules', () => {
  expect(
    compileRules([rule('a', 'x y'), rule('b', 'x y')])
      .find('x y')
      .map((match) => match.rule.signal),
  ).toEqual(['a', 'b']);
});

test.each([
  ['many near misses', 'can '.repeat(250_000)],
  ['many matches', 'nobody can log in '.repeat(55_000)],
  ['one endless word', 'a'.repeat(1_000_000)],
  ['apostrophes', "a'".repeat(500_000)],
  ['empty lines', '\n '.repeat(500_000)],
])('a megabyte of %s is no trouble', (_name, text) => {
  const matcher = compileRules([rule('x', 'nobody can log in', 'can can can can can can no')]);
  const started = performance.now();
  const found = matcher.find(text);
  expect(performance.now() - started).toBeLessThan(3_000); // about 0.15 s on a quiet machine
  expect(found.length).toBeLessThanOrEqual(20);
});
