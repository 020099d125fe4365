import { fastify } from 'fastify';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ActDeps } from '../../src/acts/perform.ts';
import { VERBS, type Verb } from '../../src/domain/lifecycle.ts';
import { EVENT_TYPES } from '../../src/domain/webhook.ts';
import { apiRoutes } from '../../src/http/api/api.ts';
import { createLog } from '../../src/lib/log.ts';
import { CALLS } from './calls-deps.ts';
import { databaseBlobs } from '../../src/store/blobs.ts';
import { STAFF } from '../acts/desk.ts';

/* The description of the API, as the server hands it out, held against the routes that it really has. */

type Operation = {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly $ref?: string;
    readonly name?: string;
    readonly in?: string;
    readonly required?: boolean;
    readonly schema?: object;
  }[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: { readonly 'application/json': { readonly schema: Record<string, unknown> } };
  };
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
};
type Description = {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly webhooks: Readonly<Record<string, { readonly post: Operation }>>;
  readonly security: readonly object[];
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>;
};

const TOKEN = 'ben-0123456789abcdefghij';
const routes: string[] = [];
let said: Description;
let withoutToken = 0;

beforeAll(async () => {
  const app = fastify();
  app.addHook('onRoute', ({ method, url }) => void (method !== 'HEAD' && routes.push(`${String(method)} ${url}`)));
  // nothing but the description is asked for, so that nothing else is needed
  const acts = { staff: STAFF } as unknown as ActDeps;
  const tokens = [{ name: 'test', person: 'ben', token: TOKEN, roles: [] }];
  apiRoutes({ acts, blobs: databaseBlobs(), calls: CALLS, tokens, log: createLog('silent') })(app);
  await app.ready();
  withoutToken = (await app.inject('/api/openapi.json')).statusCode;
  const answer = await app.inject({ url: '/api/openapi.json', headers: { authorization: `Bearer ${TOKEN}` } });
  said = answer.json<Description>();
  await app.close();
});

const operations = (): readonly (Operation & { readonly method: string; readonly path: string })[] =>
  Object.entries(said.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })),
  );

test('it is shown to tokens only, those that only read among them', () => expect(withoutToken).toBe(401));

test('every route that the server has is described, and no other', () => {
  const really = routes.flatMap((route) => {
    const told = route.replaceAll(/:(\w+)/gu, '{$1}');
    return told.includes('{verb}') ? VERBS.map((verb) => told.replace('{verb}', verb)) : [told];
  });
  expect(
    operations()
      .map(({ method, path }) => `${method.toUpperCase()} ${path}`)
      .toSorted(),
  ).toEqual(really.toSorted());
});

describe('it is OpenAPI 3.1', () => {
  test('with what a description must have', () => {
    expect(said.openapi).toMatch(/^3\.1\.\d$/u);
    expect([said.info.title, said.info.version, said.security]).toEqual(['Postroom', '1', [{ token: [] }]]);
    expect(Object.keys(said.components['securitySchemes']!)).toEqual(['token']);
  });

  test('every reference leads somewhere, and every part is used', () => {
    const refs = [...JSON.stringify(said).matchAll(/"\$ref":"([^"]*)"/gu)].map(([, ref]) => ref!);
    expect(refs.length).toBeGreaterThan(VERBS.length);
    const parts = Object.entries(said.components).flatMap(([kind, those]) =>
      kind === 'securitySchemes' ? [] : Object.keys(those).map((name) => `#/components/${kind}/${name}`),
    );
    expect([...new Set(refs)].toSorted()).toEqual(parts.toSorted());
  });

  test('names of operations stand once', () => {
    const ids = [...operations(), ...Object.values(said.webhooks).map(({ post }) => post)].map(
      ({ operationId }) => operationId,
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[a-z][A-Za-z]+$/u.test(id))).toBe(true);
  });

  test('the parameters of a path are declared, each with a schema, and no others', () => {
    for (const { path, parameters = [] } of operations()) {
      const inPath = parameters.filter((one) => one.in === 'path');
      expect(inPath.map(({ name }) => `{${name!}}`)).toEqual(path.match(/\{\w+\}/gu) ?? []);
      expect(inPath.every(({ required }) => required === true)).toBe(true);
      for (const one of parameters) if (one.$ref === undefined) expect(one.schema).toBeTypeOf('object');
    }
  });

  test('every answer has a description, among them one that succeeds and those of any call', () => {
    for (const { responses } of operations()) {
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['200', '401', '403', '429', '500', '503']));
      for (const [status, { description }] of Object.entries(responses))
        expect([status, description]).toEqual([expect.stringMatching(/^\d{3}$/u), expect.stringMatching(/\w/u)]);
    }
  });
});

/** What is taken, read back from the description alone. */
const bodyOf = (verb: Verb) => said.paths[`/api/tickets/{reference}/${verb}`]!['post']!.requestBody!;

test.each<[Verb, unknown, boolean]>([
  ['level', { level: 1, reason: 'lingering' }, true],
  ['level', { level: 7 }, false],
  ['level', { level: 1, note: 'x'.repeat(5_001) }, false],
  ['contact', {}, false],
  ['merge', { into: '4CX-9PD' }, true],
  ['take', {}, true],
  ['take', { whatever: 1 }, false],
  ['assign', { to: null }, true],
  ['onsite', { step: 'agreed', date: '2026-12-01' }, true],
])('the description of %s says whether it takes %j', (verb, given, taken) => {
  expect(z.fromJSONSchema(bodyOf(verb).content['application/json'].schema).safeParse(given).success).toBe(taken);
});

test('every event that programs are told of is described', () => {
  expect(Object.keys(said.webhooks)).toEqual([...EVENT_TYPES]);
});

test('a body may be left out where nothing must be said', () => {
  expect(VERBS.filter((verb) => !bodyOf(verb).required)).toEqual(['take', 'resume', 'seen', 'release']);
});
