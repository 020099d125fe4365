import { afterAll, beforeAll, expect, test } from 'vitest';
import { file } from '../../src/acts/file.ts';
import { perform } from '../../src/acts/perform.ts';
import { customersOfNumber } from '../../src/store/fax-facts.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { openDesk } from './desk.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());

test('a fax is filed under a customer, its number from now on too, and both can be undone', async () => {
  const { db } = database.store;
  const desk = await openDesk(db);
  desk.at('2026-11-23 11:00');
  const at = new Date('2026-11-23T15:00:00Z');
  await db.run(
    sql`insert into customer (key, name, imported_at) values ('contoso clinic', 'Contoso Clinic', ${at}), ('fabrikam', 'Fabrikam', ${at})`,
  );
  await db.run(
    sql`insert into customer_number (number, kind, customer_id) select '+15550102231', 'fax', id from customer`,
  );
  for (const [reference, channel] of [
    ['K7Q-2M4', 'fax'],
    ['K7Q-2M6', 'email'],
  ] as const)
    await db.run(sql`
      insert into ticket (reference, mailbox, channel, bucket, subject, requester_name, requester_address, requester_trust, suggested_level, suggestion, accepted_at)
      values (${reference}, 'support', ${channel}, 'desk', 's', '', '', 'unverified', 6, '{}', ${at})`);
  await db.run(sql`
    insert into inbound (mailbox, fingerprint, size, via, accepted_at, state, ticket_id) select 'support', 'x', 1, 'fax', ${at}, 'done', id from ticket where reference = 'K7Q-2M4'`);
  await db.run(sql`
    insert into fax (inbound_id, mailbox, told, caller, accepted_at, next_attempt_at) select id, 'support', '{}', '+15550102231', ${at}, ${at} from inbound`);

  const about = { reference: 'K7Q-2M4', actor: { id: 'ben', name: 'Ben', roles: ['rep'] } } as const;
  const whose = () =>
    transaction(db, (tx) => customersOfNumber(tx, '+15550102231')).then((all) =>
      all.map(({ customer }) => customer.name),
    );
  expect(await whose()).toEqual(['Contoso Clinic', 'Fabrikam']); // a number that two share
  expect(await perform(desk, file, about, { customer: ' contoso  CLINIC' })).toMatchObject({
    done: true,
    words: 'K7Q-2M4 is Contoso Clinic’s',
  });
  expect(await perform(desk, file, about, { customer: 'Contoso Clinic' })).toMatchObject({ refused: 'already_so' });
  expect(await perform(desk, file, about, { customer: 'Contoso Clinic', always: true })).toMatchObject({
    done: true,
    words: 'K7Q-2M4 is Contoso Clinic’s, and so are faxes from +15550102231 from now on',
  });
  expect(await whose()).toEqual(['Contoso Clinic']);
  expect(await perform(desk, file, about, { customer: 'Fabrikam', always: true })).toMatchObject({ done: true });
  expect(await whose()).toEqual(['Fabrikam']);
  expect(await perform(desk, file, about, { customer: null, always: true })).toMatchObject({ done: true });
  expect(await whose()).toEqual(['Contoso Clinic', 'Fabrikam']);
  expect(await db.one(sql`select customer_id from ticket where reference = 'K7Q-2M4'`)).toEqual({ customer_id: null });
  expect(await db.one(sql`select count(*)::int as n from journal where act = 'filed'`)).toEqual({ n: 4 });

  expect(await perform(desk, file, about, { customer: 'Nobody Inc' })).toMatchObject({ refused: 'unknown_customer' });
  const mail = { ...about, reference: 'K7Q-2M6' };
  expect(await perform(desk, file, mail, { customer: 'Fabrikam', always: true })).toMatchObject({
    refused: 'no_number',
  });
});
