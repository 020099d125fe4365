import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../../acts/act.ts';
import type { ActDeps } from '../../acts/perform.ts';
import { isPermanent, sentenceOf } from '../../lib/fault.ts';
import type { Log } from '../../lib/log.ts';
import { createTally } from '../../lib/tally.ts';
import { clientOf } from '../../lib/client.ts';
import type { Blobs } from '../../store/blobs.ts';
import { actRoute } from './act.ts';
import { callRoute, type CallsDeps } from './calls.ts';
import { faxReadRoutes } from './faxes.ts';
import type { Output } from './outputs.ts';
import { itemRoutes } from './items.ts';
import { describeApi } from './openapi.ts';
import { readRoutes } from './read.ts';
import { refuseWith } from './refusal.ts';
import { actingBy, tokenReader, type ApiToken } from './tokens.ts';

/** A letter of 50,000 characters, each of four bytes or escaped. */
const BODY_BYTES = 400_000;
/** Whoever shows wrong tokens so often (per minute) is told to wait, and not answered until then. */
const WRONG_TOKENS = { most: 10, windowMs: 60_000, keys: 10_000 };

/** The JSON API of docs/api.md below /api, for programs that hold a token of the settings. */
export function apiRoutes(options: {
  readonly acts: ActDeps;
  /** where the pages of faxes are kept */
  readonly blobs: Blobs;
  readonly tokens: readonly ApiToken[];
  /** what makes a ticket of a call */
  readonly calls: Omit<CallsDeps, keyof ActDeps | 'blobs'>;
  readonly log: Log;
}): (app: FastifyInstance) => void {
  const { acts, log } = options;
  const read = tokenReader(options.tokens);
  const wrong = createTally(WRONG_TOKENS);

  return (app) =>
    void app.register(
      async (api) => {
        api.decorateRequest('actor');
        api.decorateRequest('token');
        speakJson(api);

        api.addHook('onRequest', async (request, reply) => {
          reply.header('cache-control', 'no-store');
          const token = read(request.headers.authorization);
          if (token === null) return turnAway(request, reply);
          const actor = actorOf(acts.staff, token.person);
          if (actor === null)
            return refuseWith(
              reply,
              'not_allowed',
              `the token is that of "${token.person}", who is not in people.yaml`,
            );
          request.setDecorator('actor', actingBy(actor, token));
          request.setDecorator('token', token);
          return undefined;
        });

        api.setErrorHandler((error, request, reply) => {
          const status = (error as { statusCode?: number }).statusCode ?? 500;
          if (status < 500)
            return reply.code(status).send({ error: 'malformed', why: sentenceOf(error) } satisfies Output<'Refusal'>);
          log.error({ source: 'api', path: request.routeOptions.url, reason: sentenceOf(error) }, 'a request failed');
          return isPermanent(error)
            ? refuseWith(reply, 'failed', 'it failed, and nothing was done; the log says why')
            : refuseWith(
                reply.header('retry-after', 5),
                'unavailable',
                'it cannot be done now, and nothing was done; try again',
              );
        });
        api.setNotFoundHandler((request: FastifyRequest, reply) =>
          refuseWith(reply, 'not_found', `there is nothing for ${request.method} here; see docs/api.md`),
        );

        const description = describeApi();
        api.get('/openapi.json', (_request, reply) => reply.send(description));
        actRoute(api, acts);
        readRoutes(api, acts);
        itemRoutes(api, acts, options.blobs);
        callRoute(api, { ...acts, ...options.calls, blobs: options.blobs });
        faxReadRoutes(api, { db: acts.db, blobs: options.blobs });
      },
      { prefix: '/api' },
    );

  /** A right token is served however many wrong ones came from the same address: behind a proxy all clients share one. */
  function turnAway({ ip, headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
    const [client, now] = [clientOf(ip), Date.now()];
    const wait = wrong.wait(client, now);
    wrong.add(client, now);
    if (wait > 0)
      return refuseWith(
        reply.header('retry-after', wait),
        'too_many_attempts',
        `too many wrong tokens; wait ${wait} seconds`,
      );
    const hint = headers.authorization === undefined ? '' : ', error="invalid_token"';
    reply.header('www-authenticate', `Bearer realm="postroom"${hint}`);
    return refuseWith(reply, 'unauthorized', 'show a token of the settings: Authorization: Bearer TOKEN');
  }
}

/** Bodies are JSON whatever they are called, or empty. */
function speakJson(api: FastifyInstance): void {
  api.removeAllContentTypeParsers();
  const parse = api.getDefaultJsonParser('error', 'error');
  api.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_BYTES }, (request, body, done) => {
    if (body === '') return done(null, {});
    void parse(request, body as string, (error, value) =>
      done(
        error === null ? null : Object.assign(new Error('the body is no JSON that can be taken'), { statusCode: 400 }),
        value,
      ),
    );
  });
}
