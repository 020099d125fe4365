import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { answering } from '../../src/commands/clocks/case.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/postroom.mjs', import.meta.url));
const run = (input: string) =>
  spawnSync(process.execPath, [PROGRAM, 'clocks', '--json'], { input, encoding: 'utf8', maxBuffer: 1 << 26 });

test('the command answers every vector, in order', () => {
  const vectors = readFileSync(new URL('../vectors/sla.jsonl', import.meta.url), 'utf8');
  const { status, stdout, stderr } = run(vectors);
  expect([status, stderr]).toEqual([0, '']);
  const expected = vectors
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; expect: object })
    .map(({ id, expect: result }) => ({ id, result }));
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
  ).toEqual(expected);
});

test('a line that is wrong is told with its number, and the others are answered', () => {
  const good = readFileSync(new URL('../vectors/sla.jsonl', import.meta.url), 'utf8').split('\n')[0]!;
  const bad = good.replace(/"timezone": ?"[^"]+"/u, '"timezone": "Mars/Olympus"');
  const late = good.replace('"op"', '"pauses":[{"from":"2026-04-08T00:00:00Z","to":"2026-04-07T00:00:00Z"}],"op"');
  const { status, stdout, stderr } = run(`${good}\nno\n${bad}\n{"id":"x","op":"guess"}\n${late}\n${good}\n`);
  expect(status).toBe(1);
  expect(stdout.trim().split('\n')).toHaveLength(2);
  expect(stderr).toMatch(/line 2: .*no JSON/u);
  expect(stderr).toMatch(/line 3: .*timezone "Mars\/Olympus" is unknown; use an IANA name/u);
  expect(stderr).toMatch(/line 4: op: /u);
  expect(stderr).toMatch(/line 5: pauses\.0: from lies after to/u);
});

test('the question and the answer of docs/clocks.md belong together', () => {
  const page = readFileSync(new URL('../../docs/clocks.md', import.meta.url), 'utf8');
  const [question, said] = [...page.matchAll(/```json\n(.*?)```/gsu)].map(([, text]) => JSON.parse(text!) as object);
  expect(answering()(JSON.stringify(question))).toEqual(said);
});

test('it ends when nobody reads its answers, without a word for each of them', async () => {
  const child = spawn(process.execPath, [PROGRAM, 'clocks', '--json']);
  const ended = once(child, 'exit');
  const vectors = readFileSync(new URL('../vectors/sla.jsonl', import.meta.url));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stdin.on('error', () => {}); // it reads no more either
  const feed = (): void => {
    while (child.stdin.write(vectors));
  };
  child.stdin.on('drain', feed);
  feed();
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [status] = (await ended) as [number];
  expect([status, said]).toEqual([1, '']);
});
