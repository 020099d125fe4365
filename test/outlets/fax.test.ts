import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OutgoingFax } from '../../src/domain/outgoing.ts';
import { createLog } from '../../src/lib/log.ts';
import { faxOutlet } from '../../src/outlets/fax.ts';
import { noFax } from '../../src/outlets/no-sms.ts';
import { startSmsService, type SmsService } from '../peers/sms-service.ts';

// The service's Faxes resource has the face of its Messages resource.
let service: SmsService;
beforeEach(async () => {
  service = await startSmsService();
});
afterEach(() => service.close());

const fax: OutgoingFax = {
  kind: 'acknowledgement',
  id: 'f1',
  to: '+15550102231',
  toName: 'Maria Alvarez',
  from: 'Helpdesk',
  reference: 'K7Q-2M4',
  mark: 'PR1.K7Q-2M4.ABCDEFGHIJ',
  subject: 'We received your fax',
  text: 'We call you back.',
  date: 'Thursday, 26 November 2026, 10:00 AM Eastern (EST)',
};
const addresses = {
  media: (id: string) => `https://desk.example/${id}.pdf`,
  status: (id: string) => `https://desk.example/${id}`,
};
const outlet = (patienceMs = 15_000) =>
  faxOutlet(
    { api_url: `${service.url}/`, project: 'proj-1', token: 'hush', from: '+15550109999', answers_per_number_day: 3 },
    addresses,
    createLog('silent'),
    patienceMs,
  );
const never = new AbortController().signal;

test('a fax is posted as the contract says it, with the addresses of its pages and its status', async () => {
  expect(await outlet().send(fax, never)).toMatchObject({
    outcome: 'sent',
    response: expect.stringMatching(/^201 queued/u),
  });
  expect(service.requests).toEqual([
    {
      path: 'POST /api/laml/2010-04-01/Accounts/proj-1/Faxes.json',
      login: 'proj-1:hush',
      form: {
        To: '+15550102231',
        From: '+15550109999',
        MediaUrl: 'https://desk.example/f1.pdf',
        StatusCallback: 'https://desk.example/f1',
        Quality: 'fine',
      },
    },
  ]);
});

test('a refused account pauses faxes, a number that is none fails, silence after the request is an outcome that nobody knows', async () => {
  service.answers.push(
    { status: 401, body: { message: 'Unauthorized' } },
    { status: 422, body: { message: 'To is invalid' } },
    'silent',
  );
  expect(await outlet().send(fax, never)).toMatchObject({ outcome: 'paused' });
  expect(await outlet().send(fax, never)).toMatchObject({ outcome: 'failed', reason: '422 To is invalid' });
  expect(await outlet(300).send(fax, never)).toEqual({ outcome: 'unknown', reason: 'no answer in time' });
});

test('without a service an answer by fax fails at once', async () => {
  expect(await noFax.send(fax, never)).toMatchObject({
    outcome: 'failed',
    reason: expect.stringContaining('fax.send'),
  });
});
