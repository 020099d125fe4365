import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../src/lib/log.ts';
import { webhookOutlet } from '../../src/outlets/webhook.ts';
import { startReceiver, type Receiver } from '../peers/webhook-receiver.ts';

// of the Standard Webhooks specification, as are id, time and signature below
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const EVENT = {
  kind: 'event',
  id: 'ticket-created-K7Q-2M4',
  to: 'board',
  body: '{"id":"ticket-created-K7Q-2M4"}',
} as const;
const signal = new AbortController().signal;
let receiver: Receiver;
let now = Date.now();

beforeEach(async () => {
  receiver = await startReceiver(SECRET);
  now = Date.now();
});
afterEach(() => receiver.close());

const outlet = (url = receiver.url, patienceMs = 300) =>
  webhookOutlet([{ id: 'board', url, secret: SECRET }], createLog('silent'), { patienceMs, now: () => now });

test('an event is posted, signed so that a receiver can check it', async () => {
  expect(await outlet().send(EVENT, signal)).toEqual({ outcome: 'sent', response: '204' });
  expect(receiver.calls).toEqual([
    {
      id: EVENT.id,
      isSigned: true,
      age: expect.closeTo(0, -1) as number,
      type: 'application/json',
      body: { id: EVENT.id },
    },
  ]);
});

test('the signature is that of the specification', async () => {
  let signature: unknown;
  const server = createServer((request, response) => {
    signature = request.headers['webhook-signature'];
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  now = 1_614_265_330_000;
  const { port } = server.address() as { port: number };
  await outlet(`http://127.0.0.1:${port}/`).send(
    { ...EVENT, id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' },
    signal,
  );
  server.closeAllConnections();
  server.close();
  expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test.each([
  [200, 'sent'],
  [202, 'sent'],
  [400, 'failed'],
  [401, 'failed'],
  [404, 'failed'],
  [408, 'retry'],
  [409, 'retry'],
  [410, 'failed'],
  [422, 'failed'],
  [425, 'retry'],
  [429, 'retry'],
  [500, 'retry'],
  [503, 'retry'],
] as const)('%d is %s', async (status, outcome) => {
  receiver.answer = status;
  expect(await outlet().send(EVENT, signal)).toMatchObject({ outcome });
});

test('a redirect is not followed, and may be gone the next time', async () => {
  const elsewhere = await startReceiver(SECRET);
  receiver.answer = 307;
  receiver.headers = { location: elsewhere.url };
  expect(await outlet().send(EVENT, signal)).toEqual({
    outcome: 'retry',
    counts: true,
    reason: '307: it sends us elsewhere, and we do not follow',
  });
  expect(elsewhere.calls).toEqual([]);
  await elsewhere.close();
});

test('one that does not answer is given up after its time, and let be for a while; then it is asked again', async () => {
  const board = outlet();
  receiver.answer = 'hang';
  const began = performance.now();
  expect(await board.send(EVENT, signal)).toEqual({ outcome: 'retry', counts: true, reason: 'no answer in time' });
  expect(performance.now() - began).toBeLessThan(2_000);
  receiver.answer = 200;
  expect(await board.send(EVENT, signal)).toMatchObject({ outcome: 'retry', counts: false });
  expect(receiver.calls).toHaveLength(1);
  now += 30_001;
  expect(await board.send(EVENT, signal)).toMatchObject({ outcome: 'sent' });
});

test('one that asks for time is given it, within reason', async () => {
  const board = outlet();
  receiver.answer = 429;
  receiver.headers = { 'retry-after': '100000' };
  await board.send(EVENT, signal);
  receiver.answer = 200;
  now += 599_000;
  expect(await board.send(EVENT, signal)).toMatchObject({ outcome: 'retry', counts: false });
  now += 1_001;
  expect(await board.send(EVENT, signal)).toMatchObject({ outcome: 'sent' });
});

test('where nobody listens, the reason is told', async () => {
  await receiver.close();
  const attempt = await outlet().send(EVENT, signal);
  expect(attempt).toMatchObject({
    outcome: 'retry',
    counts: true,
    reason: expect.stringMatching(/ECONNREFUSED/u) as string,
  });
  receiver = await startReceiver(SECRET);
});

test('a house that stops holds nothing against the receiver', async () => {
  const stop = new AbortController();
  receiver.answer = 'hang';
  const sending = outlet(receiver.url, 10_000).send(EVENT, stop.signal);
  stop.abort();
  expect(await sending).toMatchObject({ outcome: 'retry', counts: false });
});

test('an event for a webhook that is not in the settings any more fails', async () => {
  expect(await outlet().send({ ...EVENT, to: 'gone' }, signal)).toEqual({
    outcome: 'failed',
    reason: 'the settings name no webhook "gone" any more',
  });
});
