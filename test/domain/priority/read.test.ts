import { expect, test } from 'vitest';
import { compileRules, type CompiledRules } from '../../../src/domain/priority/compile.ts';
import { readText } from '../../../src/domain/priority/read.ts';
import { compiled, smallRules } from './rules.ts';

const found = (text: string, rules: CompiledRules, scanned = false) =>
  readText(text, rules, scanned).hits.map(({ at }) => text.slice(...at));
const find = (text: string, ...phrases: string[]) => found(text, compiled(...phrases));

test('whole words, any case, with or without accents', () => {
  expect(find('Down, downtime, DOWN, markdown', 'down')).toEqual(['Down', 'DOWN']);
  expect(find('das geht über\u0308haupt. U\u0308BER, uber', 'über')).toEqual(['U\u0308BER', 'uber']);
  expect(find('naïve прод работает', 'прод')).toEqual(['прод']);
});

test('one phrase for every inflection and contraction', () => {
  expect(find('It crashes; it crashed; crashing; a crash', 'crash')).toEqual([
    'crashes',
    'crashed',
    'crashing',
    'crash',
  ]);
  expect(find("I can't log in. I cannot log in. We could not log in. we cant log in", 'can not log in')).toHaveLength(
    4,
  );
  expect(find("it won’t start; didn't start; doesn't start", 'will not start', 'do not start')).toHaveLength(3);
});

test('words in sequence over line ends and hyphens, not over the end of a clause', () => {
  expect(find('log\n  in; log-in. Log. In. log, in', 'log in')).toEqual(['log\n  in', 'log-in']);
});

test('fillers are passed over, in texts and in phrases', () => {
  expect(find('The system is really down', 'system is down', 'is the system')).toEqual(['system is really down']);
});

test('groups stand for one another, and .. leaves room for four words', () => {
  const rules = compileRules(
    smallRules(
      { x: { phrases: ['<nobody> .. can .. <enter>'] } },
      { nobody: ['nobody', 'no one', 'not a soul'], enter: ['log in', 'enter'] },
    ),
  );
  expect(found('No one here can currently log in', rules)).toEqual(['No one here can currently log in']);
  expect(found('not a soul, from boss to boy, can enter', rules)).toEqual(['not a soul, from boss to boy, can enter']);
  expect(found('nobody one two three four can one two three four log in', rules)).toHaveLength(1);
  expect(found('nobody one two three four five can enter', rules)).toEqual([]);
  expect(found('nobody is here. We can enter', rules)).toEqual([]);
});

test('what lies inside a longer phrase is not told again; the name of a system is, unless it is in another sense', () => {
  expect(find('the system is down', 'system is down', 'system', 'is down')).toEqual(['system is down']);
  expect(find('system is down', 'system is', 'is down')).toEqual(['system is', 'is down']);
  const rules = compileRules(
    smallRules({
      down: { phrases: ['test system is down', 'down'] },
      test: { kind: 'test_system', phrases: ['test'] },
      sense: { kind: 'hides', phrases: ['test invoice', 'drop down'] },
    }),
  );
  expect(found('the test system is down', rules)).toEqual(['test system is down', 'test']);
  expect(found('a test invoice in the drop-down', rules)).toEqual(['test invoice', 'drop-down']);
});

test('only phrases of the language of the text count', () => {
  const rules = compileRules(
    smallRules({ x: { phrases: ['die'] }, y: { language: 'de', phrases: ['geht nicht', 'Fehler'] } }),
  );
  expect(readText('Der Druck geht nicht und wir warten', rules)).toMatchObject({ language: 'de' });
  expect(found('Der Druck geht nicht und wir warten', rules)).toEqual(['geht nicht']);
  expect(found('we saw Fehler and it is dead', rules)).toEqual([]);
});

test('typing slips: a letter missing, one too many, two exchanged; another word is no slip', () => {
  expect(find('systm, sysstem, sysetm, ystem', 'system')).toEqual(['systm', 'sysstem', 'sysetm']);
  expect(find('it looked fine, the locker', 'locked')).toEqual([]);
});

test('what a scanner makes of words', () => {
  const rules = compiled('bill', 'time', 'window', 'support', 'can not', 'branch', 'application');
  const fax = 'bi11ing tirne Windovvs Supp ort c an n0t br anches APPL|CATION';
  expect(found(fax, rules, true)).toEqual([
    'bi11ing',
    'tirne',
    'Windovvs',
    'Supp ort',
    'c an n0t',
    'br anches',
    'APPL|CATION',
  ]);
  expect(found(fax, rules)).toEqual([]);
});

test.each([
  ['many near misses', 'can '.repeat(250_000)],
  ['many matches', 'nobody can log in '.repeat(55_000)],
  ['many half-recognised phrases', 'nobody nobody '.repeat(70_000)],
  ['one endless word', 'a'.repeat(1_000_000)],
  ['ever new words', Array.from({ length: 120_000 }, (_, n) => `w${n.toString(36)}xyz`).join(' ')],
  ['apostrophes', "a'".repeat(500_000)],
  ['empty lines', '\n '.repeat(500_000)],
  ['sentences', 'if not. '.repeat(125_000)],
])('a megabyte of %s is no trouble', (_name, text) => {
  const rules = compiled('nobody can log in', 'can can can can can can no', 'nobody .. log .. in');
  for (const scanned of [false, true]) {
    const started = performance.now();
    const { hits, cues } = readText(text, rules, scanned);
    expect(performance.now() - started).toBeLessThan(6_000); // a fence against growth by squares; some 0.3 s on a quiet machine
    expect(hits.length).toBeLessThanOrEqual(400);
    expect(cues.length).toBeLessThanOrEqual(2_000);
  }
});
