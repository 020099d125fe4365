import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { isMap, isScalar, parseDocument } from 'yaml';
import { createPriorities } from '../../src/domain/priority/priorities.ts';
import { QUESTIONS } from '../../src/domain/priority/rules.ts';
import { loadSettings } from '../../src/settings.ts';
import { measureAll, readCases } from './cases.ts';
import { fitWeights } from './fit.ts';

/*
 * `npm run refit -- FILE.jsonl…`: fits what every signal speaks for to labelled files, and writes it into
 * config/rules.yaml (or the file of POSTROOM_RULES). Phrases, words and comments stay as they are.
 */

const files = process.argv.slice(2);
if (files.length === 0) {
  process.stderr.write('usage: npm run refit -- FILE.jsonl…\n');
  process.exit(2);
}
const path = new URL('../../config/rules.yaml', import.meta.url);
const { policy } = await loadSettings({ env: {} });
const cases = measureAll(files.flatMap(readCases), createPriorities(policy));
const { startsAt, speaks } = fitWeights(cases);
const rounded = (weight: number): number => Math.round(weight * 100) / 100;

const doc = parseDocument(readFileSync(path, 'utf8'));
for (const question of QUESTIONS) doc.setIn(['starts_at', question], rounded(startsAt[question]));
const signals = doc.get('signals');
if (!isMap(signals)) throw new Error('rules.yaml has no signals');
for (const { key } of signals.items) {
  const name = String(isScalar(key) ? key.value : key);
  const weights = speaks.get(name);
  if (weights === undefined) continue;
  const told = Object.fromEntries(QUESTIONS.map((q) => [q, rounded(weights[q])] as const).filter(([, w]) => w !== 0));
  const node = doc.createNode(told);
  node.flow = true;
  doc.setIn(['signals', name, 'speaks'], node);
}
writeFileSync(path, doc.toString({ lineWidth: 0 }));
process.stdout.write(`${cases.length} cases weighed; ${speaks.size} signals written to config/rules.yaml\n`);
