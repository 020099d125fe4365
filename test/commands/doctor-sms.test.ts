import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkOutlet } from '../../src/commands/doctor/outlet.ts';
import { settingsShape } from '../../src/settings/shape.ts';
import { startSink, type Sink } from '../peers/smtp-sink.ts';
import { startSmsService, type SmsService } from '../peers/sms-service.ts';

let sink: Sink;
let service: SmsService;
beforeAll(async () => {
  sink = await startSink();
  service = await startSmsService();
});
afterAll(async () => {
  await sink.close();
  await service.close();
});

const said = async () =>
  (
    await checkOutlet(
      settingsShape.parse({
        mailboxes: [{ id: 'support', address: 'help@helpdesk.example' }],
        send: {
          outlet: 'smtp',
          smtp: { port: sink.port, tls: 'none' },
          sms: { account_sid: 'AC0123', auth_token: 'hush-sms', from: '+12125550100', api_url: service.url },
        },
      }),
    )
  ).map(({ check, state, what, todo }) => [check, state, what, todo]);

test('doctor asks the SMS service for the account, and sends nothing', async () => {
  service.answers.push({ status: 200, body: { sid: 'AC0123', status: 'active' } });
  expect(await said()).toEqual([
    ['outlet smtp', 'ok', expect.anything(), ''],
    ['outlet sms', 'ok', expect.stringContaining('knows the account AC0123'), ''],
  ]);
  service.answers.push({ status: 401, body: { code: 20003, message: 'Authenticate' } });
  expect((await said())[1]).toEqual([
    'outlet sms',
    'failed',
    '401 (20003) Authenticate',
    expect.stringContaining('send.sms.account_sid, auth_token'),
  ]);
  expect(service.requests.map(({ path }) => path.split(' ')[0])).toEqual(['GET', 'GET']);
});
