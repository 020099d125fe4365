import fc from 'fast-check';
import { expect, test } from 'vitest';
import { junkRuleOf, junkWords, refuses, type JunkRules } from '../../../src/domain/fax/junk.ts';

const RULES: JunkRules = {
  rules: [
    { name: 'holiday offers', caller: '+1555019*', station: null, refuse: true },
    { name: 'nameless machines', caller: '', station: '', refuse: false },
    { name: 'toner', caller: null, station: '*toner*deals*', refuse: false },
    { name: 'empty', caller: null, station: null, refuse: false },
  ],
  never: ['+15550190001', '+1555017*'],
};
const ruleOf = (caller: string | null, station: string | null) => junkRuleOf({ caller, station }, RULES)?.name ?? null;

test.each([
  ['+15550190000', 'OFFICE', 'holiday offers'],
  ['(1) 555-019 0000', null, 'holiday offers'],
  ['+15550190001', 'TONER DEALS', null], // is never junk
  ['(555) 019-0001', null, null],
  ['+15550170000', 'TONER DEALS', null],
  [null, null, 'nameless machines'],
  ['anonymous', '', 'nameless machines'],
  ['anonymous', 'CLINIC', null],
  ['+15550100000', 'Best Toner of all DEALS 2026', 'toner'],
  ['+15550100000', 'deals toner', null],
  ['+15550100000', null, null], // a rule that says nothing fits nobody
])('%s %s falls under %s', (caller, station, name) => expect(ruleOf(caller, station)).toBe(name));

test('the words name the rule and what fitted', () => {
  expect(junkWords(RULES.rules[0]!)).toBe('junk by the rule "holiday offers": the number fits +1555019*');
  expect(junkWords(RULES.rules[1]!)).toBe(
    'junk by the rule "nameless machines": no number is told and the machine gives no name',
  );
});

test('patterns mean what stars mean, as far as a pattern of letters and stars can tell', () => {
  const text = fc.stringMatching(/^[ab]{0,12}$/u);
  const pattern = fc.stringMatching(/^[ab*]{1,8}$/u);
  fc.assert(
    fc.property(text, pattern, (station, glob) => {
      const rules = { rules: [{ name: 'x', caller: null, station: glob, refuse: false }], never: [] };
      const wanted = new RegExp(`^${glob.replaceAll('*', '.*')}$`, 'u').test(station);
      expect(junkRuleOf({ caller: null, station }, rules) !== null).toBe(wanted);
    }),
  );
});

test('a hostile pattern and name take no time', () => {
  const rules = { rules: [{ name: 'x', caller: null, station: `${'*a'.repeat(40)}*b`, refuse: false }], never: [] };
  expect(junkRuleOf({ caller: null, station: 'a'.repeat(20_000) }, rules)).toBeNull();
});

test.each([
  ['anonymous*', '+15550102231', false], // words are no number, and fit none
  ['anonymous*', 'Anonymous 17', true],
  ['*', '+15550102231', true],
  ['unavailable', 'UNAVAILABLE', true],
  ['+1 (555) 019*', '5550190000', false], // without its country nobody knows
  ['+1 (555) 019*', '+15550190000', true],
  ['*019 0000', '(555) 019-0000', true],
  ['', '+266696687', true],
])('the pattern %s and the number %s: %s', (caller, number, fits) => {
  const rules = { rules: [{ name: 'x', caller, station: null, refuse: false }], never: [] };
  expect(junkRuleOf({ caller: number, station: 'OFFICE' }, rules) !== null).toBe(fits);
  const safe = { rules: [{ name: 'x', caller: null, station: 'OFFICE', refuse: false }], never: [caller] };
  expect(junkRuleOf({ caller: number, station: 'OFFICE' }, safe) === null).toBe(fits);
});

test('a call is turned away by its number alone, for the name of its machine is told too late', () => {
  const rule = (caller: string | null, station: string | null, refuse = true) => ({
    name: 'x',
    caller,
    station,
    refuse,
  });
  const turnsAway = (one: ReturnType<typeof rule>, caller: string | null, never: readonly string[] = []) =>
    refuses(caller, { rules: [one], never });
  expect(turnsAway(rule('+1555019*', null), '+15550190000')).toBe(true);
  expect(turnsAway(rule('+1555019*', null), '+15550190000', ['+15550190000'])).toBe(false);
  expect(turnsAway(rule('+1555019*', null, false), '+15550190000')).toBe(false);
  expect(turnsAway(rule(null, ''), '+15550100000')).toBe(false); // would turn everybody away
  expect(turnsAway(rule('', ''), null)).toBe(false);
  expect(turnsAway(rule('', null), null)).toBe(true);
  expect(turnsAway(rule(null, '*deals*'), '+15550190000')).toBe(false);
  const first = [rule('+1555*', null, false), rule('+1555019*', null)];
  expect(refuses('+15550190000', { rules: first, never: [] })).toBe(true); // whichever rule stands first
});
