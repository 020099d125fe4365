import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OutgoingKind } from '../../src/domain/outgoing.ts';
import { claimOutbox, enqueue, findOrphans, outboxWaiting, settleOutbox, type Queued } from '../../src/store/outbox.ts';
import { pausedOutlets, pauseOutlet } from '../../src/store/outlet-state.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { suppressed } from '../../src/store/suppression.ts';
import { outgoing } from '../outlets/mail.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

let database: TestDatabase;
const db = () => database.store.db;
const NOW = Date.UTC(2031, 5, 2, 12); // a clock of the test's own, far from the database's
const BOTH = ['mail', 'sms'] as const;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => db().run(sql`truncate outbox, outlet_state, journal, ticket cascade`));

function queued(change: { dedupeKey?: string; notBefore?: number; sms?: boolean; kind?: OutgoingKind } = {}): Queued {
  const id = randomUUID();
  const { kind = 'notice' } = change;
  return {
    ...(change.sms
      ? { outlet: 'sms', mail: { kind, id, to: '+15550102231', text: 'late' } }
      : { outlet: 'mail', mail: { ...outgoing(), kind, messageId: `<${id}@helpdesk.example>` } }),
    id,
    ticketId: null,
    inboundId: null,
    mailbox: 'support',
    dedupeKey: change.dedupeKey ?? id,
    notBefore: change.notBefore ?? NOW,
  };
}

const put = (messages: readonly Queued[]) => transaction(db(), (tx) => enqueue(tx, messages, NOW));
const claim = (now: number, outlets: readonly ('mail' | 'sms')[] = BOTH) =>
  claimOutbox(db(), { limit: 10, leaseMs: 60_000, outlets, now });

test('what is put in comes out as it was, by its own way, once', async () => {
  const [mail, sms] = [queued(), queued({ sms: true })];
  expect(await put([mail, sms])).toEqual(new Set([mail.id, sms.id]));
  const only = await claim(NOW, ['sms']);
  expect(only).toMatchObject([{ id: sms.id, outlet: 'sms', kind: 'notice', mail: sms.mail, attempts: 0, since: NOW }]);
  expect(await claim(NOW)).toMatchObject([{ id: mail.id, outlet: 'mail', mail: mail.mail }]);
  expect(await claim(NOW)).toEqual([]);
});

test('the same thing is said once, and the caller is told which was put in', async () => {
  const [first, second] = [queued({ dedupeKey: 'k' }), queued({ dedupeKey: 'k' })];
  expect(await put([first])).toEqual(new Set([first.id]));
  expect(await put([second])).toEqual(new Set());
  expect(await db().many(sql`select id from outbox`)).toEqual([{ id: first.id }]);
  expect(await put([])).toEqual(new Set());
});

test('what is due goes by the clock that is handed in', async () => {
  await put([queued({ notBefore: NOW + 1_000 })]);
  expect(await claim(NOW + 999)).toEqual([]);
  expect(await outboxWaiting(db(), NOW + 999)).toMatchObject({ due: 0, later: 1 });
  expect(await outboxWaiting(db(), NOW + 1_000)).toMatchObject({ due: 1, later: 0 });
  expect(await claim(NOW + 1_000)).toMatchObject([{ since: NOW + 1_000 }]);
  await pauseOutlet(db(), 'smtp', NOW + 1_000, 'refused');
  expect([await pausedOutlets(db(), NOW), await pausedOutlets(db(), NOW + 1_000)]).toEqual([
    new Set(['smtp']),
    new Set(),
  ]);
});

test('a clock that leaps does not make an orphan of what is being sent', async () => {
  await put([queued()]);
  await claim(NOW);
  expect(await findOrphans(db(), 1, NOW + 30 * 86_400_000)).toBe(0);
  await db().run(sql`update outbox set lease_until = now() - interval '1 second'`);
  expect(await findOrphans(db(), 1, NOW)).toBe(1);
});

test.each([
  ['mail', 'reminder', 1],
  ['mail', 'alert', 3],
  ['sms', 'alert', 1],
  ['sms', 'reminder', 0],
] as const)('%s, %s: a message whose sender died is sent again %i times', async (outlet, kind, times) => {
  await put([queued({ kind, sms: outlet === 'sms' })]);
  for (let i = 0; i <= times; i += 1) {
    expect(await claim(NOW + i * 10)).toHaveLength(1);
    await db().run(sql`update outbox set lease_until = now() - interval '1 second'`);
    expect(await findOrphans(db(), 1, NOW + i * 10)).toBe(1);
  }
  expect(await claim(NOW + 1_000)).toEqual([]);
  expect(await db().one(sql`select state, resends from outbox`)).toEqual({ state: 'unresolved', resends: times });
});

test('a row that is no message of ours is told as such, and holds no other up', async () => {
  const [good, bad] = [queued(), queued()];
  await put([good, bad]);
  await db().run(sql`update outbox set mail = mail - 'envelopeFrom' where id = ${bad.id}`);
  const claimed = await claim(NOW);
  expect(claimed.find(({ id }) => id === bad.id)).toMatchObject({
    outlet: 'unreadable',
    reason: expect.stringContaining('mail.envelopeFrom'),
  });
  expect(claimed.find(({ id }) => id === good.id)).toMatchObject({ outlet: 'mail' });
});

test('who was told by a message that reached nobody counts as not told', async () => {
  const [lost, sent, unknown] = [queued({ kind: 'alert' }), queued({ kind: 'alert' }), queued({ kind: 'reminder' })];
  await put([lost, sent, unknown]);
  await db().run(sql`
    with t as (
      insert into ticket (reference, mailbox, channel, subject, requester_name, requester_address, requester_trust, suggested_level, suggestion, accepted_at)
      values ('K7Q-2M4', 'support', 'email', 's', '', 'ana@contoso.example', 'unverified', 2, '{}', now()) returning id
    ), a as (
      insert into alarm (ticket_id, metric, cycle, kind, due_at, fired_at, said) select id, 'call_back', 1, 'due', now(), now(), 'mailed' from t returning id
    )
    insert into telling (alarm_id, person, outbox_id) select a.id, o.id::text, o.id from a, outbox o`);
  await claim(NOW);
  const heard: unknown[] = [];
  const deaf = await database.store.listen('watch', (payload) => heard.push(payload));
  const end = (id: string, state: 'sent' | 'failed' | 'unresolved') => ({
    id,
    ticketId: null,
    state,
    attempts: 0,
    resends: 0,
    nextAt: NOW,
    response: '',
    act: 'x',
  });
  await settleOutbox(db(), [end(sent.id, 'sent'), end(lost.id, 'failed'), end(unknown.id, 'unresolved')], NOW);
  expect(await db().many(sql`select outbox_id as id from telling where undelivered order by 1`)).toEqual(
    [lost.id, unknown.id].toSorted().map((id) => ({ id })),
  );
  await expect.poll(() => heard.length).toBeGreaterThan(0);
  await deaf();
});

test('addresses that are not written to are known without regard to case', async () => {
  await db().run(sql`insert into suppression (address, reason) values ('ben@helpdesk.example', 'bounced')`);
  expect(await suppressed(db(), ['Ben@helpdesk.example', 'cy@helpdesk.example'])).toEqual(
    new Map([['ben@helpdesk.example', 'bounced']]),
  );
  expect(await suppressed(db(), [])).toEqual(new Map());
});
