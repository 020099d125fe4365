import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

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
  const { status, stdout, stderr } = run(`${good}\nno\n${bad}\n{"id":"x","op":"guess"}\n${good}\n`);
  expect(status).toBe(1);
  expect(stdout.trim().split('\n')).toHaveLength(2);
  expect(stderr).toMatch(/line 2: .*no JSON/u);
  expect(stderr).toMatch(/line 3: .*timezone "Mars\/Olympus" is unknown; use an IANA name/u);
  expect(stderr).toMatch(/line 4: op: /u);
});
