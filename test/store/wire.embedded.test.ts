import { mkdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

let database: TestDatabase;
const clients: pg.Client[] = [];
beforeAll(async () => {
  database = await openTestDatabase();
  await database.store.db.run(sql`create table thing (id int primary key, bytes bytea)`);
});
afterAll(async () => {
  for (const client of clients) await client.end().catch(() => {});
  await database.drop();
});

/** Any client of PostgreSQL, not ours. */
async function anyClient(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.store.url });
  client.on('error', () => {});
  clients.push(client);
  await client.connect();
  return client;
}

const ids = async () =>
  (await database.store.db.many<{ id: number }>(sql`select id from thing order by id`)).map((row) => row.id);

describe('clients', () => {
  it('do not disturb each other, however large what they send', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, anyClient));
    const bytes = Buffer.alloc(2_000_000, 'x');
    const answers = await Promise.all(
      all.map(async (client, i) => {
        const rows: unknown[] = [];
        for (let j = 0; j < 4; j += 1) {
          rows.push(
            ...(await client.query('select length($1::bytea) as size, $2::int as n', [bytes.subarray(i), i * 10 + j]))
              .rows,
          );
        }
        return rows;
      }),
    );
    const expected = all.flatMap((_, i) =>
      Array.from({ length: 4 }, (__, j) => ({ size: bytes.length - i, n: i * 10 + j })),
    );
    expect(answers.flat()).toEqual(expected);
  });

  it('wait while another one has a transaction open, and see all of it or nothing', async () => {
    const [one, two] = [await anyClient(), await anyClient()];
    await one.query('begin');
    await one.query('insert into thing (id) values (1)');
    const waiting = two.query('select count(*)::int as n from thing');
    await one.query('insert into thing (id) values (2)');
    await one.query('commit');
    expect((await waiting).rows).toEqual([{ n: 2 }]);
  });

  it('have their transaction rolled back when they go', async () => {
    const one = await anyClient();
    await one.query('begin');
    await one.query('insert into thing (id) values (3)');
    (one as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    expect(await ids()).toEqual([1, 2]);
  });

  it('keep their errors to themselves', async () => {
    const [one, two] = [await anyClient(), await anyClient()];
    await one.query('begin');
    await expect(one.query('selekt 1')).rejects.toThrow('syntax error');
    const waiting = two.query('select 1 as n');
    await expect(one.query('select 1')).rejects.toThrow('aborted');
    await one.query('rollback');
    expect((await waiting).rows).toEqual([{ n: 1 }]);
  });

  it('listen for themselves', async () => {
    const [one, two] = [await anyClient(), await anyClient()];
    const heard: string[] = [];
    one.on('notification', ({ payload }) => heard.push(`one ${payload}`));
    two.on('notification', ({ payload }) => heard.push(`two ${payload}`));
    for (const client of [one, two]) await client.query('listen news');
    await two.query(`select pg_notify('news', 'a')`);
    await two.query('unlisten news');
    await one.query(`notify news, 'b'`);
    await vi.waitFor(() => expect(heard.toSorted()).toEqual(['one a', 'one b', 'two a']));
  });
});

describe('refuses', () => {
  it('COPY FROM STDIN, and lives on', async () => {
    const client = await anyClient();
    await expect(client.query('copy thing from stdin')).rejects.toMatchObject({ code: '0A000' });
    await expect(
      client.query({ text: 'COPY thing\n FROM STDIN', queryMode: 'extended' } as pg.QueryConfig),
    ).rejects.toMatchObject({ code: '0A000' });
    await client.query('begin');
    await expect(client.query('copy thing from stdin')).rejects.toMatchObject({ code: '0A000' });
    await expect(client.query('select 1')).rejects.toMatchObject({ code: '25P02' });
    await client.query('rollback');
    expect((await client.query('select $1::text as t', ['copy thing from stdin'])).rows).toEqual([
      { t: 'copy thing from stdin' },
    ]);
  });

  it('a message that claims to be larger than memory', async () => {
    const path = join(new URL(database.store.url.replace('@/', '@x/')).searchParams.get('host')!, '.s.PGSQL.5432');
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(path, () => {
        socket.write(Buffer.from([0, 0, 0, 8, 0, 3, 0, 0, 0x51, 0x7f, 0xff, 0xff, 0xff]));
      });
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString('latin1')));
      socket.on('close', () => resolve(text));
    });
    expect(answer).toContain('the embedded database refuses a message of');
    expect(await database.store.db.one(sql`select 1 as n`)).toEqual({ n: 1 });
  });
});

describe('places', () => {
  it('let nobody else in', () => {
    expect(statSync(join(database.dataDir, 'pg')).mode & 0o777).toBe(0o700);
  });

  it('mend a socket that was taken away', async () => {
    const { store } = database;
    rmSync(join(realpathSync(database.dataDir), 'pg/.s.PGSQL.5432'));
    const heard: (string | null)[] = [];
    await store.listen('mended', (payload) => heard.push(payload));
    await vi.waitFor(() => store.db.run(sql`select pg_notify('mended', 'x')`), 20_000);
    await vi.waitFor(() => expect(heard).toContain('x'), 5_000);
  });

  it('may have a name longer than a socket can have', async () => {
    await database.store.close();
    const deep = join(database.dataDir, 'deep'.repeat(30), 'deeper'.repeat(10));
    mkdirSync(deep, { recursive: true });
    renameSync(join(database.dataDir, 'pg'), join(deep, 'pg'));
    const store = await openStore({ url: null, dataDir: deep, connections: 2 });
    const host = new URL(store.url.replace('@/', '@x/')).searchParams.get('host')!;
    expect(host.length).toBeLessThan(90);
    expect(statSync(host).mode & 0o777).toBe(0o700);
    expect(await transaction(store.db, (tx) => tx.one(sql`select 1 as n`))).toEqual({ n: 1 });
    await store.close();
    rmSync(host, { recursive: true });
  });
});
