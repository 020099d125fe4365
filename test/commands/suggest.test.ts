import { expect, test } from 'vitest';
import { suggest } from '../../src/commands/suggest.ts';
import { loadSettings } from '../../src/settings.ts';

const { policy } = await loadSettings({ env: {}, cwd: '/' });

async function run(lines: readonly string[]) {
  const output: string[] = [];
  const errors: string[] = [];
  const input = (async function* () {
    yield* lines;
  })();
  const status = await suggest({
    input,
    output: { write: (text) => output.push(text) },
    errors: { write: (text) => errors.push(text) },
    policy,
  });
  return {
    status,
    output: output.map((line): unknown => JSON.parse(line)),
    errors: errors.map((line): unknown => JSON.parse(line)),
  };
}

test('one answer a line, in order, with the question’s id', async () => {
  const { status, output, errors } = await run([
    '{"id":"a","channel":"email","subject":"","body":"Nobody can log in."}',
    '',
    '{"id":7,"subject":null,"body":"Hello","error":"x"}',
  ]);
  expect(output).toEqual([
    {
      id: 'a',
      level: 1,
      confidence: expect.any(Number),
      evidence: [{ signal: 'outage', text: 'Nobody can log in', where: 'body', at: [0, 17] }],
      because: expect.any(String),
    },
    { id: 7, level: 6, confidence: 0.2, evidence: [], because: expect.any(String) },
  ]);
  expect([status, errors]).toEqual([0, []]);
});

test('a line that cannot be read is told, and the run goes on', async () => {
  const { status, output, errors } = await run(['{', '{"id":"b","body":3}', '[]', '{"id":"c"}']);
  expect(errors).toEqual([
    { id: null, error: 'line 1: this is not JSON; write one object a line' },
    { id: null, error: expect.stringContaining('line 2: ') },
    { id: null, error: expect.stringContaining('line 3: ') },
  ]);
  expect(output).toMatchObject([{ id: 'c', level: 6 }]);
  expect(status).toBe(1);
});
