import { z } from 'zod';
import type { EventType } from '../../domain/webhook.ts';
import { OUTPUTS } from './outputs.ts';
import { METRICS } from './queries.ts';
import { statusOf } from './refusal.ts';
import { ROUTES, type Described } from './routes.ts';

/*
 * The description of the API (OpenAPI 3.1), made of the shapes by which requests are read and answers are made, so that it cannot
 * say anything else. It is shown to tokens only, as all of the API: which calls there are is nobody's business who may make none.
 */

type Json = { readonly [key: string]: unknown };

/** What any call may be refused for: its token, and our own trouble. */
const ANY_CALL = ['unauthorized', 'not_allowed', 'too_many_attempts', 'failed', 'unavailable'];

const PARAMETERS: Readonly<Record<string, Json>> = {
  reference: { description: 'as `K7Q-2M4` or `k7q2m4`', schema: { type: 'string', examples: ['K7Q-2M4'] } },
  metric: { schema: { type: 'string', enum: METRICS } },
  id: { schema: { type: 'string', pattern: String.raw`^\d{1,18}$` } },
  n: { schema: { type: 'string', pattern: String.raw`^\d{1,4}$` } },
};

const HEADERS = {
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'the version of the ticket that you saw: it is done only if nothing changed since',
    schema: { type: 'string', pattern: String.raw`^\s*("?\d{1,9}"?|\*)\s*$`, examples: ['3'] },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'within 24 hours the same key with the same request is answered again, and done once',
    schema: { type: 'string', pattern: String.raw`^[\x20-\x7e]{1,200}$` },
  },
};

const TELLS: Readonly<Record<EventType, string>> = {
  'ticket.created': 'A ticket was made',
  'ticket.changed': 'Somebody did something on a ticket, or a mail joined it',
  'ticket.breached': 'A promised call-back or solution did not come in time',
};

/** The whole description. */
export function describeApi(): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of ROUTES) (paths[`/api${route.path}`] ??= {})[route.method] = operation(route);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Postroom',
      version: '1',
      description: 'What people do on tickets, for programs. Keys may be added to answers, never taken away.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths,
    webhooks: Object.fromEntries(Object.entries(TELLS).map(([type, says]) => [type, { post: told(type, says) }])),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'a token of `api.tokens`' } },
      parameters: HEADERS,
      schemas: answers(),
    },
  };
}

function operation(route: Described): Json {
  const { id, says, query, body, path, refuses } = route;
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      ...PARAMETERS[name!],
    })),
    ...(query === undefined ? [] : queryParameters(query)),
    ...(body === undefined ? [] : Object.keys(HEADERS).map((name) => ({ $ref: `#/components/parameters/${name}` }))),
  ];
  return {
    operationId: id,
    summary: says,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: taken(body) }),
    responses: { 200: answer(route), ...refusals([...ANY_CALL, ...refuses], body !== undefined) },
  };
}

/** What a webhook of the settings is sent. */
function told(type: string, says: string): Json {
  const header = (name: string): Json => ({ name, in: 'header', required: true, schema: { type: 'string' } });
  return {
    operationId: `on${type.replaceAll(/(?:^|\.)(\w)/gu, (_, letter: string) => letter.toUpperCase())}`,
    summary: says,
    security: [],
    parameters: ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(header),
    requestBody: { required: true, content: { 'application/json': { schema: { $ref: named('Event') } } } },
    responses: {
      '2XX': { description: 'taken' },
      '4XX': { description: 'never to be sent again; but 408, 409, 425 and 429 are tried again' },
      '5XX': { description: 'tried again' },
    },
  };
}

function taken(body: z.ZodObject): Json {
  const schema = schemaOf(body, 'input');
  // Nothing at all is read as {}.
  return { required: 'required' in schema, content: { 'application/json': { schema } } };
}

function queryParameters(query: z.ZodObject): readonly Json[] {
  // What comes out of them is what they say; going in, all of them are text, and none must be there.
  const { properties } = schemaOf(query, 'output') as { readonly properties: Readonly<Record<string, Json>> };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}

function answer({ answers, body }: Described): Json {
  const replay = { description: '`true`: done before, and not again', schema: { type: 'string', const: 'true' } };
  const content =
    typeof answers === 'object'
      ? { [answers.file]: {} }
      : { 'application/json': { schema: answers === 'description' ? { type: 'object' } : { $ref: named(answers) } } };
  return {
    description: body === undefined ? 'what was asked for' : 'it is done',
    ...(body === undefined ? {} : { headers: { 'Idempotent-Replay': replay } }),
    content,
  };
}

/** One answer a status, with the codes that it may hold. */
function refusals(codes: readonly string[], hasBody: boolean): Json {
  const byStatus = Object.groupBy(codes, statusOf) as Record<number, string[]>;
  if (hasBody) byStatus[413] = ['malformed'];
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, those]) => [
      status,
      {
        description: those.join(', '),
        content: {
          'application/json': {
            schema: { allOf: [{ $ref: named('Refusal') }, { properties: { error: { enum: those } } }] },
          },
        },
      },
    ]),
  );
}

function named(name: keyof typeof OUTPUTS): string {
  return `#/components/schemas/${name}`;
}

function answers(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, shape] of Object.entries(OUTPUTS)) registry.add(shape, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => named(id as keyof typeof OUTPUTS) });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, plain(schema, true) as Json]));
}

function schemaOf(shape: z.ZodType, io: 'input' | 'output'): Json {
  return plain(z.toJSONSchema(shape, { io }), false) as Json;
}

/** Leaves out what says nothing to a reader: where a schema stands, the pattern of a format, the bounds of every number. Answers may gain keys. */
function plain(schema: unknown, open: boolean): unknown {
  if (Array.isArray(schema)) return schema.map((inner) => plain(inner, open));
  if (typeof schema !== 'object' || schema === null) return schema;
  const says = ([key, value]: readonly [string, unknown]): boolean => {
    if (key === '$schema' || key === '$id') return typeof value !== 'string';
    if (key === 'pattern') return !('format' in schema);
    if (key === 'minimum' || key === 'maximum') return Math.abs(value as number) !== Number.MAX_SAFE_INTEGER;
    if (key === 'readOnly') return value !== true;
    return !(open && key === 'additionalProperties' && value === false);
  };
  return Object.fromEntries(
    Object.entries(schema)
      .filter(says)
      .map(([key, value]) => [key, plain(value, open)]),
  );
}
