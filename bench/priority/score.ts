import process from 'node:process';
import { parseArgs } from 'node:util';
import { createPriorities } from '../../src/domain/priority/priorities.ts';
import type { Priorities } from '../../src/domain/priority/found.ts';
import { suggestLevel } from '../../src/domain/priority/suggest.ts';
import { loadSettings } from '../../src/settings.ts';
import { measureAll, readCases, type Case, type Measured } from './cases.ts';
import { fitWeights, withWeights } from './fit.ts';
import { scoreOf, wordsOf, type Rated } from './report.ts';

/*
 * `npm run score -- FILE`: how well the rules meet the levels that people gave. Twice: with the rules as they stand, and
 * cross-validated, where the weights are fitted anew on all but the fold that is rated (and on the files of --with), so
 * that no case is rated by weights that have seen it. Phrases are the same in both.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    with: { type: 'string', multiple: true, default: [] },
    folds: { type: 'string', default: '10' },
    config: { type: 'string' },
    json: { type: 'boolean', default: false },
    wrong: { type: 'boolean', default: false },
  },
});

const folds = Number(values.folds);
if (positionals.length === 0 || !Number.isInteger(folds) || folds < 2) {
  process.stderr.write(
    'usage: npm run score -- FILE.jsonl… [--with FILE.jsonl]… [--folds 10] [--config FILE] [--json] [--wrong]\n',
  );
  process.exit(2);
}
const { policy } = await loadSettings({ file: values.config, env: {} });
const priorities = createPriorities(policy);
const cases = positionals.flatMap(readCases);
const others = measureAll(values.with.flatMap(readCases), priorities);

const standing = rate(cases, priorities);
const crossed = crossValidated(measureAll(cases, priorities), others, priorities);
const cost = costOf(cases, priorities);
if (values.json) {
  process.stdout.write(
    `${JSON.stringify({ standing: scoreOf(standing), cross_validated: scoreOf(crossed), folds, cpu_us_per_mail: cost })}\n`,
  );
} else {
  process.stdout.write(`${wordsOf('rules as they stand', scoreOf(standing))}\n\n`);
  process.stdout.write(`${wordsOf(`cross-validated, ${folds} folds`, scoreOf(crossed))}\n\n`);
  process.stdout.write(`CPU a mail: ${cost.mean.toFixed(0)} µs, longest ${cost.longest.toFixed(0)} µs\n`);
}
if (values.wrong)
  for (const { id, level, got } of crossed.filter((one) => one.level !== one.got))
    process.stdout.write(`${id}: level ${level} rated ${got}\n`);

function rate(all: readonly Case[], by: Priorities): readonly Rated[] {
  return all.map(({ id, level, request }) => ({ id, level, got: suggestLevel(request, by).level }));
}

function crossValidated(all: readonly Measured[], more: readonly Measured[], by: Priorities): readonly Rated[] {
  return Array.from({ length: folds }, (_, fold) => {
    const weights = fitWeights([...all.filter((_case, n) => n % folds !== fold), ...more]);
    const rules = withWeights(by.compiled.rules, weights);
    return all
      .filter((_case, n) => n % folds === fold)
      .map(({ id, level, request }) => ({
        id,
        level,
        got: suggestLevel(request, { ...by, compiled: { ...by.compiled, rules } }).level,
      }));
  }).flat();
}

/** CPU time of one suggestion, warm, in µs: the mean over all cases, and the mean of the longest one. */
function costOf(all: readonly Case[], by: Priorities): { readonly mean: number; readonly longest: number } {
  const rounds = 20;
  const perCase = (some: readonly Case[]): number => {
    const before = process.cpuUsage();
    for (let n = 0; n < rounds; n++) for (const { request } of some) suggestLevel(request, by);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / rounds / some.length;
  };
  const longest = all.toSorted((a, b) => b.request.body.length - a.request.body.length).slice(0, 1);
  perCase(all);
  return { mean: perCase(all), longest: perCase(longest) };
}
