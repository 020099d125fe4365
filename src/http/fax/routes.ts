import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FaxEvent } from '../../domain/fax/fax.ts';
import { refuses } from '../../domain/fax/junk.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Instant } from '../../domain/time.ts';
import { sentenceOf } from '../../lib/fault.ts';
import type { Log } from '../../lib/log.ts';
import type { FaxSettings, FaxWebhookSettings } from '../../settings/fax-shape.ts';
import type { Contract, Outcome } from './contracts/contract.ts';
import { fieldsOf, readForm } from './form.ts';

/** Where proven events are kept; resolves when they are durable. */
export type NoteFax = (noted: {
  readonly event: FaxEvent;
  readonly mailbox: string;
  readonly body: Buffer;
  readonly document: { readonly sha256: Buffer; readonly bytes: Buffer } | null;
  readonly receivedAt: Instant;
}) => Promise<{ readonly repeat: boolean }>;

/** What came of a request, for the counters. */
export type FaxRequestCount = (
  source: string,
  outcome: 'noted' | 'repeat' | 'nothing' | 'turned_away' | `${number}`,
) => void;

/** Base64 makes four bytes of three, and a form has some words around its file. */
const ENVELOPE = 1.4;
const ENVELOPE_BYTES = 64_000;
/** A request without the document; what is larger is kept in part. */
const KEPT_BODY = 100_000;
/** Providers come again after a while when we cannot keep what they say. */
const COME_AGAIN_SECONDS = '30';

/** Loaded with the first request of their kind. */
const CONTRACTS: Readonly<Record<FaxWebhookSettings['contract'], () => Promise<Contract>>> = {
  twilio: async () => (await import('./contracts/twiml.ts')).twiml,
  signalwire: async () => (await import('./contracts/twiml.ts')).twiml,
  telnyx: async () => (await import('./contracts/telnyx.ts')).telnyx,
  sinch: async () => (await import('./contracts/sinch.ts')).sinch,
  phaxio: async () => (await import('./contracts/phaxio.ts')).phaxio,
};

/**
 * The webhooks of fax providers, at /fax/ID (and /fax/ID/SECRET where a secret is set). A request is proven, then kept, then
 * answered 2xx; one that is forged, stale, too large or malformed is refused (401, 403, 413, 400), counted, and leaves nothing.
 */
export function faxRoutes(deps: {
  readonly settings: FaxSettings;
  /** by which providers reach us, without / at its end */
  readonly publicUrl: string;
  readonly junk: Policy['fax']['junk'];
  readonly note: NoteFax;
  readonly count: FaxRequestCount;
  readonly now: () => Instant;
  readonly log: Log;
}): (app: FastifyInstance) => void {
  const { settings, publicUrl, count, log } = deps;
  const webhooks = new Map(settings.webhooks.map((webhook) => [webhook.id, webhook]));
  const bodyLimit = Math.ceil(settings.reading.max_bytes * ENVELOPE) + ENVELOPE_BYTES;
  type Named = { Params: { id: string; secret?: string } };

  async function answer(request: FastifyRequest<Named>, reply: FastifyReply): Promise<FastifyReply> {
    const { id, secret = '' } = request.params;
    const webhook = webhooks.get(id);
    if (webhook === undefined || !same(secret, webhook.path_secret ?? '')) {
      count('unknown', '404');
      return reply.code(404).send({ error: 'there is no such webhook' });
    }
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const outcome = await prove(request, webhook, body);
    if ('refuse' in outcome) {
      count(id, `${outcome.refuse}`);
      log.warn({ source: id, client: request.ip, why: outcome.why }, 'a fax webhook was refused');
      return reply.code(outcome.refuse).send({ error: outcome.why });
    }
    const { event, document } = outcome;
    if (event === null) count(id, outcome.reply.body.includes('<Reject/>') ? 'turned_away' : 'nothing');
    else {
      const named =
        document === null ? null : { sha256: createHash('sha256').update(document).digest(), bytes: document };
      // of a form with a file the words are in the event
      const kept = (document === null ? body : Buffer.alloc(0)).subarray(0, KEPT_BODY);
      try {
        const { repeat } = await deps.note({
          event,
          mailbox: webhook.mailbox,
          body: kept,
          document: named,
          receivedAt: deps.now(),
        });
        count(id, repeat ? 'repeat' : 'noted');
        log.info({ source: id, fax: event.faxId, state: event.state, repeat }, 'a provider told of a fax');
      } catch (error) {
        count(id, '503');
        log.error(
          { source: id, reason: sentenceOf(error) },
          'a fax webhook could not be kept; the provider is to come again',
        );
        return reply
          .code(503)
          .header('retry-after', COME_AGAIN_SECONDS)
          .send({ error: 'it cannot be kept now; come again' });
      }
    }
    return reply.type(outcome.reply.type).send(outcome.reply.body);
  }

  async function prove(request: FastifyRequest<Named>, webhook: FaxWebhookSettings, body: Buffer): Promise<Outcome> {
    const query = request.url.split('?')[1] ?? '';
    const form =
      request.method === 'GET'
        ? { fields: fieldsOf(query), files: [] }
        : await readForm(request.headers['content-type'] ?? '', body);
    if (form === null) return { refuse: 400, why: 'its body is not what its content type says' };
    const contract = await CONTRACTS[webhook.contract]();
    const { method, headers, ip: client } = request;
    return contract(
      { method, url: `${publicUrl}${request.url}`, headers, rawBody: body, client, ...form },
      {
        settings: webhook,
        refuses: (caller) => refuses(caller, deps.junk),
        now: deps.now(),
      },
    );
  }

  return (app) =>
    void app.register(async (pages) => {
      pages.removeAllContentTypeParsers();
      pages.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body));
      pages.setErrorHandler((error, request, reply) => {
        const status = (error as { statusCode?: number }).statusCode ?? 500;
        count((request.params as { id?: string }).id ?? 'unknown', `${status}`);
        if (status >= 500) log.error({ source: 'fax', reason: sentenceOf(error) }, 'a fax webhook failed');
        return reply.code(status).send({ error: status >= 500 ? 'it failed; the log says why' : sentenceOf(error) });
      });
      for (const path of ['/fax/:id', '/fax/:id/:secret'])
        pages.route<Named>({ method: ['GET', 'POST'], url: path, exposeHeadRoute: false, bodyLimit, handler: answer });
    });
}

function same(given: string, right: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(right));
}
