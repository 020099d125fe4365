import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actorOf } from '../../src/acts/act.ts';
import { ACTS } from '../../src/acts/all.ts';
import { perform } from '../../src/acts/perform.ts';
import { openHouse, type House } from '../../src/serve.ts';
import { loadSettings } from '../../src/settings.ts';
import { processBatch } from '../../src/stages/process.ts';
import { sql } from '../../src/store/sql.ts';
import { ny } from '../domain/promise/office.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

/*
 * One customer, two matters under one number: the second gets a ticket of its own, is read by the rules anew, and its
 * promises count from when it came in. Nobody is answered twice.
 */

let database: TestDatabase;
let house: House;
let clock = ny('2026-11-23 09:00');

beforeAll(async () => {
  database = await openTestDatabase();
  await database.store.close(); // the house opens it itself
  const config = join(database.dataDir, 'config');
  mkdirSync(config, { recursive: true });
  writeFileSync(
    join(config, 'people.yaml'),
    'people:\n  - { id: ben, name: Ben Ito, address: ben@desk.example, roles: [rep] }\n',
  );
  writeFileSync(
    join(config, 'postroom.yaml'),
    'data_dir: .\nlog_level: error\nmailboxes: [{ id: support, address: support@helpdesk.example }]\nsend: { outlet: file }\n',
  );
  const env: Record<string, string> = database.url === null ? {} : { POSTROOM_DATABASE_URL: database.url };
  house = await openHouse(await loadSettings({ file: join(config, 'postroom.yaml'), env, now: clock }), {
    now: () => clock,
  });
}, 120_000); // ms, on a busy machine
afterAll(async () => {
  await house?.close();
  await database.drop();
});

async function mail(id: string, headers: string, text: string): Promise<void> {
  const raw = Buffer.from(
    `From: Ana Ruiz <ana@contoso.example>\r\nTo: support@helpdesk.example\r\nMessage-ID: <${id}@contoso.example>\r\n${headers}\r\n\r\n${text}\r\n`,
  );
  const at = { acceptedAt: clock, envelope: null, location: null, quiet: null, skip: null };
  await house.deliver([{ mailbox: 'support', via: 'smtp', raw, fullSize: raw.length, ...at }]);
  await processBatch(house.process);
}

type Row = {
  readonly reference: string;
  readonly subject: string;
  readonly level: number;
  readonly state: string;
  readonly assignee: string;
  readonly acceptedAt: number;
  readonly texts: readonly string[];
  readonly answers: number;
  readonly dueAt: number;
};
const tickets = () =>
  house.store.db.many<Row>(sql`
    select t.reference, t.subject, t.suggested_level as level, t.state, t.assignee, t.accepted_at as "acceptedAt",
      array(select trim(e'\n' from m.body) from message m where m.ticket_id = t.id order by m.id) as texts,
      (select count(*)::int from outbox o where o.ticket_id = t.id and o.kind = 'acknowledgement') as answers,
      (select c.due_at from clock c where c.ticket_id = t.id and c.metric = 'call_back' and c.cycle = 1) as "dueAt"
    from ticket t order by t.id`);

test('a second matter under the number of the first gets a ticket of its own', { timeout: 60_000 }, async () => {
  await mail('one', 'Subject: How do I print?', 'How do I print the monthly report?');
  clock = ny('2026-11-23 10:00');
  await mail(
    'two',
    'Subject: Re: How do I print?\r\nIn-Reply-To: <one@contoso.example>',
    'By the way: the production system is down, nobody can work.',
  );
  clock = ny('2026-11-23 10:05');
  await mail('three', 'Subject: Re: How do I print?\r\nIn-Reply-To: <two@contoso.example>', 'Still down!');
  const [only, ...none] = await tickets();
  expect([only!.texts.length, only!.answers, none]).toEqual([3, 1, []]);

  clock = ny('2026-11-23 10:30');
  const ben = actorOf(house.acts.staff, 'ben')!;
  const items = await house.store.db.many<{ id: string }>(sql`select id from inbound order by id`);
  const wanted = items.slice(1).map(({ id }) => id);
  const done = await perform(house.acts, ACTS.split, { reference: only!.reference, actor: ben }, { items: wanted });
  expect(done).toMatchObject({ done: true, words: 'they have a ticket of their own' });
  expect((await processBatch(house.process)).ticket).toBe(1);

  const [old, fresh] = await tickets();
  expect(old).toEqual({ ...only, texts: ['How do I print the monthly report?'] });
  expect(fresh).toEqual({
    reference: expect.any(String),
    subject: 'Re: How do I print?',
    level: 1,
    state: 'open',
    assignee: 'ben',
    acceptedAt: ny('2026-11-23 10:00'),
    texts: ['By the way: the production system is down, nobody can work.', 'Still down!'],
    answers: 0,
    dueAt: ny('2026-11-23 11:00'),
  });
  const journal = await house.store.db.many<{ act: string; detail: Record<string, unknown> }>(
    sql`select j.act, j.detail from journal j join ticket t on t.id = j.ticket_id where t.reference = ${fresh!.reference} order by j.id`,
  );
  expect(journal.map(({ act }) => act)).toContain('split_from');
  expect(journal.find(({ act }) => act === 'not_acknowledged')?.detail).toMatchObject({
    rule: 'quiet',
    reason: 'it was split off a ticket, and stood there before',
  });

  // what answers the second matter goes where it went
  await mail('four', 'Subject: Re: How do I print?\r\nIn-Reply-To: <three@contoso.example>', 'Now it is up.');
  expect((await tickets()).map(({ texts }) => texts.length)).toEqual([1, 3]);
});
