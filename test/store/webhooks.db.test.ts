import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../src/lib/log.ts';
import { noFax, noSms } from '../../src/outlets/no-sms.ts';
import type { Outlet } from '../../src/outlets/port.ts';
import { webhookOutlet } from '../../src/outlets/webhook.ts';
import { sendBatch, type SendDeps } from '../../src/stages/send.ts';
import { dossierOf } from '../../src/store/dossier.ts';
import { enqueue } from '../../src/store/outbox.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { keepWebhooks, tellWebhooks } from '../../src/store/webhooks.ts';
import { act, MONDAY, openDesk, seedTicket, type Desk } from '../acts/desk.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { startReceiver } from '../peers/webhook-receiver.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
let database: TestDatabase;
let desk: Desk;
const db = () => database.store.db;

beforeAll(async () => {
  database = await openTestDatabase();
  desk = await openDesk(db());
});
afterAll(() => database.drop());
beforeEach(async () => {
  desk.at(MONDAY);
  desk.refuses = null;
  await db().run(sql`truncate outbox cascade`);
  await keepWebhooks(db(), [
    { id: 'board', events: ['ticket.created', 'ticket.changed', 'ticket.breached'] },
    { id: 'pager', events: ['ticket.breached'] },
  ]);
});

type Row = { readonly to: string; readonly key: string; readonly body: Record<string, unknown> };

async function told(): Promise<readonly Row[]> {
  const rows = await db().many<{ to: string; key: string; body: string }>(
    sql`select to_address as to, dedupe_key as key, mail->>'body' as body from outbox where outlet = 'webhook' order by dedupe_key`,
  );
  return rows.map(({ body, ...row }) => ({ ...row, body: JSON.parse(body) as Record<string, unknown> }));
}

const idOf = async (reference: string): Promise<string> =>
  (await db().one<{ id: string }>(sql`select id from ticket where reference = ${reference}`)).id;

test('each act is told once to whom it concerns, with states and without a word of what was written', async () => {
  const reference = await seedTicket(desk, { subject: 'A secret subject' });
  await act(desk, 'reply', reference, { text: 'A secret answer' });
  expect(await told()).toEqual([
    {
      to: 'board',
      key: `webhook:board:ticket-changed-${reference}-2`,
      body: {
        id: `ticket-changed-${reference}-2`,
        type: 'ticket.changed',
        at: '2026-11-23T14:00:00.000Z',
        ticket: {
          reference,
          version: 2,
          stage: 'open',
          channel: 'email',
          mailbox: 'support',
          level: { value: 2, confirmed: false },
          assignee: null,
        },
        act: 'reply',
        actor: 'ben',
      },
    },
  ]);
  expect(JSON.stringify(await db().many(sql`select * from outbox`))).not.toMatch(/secret/u);
});

test('an act that is refused, or rolled back, tells nothing', async () => {
  const reference = await seedTicket(desk);
  desk.refuses = 'the address bounced';
  expect(await act(desk, 'reply', reference, { text: 'x' })).toMatchObject({ done: false });
  const ticketId = await idOf(reference);
  await expect(
    transaction(db(), async (tx) => {
      await tellWebhooks(tx, [{ type: 'ticket.created', ticketId }], desk.now());
      throw new Error('fell over');
    }),
  ).rejects.toThrow('fell over');
  expect(await told()).toEqual([]);
});

test('a merge is told of both tickets', async () => {
  const [one, two] = [await seedTicket(desk), await seedTicket(desk)];
  await act(desk, 'merge', one, { into: two });
  const changes = new Map((await told()).map(({ key, body }) => [key, body]));
  expect(changes.size).toBe(2);
  expect([
    changes.get(`webhook:board:ticket-changed-${one}-2`),
    changes.get(`webhook:board:ticket-changed-${two}-2`),
  ]).toMatchObject([
    { type: 'ticket.changed', act: 'merge', ticket: { reference: one, stage: 'merged' } },
    { type: 'ticket.changed', act: 'merge', ticket: { reference: two, stage: 'open' } },
  ]);
});

test('the same event is told once, to each who wants it', async () => {
  const reference = await seedTicket(desk);
  const dueAt = desk.now();
  const breach = {
    type: 'ticket.breached',
    ticketId: await idOf(reference),
    metric: 'call_back',
    cycle: 1,
    dueAt,
  } as const;
  for (let i = 0; i < 2; i += 1) await transaction(db(), (tx) => tellWebhooks(tx, [breach], desk.now()));
  const id = `ticket-breached-${reference}-call_back-1-${dueAt}`;
  expect(await told()).toMatchObject([
    { to: 'board', body: { id, promise: { metric: 'call_back', cycle: 1, due_at: '2026-11-23T14:00:00.000Z' } } },
    { to: 'pager', body: { id } },
  ]);
});

test('the settings of the last start hold: who is not named any more is told nothing more', async () => {
  await keepWebhooks(db(), [{ id: 'pager', events: ['ticket.changed'] }]);
  await act(desk, 'take', await seedTicket(desk), {});
  expect((await told()).map(({ to }) => to)).toEqual(['pager']);
  await keepWebhooks(db(), []);
  await act(desk, 'take', await seedTicket(desk), {});
  expect(await told()).toHaveLength(1);
});

/** A mail outlet that takes all at once. */
const mailbox: Outlet = {
  name: 'mailbox',
  send: async () => ({ outcome: 'sent', response: '250' }),
  close: async () => {},
};

