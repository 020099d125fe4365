import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPermanent } from '../../src/lib/fault.ts';
import { sqlState } from '../../src/store/failure.ts';
import { sql, transaction, values } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  await database.store.db.run(
    sql`create table thing (id bigint generated always as identity primary key, name text not null unique, bytes bytea, at timestamptz, more jsonb)`,
  );
});
afterAll(() => database.drop());

describe('runners', () => {
  it('hand over and bring back ids, instants, bytes and json', async () => {
    const { db } = database.store;
    const at = Date.UTC(1890, 0, 1, 12, 30, 0, 123); // before zones were whole minutes
    const row = await db.one(sql`
      insert into thing (name, bytes, at, more) values (${'a'}, ${Buffer.from([0, 255])}, ${new Date(at)}, ${JSON.stringify({ a: [1] })})
      returning id, name, bytes, at, more, at::date as day`);
    expect(row).toEqual({ id: '1', name: 'a', bytes: Buffer.from([0, 255]), at, more: { a: [1] }, day: '1890-01-01' });
  });

  it('tell how many', async () => {
    const { db } = database.store;
    await expect(db.one(sql`select 1 where false`)).rejects.toThrow('found 0 rows where exactly one');
    expect(await db.maybeOne(sql`select 1 where false`)).toBeNull();
    await expect(db.maybeOne(sql`select generate_series(1, 2)`)).rejects.toThrow('found 2 rows where at most one');
    expect(await db.many(sql`select generate_series(1, 2) as n`)).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await db.run(sql`update thing set name = ${'b'} where name = any(${['a', 'x']}::text[])`)).toBe(1);
  });

  it('insert many rows with bytes at once', async () => {
    const { db } = database.store;
    const rows = Array.from({ length: 300 }, (_, i) => [`row ${i}`, i === 7 ? null : Buffer.alloc(2_000, i)]);
    expect(await db.run(sql`insert into thing (name, bytes) values ${values(rows, ['text', 'bytea'])}`)).toBe(300);
    expect(await db.one(sql`select length(bytes) as n from thing where name = 'row 9'`)).toEqual({ n: 2_000 });
    await db.run(sql`delete from thing where name like 'row %'`);
  });
});

describe('transaction', () => {
  it('commits what resolves', async () => {
    const { db } = database.store;
    expect(await transaction(db, async (tx) => tx.run(sql`insert into thing (name) values ('kept')`))).toBe(1);
    expect(await db.many(sql`select name from thing where name = 'kept'`)).toHaveLength(1);
  });

  it('rolls back what rejects, with the same error, and gives the connection back', async () => {
    const { db } = database.store;
    const error = new Error('no');
    for (let round = 0; round < 12; round += 1) {
      const work = transaction(db, async (tx) => {
        await tx.run(sql`insert into thing (name) values ('lost')`);
        throw error;
      });
      await expect(work).rejects.toBe(error);
    }
    expect(await db.many(sql`select name from thing where name = 'lost'`)).toEqual([]);
  });

  it('says so when a swallowed refusal has undone it', async () => {
    const { db } = database.store;
    const work = transaction(db, async (tx) => {
      await tx.run(sql`insert into thing (name) values ('undone')`);
      await tx.run(sql`insert into thing (name) values ('undone')`).catch(() => 0);
    });
    await expect(work).rejects.toThrow('rolled back');
    expect(await db.many(sql`select name from thing where name = 'undone'`)).toEqual([]);
  });

  it('refuses to be passed by, and to be used after its end', async () => {
    const { db } = database.store;
    await expect(transaction(db, () => db.one(sql`select 1 as n`))).rejects.toThrow('hand tx on');
    const tx = await transaction(db, async (open) => open);
    await expect(tx.one(sql`select 1 as n`)).rejects.toThrow('after the end');
    expect(await db.one(sql`select 1 as n`)).toEqual({ n: 1 });
  });
});

describe('failures', () => {
  const cases = [
    ['syntax', sql`selekt 1`, '42601', true],
    ['an unknown table', sql`select 1 from nowhere`, '42P01', true],
    ['a NUL in text', sql`select ${'a\0b'}::text`, '22021', true],
    ['no number', sql`select ${'x'}::bigint`, '22P02', true],
    ['a repeat', sql`insert into thing (name) values ('twice'), ('twice')`, '23505', false],
    ['a missing value', sql`insert into thing (name) values (null)`, '23502', false],
    ['words of our own', sql`do $$ begin raise exception 'no' using errcode = '40001'; end $$`, '40001', false],
  ] as const;
  it.each(cases)('%s', async (_name, statement, state, permanent) => {
    const error = await database.store.db.run(statement).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'Fault', cause: { code: state } });
    expect([sqlState(error), isPermanent(error)]).toEqual([state, permanent]);
  });
});
