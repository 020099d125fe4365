import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { HealthFacts } from '../../src/domain/health.ts';
import { healthRoute } from '../../src/http/health.ts';
import { createHttp } from '../../src/http/server.ts';
import { createLog } from '../../src/lib/log.ts';

const log = createLog('silent');
const facts: HealthFacts = { startedAt: 0, database: 'does not answer', loops: [], listeners: [], mailboxes: [] };

test('health is 503 while the database is silent, and 500 hides its reason', async () => {
  const stop = new AbortController();
  const http = createHttp({
    settings: { host: '127.0.0.1', port: 0 },
    routes: [
      healthRoute(async () => facts),
      (app) => void app.get('/broken', async () => Promise.reject(new Error('postgres://user:secret@host'))),
    ],
    log,
  });
  const done = http.run(stop.signal);
  while (http.port() === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const answer = await fetch(`http://127.0.0.1:${http.port()}/health`);
  expect([answer.status, await answer.json()]).toEqual([
    503,
    { status: 'failed', checks: [{ check: 'database', state: 'failed', what: 'does not answer' }] },
  ]);
  const broken = await fetch(`http://127.0.0.1:${http.port()}/broken`);
  expect([broken.status, await broken.text()]).toEqual([500, expect.not.stringContaining('secret')]);
  stop.abort();
  await done;
  expect(http.port()).toBe(0);
});

test('a port that is taken is tried again until it is free', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const stop = new AbortController();
  const http = createHttp({ settings: { host: '127.0.0.1', port }, routes: [], log });
  const done = http.run(stop.signal);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(http.port()).toBe(0);
  await new Promise((resolve) => other.close(resolve));
  while (http.port() === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(http.port()).toBe(port);
  stop.abort();
  await done;
});
