import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { VERBS } from '../../src/domain/lifecycle.ts';
import { apiRoutes } from '../../src/http/api/api.ts';
import { INPUTS } from '../../src/http/api/inputs.ts';
import { describeApi } from '../../src/http/api/openapi.ts';
import { OUTPUTS } from '../../src/http/api/outputs.ts';
import { ROUTES, type Described } from '../../src/http/api/routes.ts';
import { createLog } from '../../src/lib/log.ts';
import { databaseBlobs } from '../../src/store/blobs.ts';
import { openDesk, seedMessage, seedTicket } from '../acts/desk.ts';
import { filesBelow, ROOT } from '../house/source.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { CALLS } from './calls-deps.ts';
import { serveRoutes, type Served } from './served.ts';

/* What docs/api.md says is so: each example is called as it stands there, and answers what stands below it. */

const DOCS = readFileSync(join(ROOT, 'docs/api.md'), 'utf8');
const EXAMPLES = [...DOCS.matchAll(/```sh\n(curl [^\n]*)\n```\n\n```json\n([\s\S]*?)\n```/gu)].map(
  ([, command, answer]) => [command!, answer!] as const,
);
const TOKEN = 'ben-0123456789abcdefghij';

let database: TestDatabase;
let served: Served;

beforeAll(async () => {
  database = await openTestDatabase();
  const desk = await openDesk(database.store.db);
  desk.at('2026-11-23 10:12');
  await seedTicket(desk, { reference: '4CX-9PD', level: 6, subject: 'How do I print?' });
  desk.at('2026-11-23 12:53');
  await seedTicket(desk, { reference: 'K7Q-2M4' });
  await seedMessage(desk, 'K7Q-2M4', 'We cannot post invoices on the live system.');
  desk.at('2026-11-23 13:05');
  const tokens = [{ name: 'dashboard', person: 'ben', token: TOKEN }];
  served = await serveRoutes([
    apiRoutes({ acts: desk, blobs: databaseBlobs(), calls: CALLS, tokens, log: createLog('silent') }),
  ]);
});
afterAll(async () => {
  await served.close();
  await database.drop();
});

/** Calls what a curl command of the page calls. */
async function call(command: string): Promise<unknown> {
  const words = [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/gu)].map(([, a, b, c]) => a ?? b ?? c!);
  const url = words.find((word) => word.startsWith('http://'))!.replace('http://127.0.0.1:8025', served.base);
  const after = (flag: string): readonly string[] => words.flatMap((word, i) => (word === flag ? [words[i + 1]!] : []));
  const headers = after('-H').map(
    (header) =>
      header
        .replace('$TOKEN', TOKEN)
        .split(/: (.*)/su)
        .slice(0, 2) as [string, string],
  );
  const [body] = after('-d');
  const answer = await fetch(url, {
    method: after('-X')[0] ?? 'GET',
    headers,
    ...(body === undefined ? {} : { body }),
  });
  return answer.json();
}

test('the examples answer what they say', async () => {
  expect(EXAMPLES.length).toBeGreaterThan(5);
  for (const [command, answer] of EXAMPLES)
    expect([command, await call(command)]).toEqual([command, JSON.parse(answer)]);
});

/** The call of the description that a command makes. */
function describedOf(command: string): Described {
  const path = /http:\/\/127\.0\.0\.1:8025\/api([^\s?']*)/u.exec(command)![1]!;
  const method = command.includes('-X POST') ? 'post' : 'get';
  return ROUTES.find(
    (route) =>
      route.method === method && new RegExp(`^${route.path.replaceAll(/\{\w+\}/gu, '[^/]+')}$`, 'u').test(path),
  )!;
}

test('the examples are as the description says: no key more, none less, and refused by no other code', () => {
  for (const [command, text] of EXAMPLES) {
    const { answers, refuses } = describedOf(command);
    const answer = JSON.parse(text) as { readonly error?: string };
    if (answer.error === undefined) expect(OUTPUTS[answers as 'Ticket'].parse(answer)).toEqual(answer);
    else expect(refuses).toContain(answer.error);
  }
});

/** What a verb takes, as the description says it. */
const bodyOf = (verb: string): Record<string, unknown> => {
  const { paths } = describeApi() as {
    paths: Record<
      string,
      { post: { requestBody: { content: { 'application/json': { schema: Record<string, unknown> } } } } }
    >;
  };
  return paths[`/api/tickets/{reference}/${verb}`]!.post.requestBody.content['application/json'].schema;
};

const rowOf = (verb: string): string => DOCS.split('\n').find((line) => line.startsWith(`| \`${verb}\` |`)) ?? '';

test.each(VERBS)('the row of %s shows a body that is taken, with every key and every refusal', (verb) => {
  const row = rowOf(verb);
  const body: unknown = JSON.parse(/`(\{.*?\})`/u.exec(row)?.[1] ?? 'null');
  expect(INPUTS[verb].safeParse(body)).toMatchObject({ success: true });
  expect(z.fromJSONSchema(bodyOf(verb)).safeParse(body)).toMatchObject({ success: true });
  expect(Object.keys(body as object).toSorted()).toEqual(Object.keys(INPUTS[verb].shape).toSorted());
  const source = filesBelow('src/acts').find(({ path }) => path === `src/acts/${verb}.ts`)!.text;
  const refused = [...source.matchAll(/refuse\(\s*'(\w+)'/gu)].map(([, code]) => code!);
  const told = [
    ...row
      .split('|')
      .at(-2)!
      .matchAll(/`(\w+)`/gu),
  ].map(([, code]) => code!);
  const own = new Set([
    'illegal_move',
    'not_allowed',
    'undeliverable',
    'malformed',
    'unknown_ticket',
    'changed_meanwhile',
    'key_reused',
  ]);
  const { refuses } = ROUTES.find(({ id }) => id === `${verb}Ticket`)!;
  expect(refuses.filter((code) => !own.has(code)).toSorted()).toEqual(told.filter((code) => !own.has(code)).toSorted());
  expect(refuses.includes('undeliverable')).toBe(/letter: \{\s*kind/u.test(source));
  expect(told.toSorted()).toEqual([...new Set(refused)].filter((code) => code !== 'illegal_move').toSorted());
});
