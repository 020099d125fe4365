import { cp, mkdtemp, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { suggestLevel } from '../../src/domain/priority/suggest.ts';
import { createLog } from '../../src/lib/log.ts';
import { openRules } from '../../src/serve/rules.ts';
import { loadSettings } from '../../src/settings.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rules-'));
  await cp(fileURLToPath(new URL('../../config', import.meta.url)), folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

async function open() {
  const errors: unknown[] = [];
  const log = createLog('silent');
  log.error = (what: object) => void errors.push(what);
  const book = await openRules(await loadSettings({ file: join(folder, 'postroom.yaml'), env: {} }), log);
  const level = (body: string): number => suggestLevel({ subject: '', body }, book.current()).level;
  return { book, level, errors };
}

let seconds = 0;
async function change(file: string, by: (text: string) => string): Promise<void> {
  const path = join(folder, file);
  await writeFile(`${path}.new`, by(await readFile(path, 'utf8')));
  await rename(`${path}.new`, path);
  await utimes(path, new Date(), new Date(Date.now() + ++seconds * 1_000));
}

const HALT = 'The loom sings flumox.';
const withHalt = (text: string): string =>
  text.replace(/( {2}outage:[\s\S]*?plain: \|\n)/u, '$1          loom sings flumox\n');

test('a phrase that is added counts as soon as the file is still, and all at once', async () => {
  const { book, level, errors } = await open();
  const before = book.current();
  expect(level(HALT)).toBeGreaterThan(1);
  expect(await book.look()).toBe(false);
  await change('rules.yaml', (text) =>
    withHalt(text).replace(/( {2}outage:[\s\S]*?speaks: )\{[^}]*\}/u, '$1{ trouble: 9, grave: 9, down: 9 }'),
  );
  expect(await book.look()).toBe(false); // it may be in the middle of being written
  expect(await book.look()).toBe(true);
  expect(book.current()).not.toBe(before);
  expect(level(HALT)).toBe(1);
  expect(await book.look()).toBe(false);
  expect(errors).toEqual([]);
});

test('wrong rules are told once with line and reason, and the old ones stay; right ones come into force afterwards', async () => {
  const { book, level, errors } = await open();
  const before = level('Nobody can log in');
  await change('rules.yaml', (text) => text.replace('<nobody> who gets in', '<nobodi> who gets in'));
  for (let n = 0; n < 4; n++) expect(await book.look()).toBe(false);
  expect(errors).toEqual([
    {
      problem: expect.stringMatching(
        /rules\.yaml:\d+:\d+ signals\.outage\.phrases\.en\.plain\[\d+\]: .*there is no group <nobodi>/u,
      ),
    },
  ]);
  expect(level('Nobody can log in')).toBe(before);
  await rm(join(folder, 'rules.yaml'));
  for (let n = 0; n < 3; n++) expect(await book.look()).toBe(false);
  expect(level('Nobody can log in')).toBe(before);
  await cp(fileURLToPath(new URL('../../config/rules.yaml', import.meta.url)), join(folder, 'rules.yaml'));
  await book.look();
  expect(await book.look()).toBe(true);
  expect(level('Nobody can log in')).toBe(before);
});

test('the decision table is taken anew too', async () => {
  const { book, level } = await open();
  expect(level('How do I add a user?')).toBe(6);
  await change('support-policy.yaml', (text) =>
    text.replace('{ level: 6, when: { trouble: no } }', '{ level: 5, when: { trouble: no } }'),
  );
  await book.look();
  expect(await book.look()).toBe(true);
  expect(level('How do I add a user?')).toBe(5);
});
