import type { FastifyInstance } from 'fastify';
import { createHttp } from '../../src/http/server.ts';
import { createLog } from '../../src/lib/log.ts';

/** Pages on a real socket. */
export type Served = { readonly base: string; close(): Promise<void> };

/** Serves these routes on a free port of this machine. */
export async function serveRoutes(routes: readonly ((app: FastifyInstance) => void)[]): Promise<Served> {
  const stop = new AbortController();
  const http = createHttp({ settings: { host: '127.0.0.1', port: 0 }, routes, log: createLog('silent') });
  const done = http.run(stop.signal);
  while (http.port() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  return {
    base: `http://127.0.0.1:${http.port()}`,
    async close() {
      stop.abort();
      await done;
    },
  };
}