function sending(url: string, now: () => number): SendDeps {
  const webhook = webhookOutlet([{ id: 'board', url, secret: SECRET }], createLog('silent'), {
    patienceMs: 1_000,
    now,
  });
  return {
    db: db(),
    outlets: { mail: mailbox, sms: noSms, fax: noFax, webhook },
    fileBytes: async () => null,
    now,
    log: createLog('silent'),
    rules: {
      batch: 20,
      leaseMs: 60_000,
      retryMs: [60_000, 300_000],
      giveUpHours: 24,
      resendUnknownAfterMs: 1,
      pauseAccountMs: 60_000,
    },
  };
}

const rowsBy = (): Promise<readonly { outlet: string; state: string; n: number }[]> =>
  db().many(sql`select outlet, state, count(*)::int as n from outbox group by 1, 2 order by 1, 2`);

test('a receiver that is down for a while gets every event once it is back; the ticket does not speak of it', async () => {
  const down = await startReceiver(SECRET);
  await down.close();
  let clock = desk.now();
  const deps = sending(down.url, () => clock);
  const reference = await seedTicket(desk);
  for (let i = 0; i < 30; i += 1) await act(desk, 'note', reference, { text: String(i) });
  const batches = async (): Promise<void> => {
    while ((await sendBatch(deps, new AbortController().signal)).claimed > 0);
  };
  await batches();
  expect(await rowsBy()).toEqual([{ outlet: 'webhook', state: 'pending', n: 30 }]);
  const back = await startReceiver(SECRET, down.port);
  for (let i = 0; i < 10; i += 1) {
    clock += 60_000;
    await batches();
  }
  expect(await rowsBy()).toEqual([{ outlet: 'webhook', state: 'sent', n: 30 }]);
  expect(back.calls.every(({ isSigned }) => isSigned)).toBe(true);
  expect(
    back.calls.map(({ body }) => (body['ticket'] as { version: number }).version).toSorted((a, b) => a - b),
  ).toEqual(Array.from({ length: 30 }, (_, i) => i + 2));
  expect(new Set(back.calls.map(({ id }) => id)).size).toBe(30);
  const dossier = await dossierOf(db(), reference);
  expect(dossier!.sent).toEqual([]);
  expect(dossier!.journal.filter(({ act: name }) => name !== 'noted')).toEqual([]);
  await back.close();
});

test('a process that dies while it tells leaves the event to be told again, under the same id', async () => {
  const receiver = await startReceiver(SECRET);
  await act(desk, 'take', await seedTicket(desk), {});
  const deps = sending(receiver.url, () => desk.now());
  const signal = new AbortController().signal;
  await sendBatch(deps, signal);
  for (let i = 0; i < 3; i += 1) {
    await db().run(sql`update outbox set state = 'sending', lease_until = now() - interval '1 second'`);
    await sendBatch(deps, signal); // finds it
    desk.wait(1);
    await sendBatch(deps, signal);
  }
  expect(receiver.calls.map(({ id }) => id)).toEqual(Array.from({ length: 4 }, () => receiver.calls[0]!.id));
  expect(await rowsBy()).toEqual([{ outlet: 'webhook', state: 'sent', n: 1 }]);
  await receiver.close();
});

test('a dead receiver delays no mail: each goes out by its own lane', async () => {
  const receiver = await startReceiver(SECRET);
  receiver.answer = 'hang';
  const reference = await seedTicket(desk);
  for (let i = 0; i < 25; i += 1) await act(desk, 'note', reference, { text: String(i) });
  await transaction(db(), (tx) => enqueue(tx, [mail('018f0000-0000-7000-8000-000000000001')], desk.now()));
  const deps = sending(receiver.url, () => desk.now());
  const events = sendBatch({ ...deps, lanes: ['webhook'] }, new AbortController().signal);
  const began = performance.now();
  const letters = await sendBatch({ ...deps, lanes: ['mail', 'sms', 'fax'] }, new AbortController().signal);
  expect([letters.sent, performance.now() - began < 900]).toEqual([1, true]);
  expect(await events).toMatchObject({ claimed: 20, waiting: 20 });
  // the rest of them is not tried one after the other: it is let be
  const next = performance.now();
  expect(await sendBatch({ ...deps, lanes: ['webhook'] }, new AbortController().signal)).toMatchObject({ claimed: 5 });
  expect(performance.now() - next).toBeLessThan(900);
  await receiver.close();
});

function mail(id: string) {
  const address = { name: '', address: 'ana@contoso.example' };
  return {
    id,
    outlet: 'mail',
    ticketId: null,
    inboundId: null,
    mailbox: 'support',
    dedupeKey: id,
    notBefore: desk.now(),
    mail: {
      kind: 'reply',
      messageId: `<${id}@helpdesk.example>`,
      date: desk.now(),
      from: address,
      to: address,
      envelopeFrom: '',
      replyTo: null,
      subject: 's',
      text: 't',
      html: '',
      inReplyTo: null,
      references: [],
      headers: {},
    },
  } as const;
}

test('what was delivered is cleared away after a week, what failed is not', async () => {
  const reference = await seedTicket(desk);
  for (const text of ['a', 'b']) await act(desk, 'note', reference, { text });
  await db().run(sql`
    update outbox set settled_at = ${new Date(desk.now())}, state = case when dedupe_key like '%-2' then 'sent' else 'failed' end`);
  desk.wait(7 * 86_400 + 1);
  await act(desk, 'note', reference, { text: 'c' });
  expect((await told()).map(({ key }) => key.at(-1))).toEqual(['3', '4']);
});
