import { expect, test } from 'vitest';
import { compare } from '../../../src/domain/priority/compare.ts';
import { compileRules } from '../../../src/domain/priority/compile.ts';
import type { Priorities } from '../../../src/domain/priority/found.ts';
import { compileTable } from '../../../src/domain/priority/table.ts';
import { loadSettings } from '../../../src/settings.ts';
import { smallRules } from './rules.ts';

const { policy } = await loadSettings({ env: {}, cwd: '/' });
const SAYS = { trouble: 4, grave: 4 };
const rules = (...phrases: string[]): Priorities => ({
  compiled: compileRules(
    smallRules({ halt: { speaks: SAYS, phrases }, else: { speaks: { trouble: -1 }, phrases: ['thanks'] } }),
  ),
  table: compileTable(policy.decisionTable),
  policy,
});
const body = 'The mill stands, thanks; the loom halts';

test('a phrase that came, one that went, and those that only count together', () => {
  const halt = (phrase: string, by: 'gained' | 'lost') => ({ signal: 'halt', phrase, by });
  const none = rules('xyz');
  expect(compare({ subject: '', body }, none, rules('mill stands'))).toEqual({
    from: 6,
    to: 2,
    causes: [halt('mill stands', 'gained')],
  });
  expect(compare({ subject: '', body }, rules('mill stands'), none)).toEqual({
    from: 2,
    to: 6,
    causes: [halt('mill stands', 'lost')],
  });
  expect(compare({ subject: '', body }, none, rules('mill stands', 'loom halts'))).toEqual({
    from: 6,
    to: 2,
    causes: [halt('mill stands', 'gained'), halt('loom halts', 'gained')],
  });
  expect(compare({ subject: '', body }, rules('mill stands'), rules('mill stands', 'loom halts'))).toEqual({
    from: 2,
    to: 2,
    causes: [],
  });
});
