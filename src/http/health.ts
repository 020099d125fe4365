import type { FastifyInstance } from 'fastify';
import { judge, type HealthFacts } from '../domain/health.ts';

/**
 * GET /health: 200 while every part does its work, else 503. `facts` are gathered anew for each call. Tells nothing
 * that is secret: ids of mailboxes, and ages.
 */
export function healthRoute(facts: () => Promise<HealthFacts>): (app: FastifyInstance) => void {
  return (app) =>
    void app.get('/health', async (_request, reply) => {
      const checks = judge(await facts(), Date.now());
      const well = checks.every(({ state }) => state === 'ok');
      return reply
        .code(well ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ status: well ? 'ok' : 'failed', checks });
    });
}
