import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OutgoingText } from '../../src/domain/outgoing.ts';
import { createLog } from '../../src/lib/log.ts';
import { noSms } from '../../src/outlets/no-sms.ts';
import { smsOutlet } from '../../src/outlets/sms.ts';
import type { SmsSettings } from '../../src/outlets/sms-request.ts';
import { verifySms } from '../../src/outlets/verify-sms.ts';
import { startSmsService, type SmsService } from '../peers/sms-service.ts';

let service: SmsService;
beforeEach(async () => {
  service = await startSmsService();
});
afterEach(() => service.close());

const log = createLog('silent');
const sms: OutgoingText = {
  kind: 'alert',
  id: 'a1',
  to: '+15550102231',
  text: '[#K7Q-2M4] LATE since 13:53 EST – ring Ana',
};
const settings = (change: Partial<SmsSettings> = {}): SmsSettings => ({
  account_sid: 'AC0123',
  auth_token: 'hush-sms',
  from: '+15550109999',
  api_url: service.url,
  ...change,
});
const send = (change: Partial<SmsSettings> = {}, patienceMs = 15_000, signal = new AbortController().signal) =>
  smsOutlet(settings(change), log, patienceMs).send(sms, signal);

describe('an SMS', () => {
  test('is posted as the service documents it', async () => {
    expect(await send()).toEqual({ outcome: 'sent', response: `201 queued SM${'1'.padStart(32, '0')}` });
    expect(service.requests).toEqual([
      {
        path: 'POST /2010-04-01/Accounts/AC0123/Messages.json',
        login: 'AC0123:hush-sms',
        form: { To: sms.to, From: '+15550109999', Body: sms.text },
      },
    ]);
  });

  test('may go through an address with a path, and is cut where the service would refuse it', async () => {
    const outlet = smsOutlet(settings({ api_url: `${service.url}/proxy/` }), log);
    await outlet.send({ ...sms, text: 'x'.repeat(2_000) }, new AbortController().signal);
    expect(service.requests[0]).toMatchObject({
      path: 'POST /proxy/2010-04-01/Accounts/AC0123/Messages.json',
      form: { Body: 'x'.repeat(1_600) },
    });
  });

  test.each([
    [429, { code: 20429, message: 'Too many requests' }, { outcome: 'retry', counts: false }],
    [400, { code: 21611, message: 'queue is full' }, { outcome: 'retry', counts: false }],
    [500, { code: 20500, message: 'Internal' }, { outcome: 'retry', counts: true }],
    [503, '<html>down</html>', { outcome: 'retry', counts: true }],
    [408, {}, { outcome: 'retry', counts: true }],
    [401, { code: 20003, message: 'Authenticate' }, { outcome: 'paused' }],
    [403, { code: 20005, message: 'Account not active' }, { outcome: 'paused' }],
    [404, { code: 20404, message: 'not found' }, { outcome: 'paused' }],
    [302, '', { outcome: 'paused' }],
    [400, { code: 21606, message: 'From is not a message-capable number' }, { outcome: 'paused' }],
    [400, { code: 21211, message: "Invalid 'To' Phone Number" }, { outcome: 'failed' }],
    [400, { code: 21610, message: 'Attempt to send to unsubscribed recipient' }, { outcome: 'failed' }],
    [400, 'nonsense', { outcome: 'failed' }],
    [200, 'not json', { outcome: 'sent' }],
  ])('answered %i %j', async (status, body, expected) => {
    service.answers.push({ status, body });
    const attempt = await send();
    expect(attempt).toMatchObject(expected);
    expect(service.requests).toHaveLength(1);
    const words = attempt.outcome === 'sent' ? attempt.response : attempt.reason;
    expect(words).toContain(String(status));
    if (typeof body === 'object' && 'message' in body) expect(words).toContain(body.message);
  });
});

describe('without an answer', () => {
  test('a service that hangs up, or falls silent, may have taken it', async () => {
    service.answers.push('die', 'silent');
    expect(await send()).toMatchObject({ outcome: 'unknown' });
    expect(await send({}, 300)).toEqual({ outcome: 'unknown', reason: 'no answer in time' });
  });

  test('a stop while it waits is unknown as well; one before it began is not', async () => {
    service.answers.push('silent');
    const stop = new AbortController();
    const sending = send({}, 15_000, stop.signal);
    await expect.poll(() => service.requests.length).toBe(1);
    stop.abort();
    expect(await sending).toMatchObject({ outcome: 'unknown' });
    expect(await send({}, 15_000, AbortSignal.abort())).toMatchObject({ outcome: 'retry', counts: false });
    expect(service.requests).toHaveLength(1);
  });

  test('a service that is not there, or speaks no TLS, did not take it', async () => {
    await service.close();
    expect(await send()).toMatchObject({
      outcome: 'retry',
      counts: false,
      reason: expect.stringContaining('ECONNREFUSED'),
    });
    const plain = createServer(
      (socket) => void socket.on('error', () => {}).end('not TLS', () => socket.destroy()),
    ).listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const url = `https://127.0.0.1:${(plain.address() as AddressInfo).port}`;
    expect(await send({ api_url: url })).toMatchObject({ outcome: 'retry', counts: false });
    await new Promise((resolve) => plain.close(resolve));
    service = await startSmsService();
  });
});

describe('asking for the account, as doctor does', () => {
  test.each([
    [200, { sid: 'AC0123', status: 'active' }, null],
    [200, { sid: 'AC0123', status: 'suspended' }, 'the account is not active: 200 suspended AC0123'],
    [200, '<html>a portal</html>', 'the account is not active: 200'],
    [401, { code: 20003, message: 'Authenticate' }, '401 (20003) Authenticate'],
  ])('answered %i %j', async (status, body, expected) => {
    service.answers.push({ status, body });
    expect(await verifySms(settings())).toBe(expected);
    expect(service.requests).toEqual([
      { path: 'GET /2010-04-01/Accounts/AC0123.json', login: 'AC0123:hush-sms', form: {} },
    ]);
  });

  test('nobody there', async () => {
    expect(await verifySms(settings({ api_url: 'http://127.0.0.1:1' }))).toContain('ECONNREFUSED');
  });
});

test('where no service is set up, it fails at once and says what to do', async () => {
  expect(await noSms.send(sms, new AbortController().signal)).toEqual({
    outcome: 'failed',
    reason: expect.stringContaining('send.sms'),
  });
});
