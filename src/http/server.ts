import { fastify, type FastifyInstance } from 'fastify';
import { aborted } from '../lib/aborted.ts';
import { createBackoff, pause } from '../lib/backoff.ts';
import { sentenceOf } from '../lib/fault.ts';
import type { Log } from '../lib/log.ts';

export type HttpServer = {
  /** the port it listens on, 0 while it does not */
  port(): number;
  /** Listens until the signal is aborted. Never rejects: a port that is taken is tried again, and mail goes on meanwhile. */
  run(signal: AbortSignal): Promise<void>;
};

/** Webhooks hold a few kB; nothing that we take over HTTP is larger. */
const BODY_BYTES = 1_000_000;
/** A client that needs longer to say what it wants is broken or hostile, ms. */
const REQUEST_MS = 10_000;

/** The HTTP server of the gateway, bound to one address. Each of `routes` adds its own pages to it. */
export function createHttp(options: {
  readonly settings: { readonly host: string; /** 0 takes a free one */ readonly port: number };
  readonly routes: readonly ((app: FastifyInstance) => void)[];
  readonly log: Log;
}): HttpServer {
  const { settings, log } = options;
  const name = `http:${settings.host}:${settings.port}`;
  let port = 0;

  async function open(): Promise<FastifyInstance> {
    const app = fastify({ logger: false, bodyLimit: BODY_BYTES, requestTimeout: REQUEST_MS });
    app.setErrorHandler((error, request, reply) => {
      const status = (error as { statusCode?: number }).statusCode ?? 500;
      if (status >= 500)
        log.error({ source: name, path: request.routeOptions.url, reason: sentenceOf(error) }, 'a request failed');
      return reply.code(status).send({ error: status >= 500 ? 'it failed; the log says why' : sentenceOf(error) });
    });
    for (const route of options.routes) route(app);
    try {
      await app.listen({ host: settings.host, port: settings.port });
      return app;
    } catch (error) {
      await app.close();
      throw error;
    }
  }

  return Object.freeze({
    port: () => port,
    async run(signal: AbortSignal) {
      const backoff = createBackoff({ firstMs: 1_000, factor: 2, ceilingMs: 30_000 });
      while (!signal.aborted) {
        try {
          const app = await open();
          const address = app.server.address();
          port = typeof address === 'object' && address !== null ? address.port : settings.port;
          log.info({ source: name, port }, 'listening');
          await aborted(signal);
          port = 0;
          await app.close();
        } catch (error) {
          log.error(
            { source: name, reason: sentenceOf(error) },
            `${name} cannot listen; it will be tried again. Mend listen.http or free the port`,
          );
          await pause(backoff.next(), signal);
        }
      }
    },
  });
}
