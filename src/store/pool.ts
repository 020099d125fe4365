import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';
import { permanent, temporary } from '../lib/fault.ts';
import { isBroken, toFault } from './failure.ts';
import { sql, type Db, type Runner, type Sql, type Tx, type Value } from './sql.ts';

/** 60 s: a transaction that idles longer belongs to a stuck process and holds locks. Local to the transaction, since poolers refuse more. */
const BEGIN = sql`begin; set local idle_in_transaction_session_timeout = 60000`;

type Ask = (query: Sql) => Promise<pg.QueryResult>;

/** The runners over connections that `checkout` hands out; each is given back after use, and thrown away when it broke. */
export function createDb(checkout: () => Promise<pg.PoolClient>): Db {
  const within = new AsyncLocalStorage<{ open: boolean }>();

  async function withClient<T>(use: (ask: Ask) => Promise<T>): Promise<T> {
    // On the embedded database this would wait for itself, on PostgreSQL as soon as every connection does it.
    if (within.getStore()?.open)
      throw permanent('the database was asked past its open transaction; hand tx on instead of db');
    const client = await checkout().catch(rejectAsFault);
    client.on('error', ignore); // the statement that meets the loss rejects; without a listener the process would end
    let broken = false;
    try {
      return await use((query) =>
        client.query(query.text, query.values.map(spelled)).catch((error: unknown) => {
          broken ||= isBroken(error);
          return rejectAsFault(error);
        }),
      );
    } finally {
      client.off('error', ignore);
      client.release(broken);
    }
  }

  return {
    ...runner((query) => withClient((ask) => ask(query))),
    transaction: (work) => withClient((ask) => inTransaction(ask, (state, tx) => within.run(state, () => work(tx)))),
  };
}

async function inTransaction<T>(ask: Ask, work: (state: { open: boolean }, tx: Tx) => Promise<T>): Promise<T> {
  const state = { open: true };
  const askWhileOpen: Ask = (query) =>
    state.open
      ? ask(query)
      : Promise.reject(permanent('a statement came after the end of its transaction; await it inside'));
  await ask(BEGIN);
  try {
    const result = await work(state, { ...runner(askWhileOpen), open: 'transaction' });
    const end = await ask(sql`commit`);
    // After a refused statement whose error was swallowed, PostgreSQL answers a commit with a rollback, and no error.
    if (end.command !== 'COMMIT')
      throw temporary('the transaction was rolled back, because a statement in it had been refused');
    return result;
  } catch (error) {
    await ask(sql`rollback`).catch(ignore); // fails only together with the connection, and then nothing is left to roll back
    throw error;
  } finally {
    state.open = false;
  }
}

function runner(ask: Ask): Runner {
  const rowsOf = async (query: Sql) => (await ask(query)).rows;
  return {
    many: rowsOf,
    maybeOne: async (query) => {
      const rows = await rowsOf(query);
      if (rows.length > 1) throw temporary(`the database found ${rows.length} rows where at most one was expected`);
      return rows[0] ?? null;
    },
    one: async (query) => {
      const rows = await rowsOf(query);
      if (rows.length !== 1) throw temporary(`the database found ${rows.length} rows where exactly one was expected`);
      return rows[0];
    },
    run: async (query) => (await ask(query)).rowCount ?? 0,
  };
}

/** A date with its zone spelled out: pg would use the zone of this machine, to the minute, and old zones have seconds. */
function spelled(value: Value): Value {
  return value instanceof Date ? value.toISOString() : value;
}

function rejectAsFault(error: unknown): Promise<never> {
  return Promise.reject(toFault(error));
}

function ignore(): void {}
