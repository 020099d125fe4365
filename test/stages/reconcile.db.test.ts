import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../src/lib/log.ts';
import { startTick } from '../../src/lib/tick.ts';
import { reconcile } from '../../src/stages/reconcile.ts';
import { createLedger, mailboxHealth } from '../../src/store/ledger.ts';
import { uncounted } from '../../src/store/reconcile.ts';
import { sql } from '../../src/store/sql.ts';
import { takeTick } from '../../src/store/ticks.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

const log = createLog('silent');
const NEVER = new AbortController().signal;

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
}, 120_000);
afterAll(() => database.drop());
beforeEach(async () => {
  await database.store.db.run(sql`delete from mailbox_state`);
  await database.store.db.run(sql`delete from tick`);
});

/** A mailbox whose next counts find so many missing. */
function box(mailbox: string, ...missing: readonly (number | null | Error)[]) {
  const { db } = database.store;
  const ledger = createLedger(db, 'one', () => false);
  const left = [...missing];
  return {
    mailbox,
    async reconcile() {
      const next = left.shift() ?? 0;
      if (next instanceof Error) throw next;
      const result = { onServer: 10, missing: next };
      await ledger.polled(mailbox);
      await ledger.reconciled(mailbox, result);
      return result;
    },
  };
}

async function troubleOf(mailbox: string): Promise<string | null | undefined> {
  return (await mailboxHealth(database.store.db)).find((row) => row.mailbox === mailbox)?.trouble;
}

test('what a count finds is noted until one finds nothing', async () => {
  const { db } = database.store;
  const support = box('support', 3, 0);
  await reconcile({ db, log }, [support], NEVER);
  expect(await troubleOf('support')).toMatch(/^The daily count of mailbox support found 3 mails/u);
  await reconcile({ db, log }, [support], NEVER);
  expect(await troubleOf('support')).toBeNull();
});

test('another trouble of the mailbox stays, and a server that is down keeps nobody else from being counted', async () => {
  const { db } = database.store;
  await createLedger(db, 'one', () => false).trouble('other', 'the login is refused');
  await reconcile({ db, log }, [box('support', new Error('down')), box('other', 0)], NEVER);
  expect(await troubleOf('other')).toBe('the login is refused');
  expect((await mailboxHealth(db)).map((row) => [row.mailbox, row.missing])).toEqual([['other', 0]]);
});

test('only mailboxes that were not counted for a day are made up for', async () => {
  const { db } = database.store;
  await reconcile({ db, log }, [box('new', 0), box('old', 0)], NEVER);
  await db.run(sql`update mailbox_state set reconciled_at = now() - interval '26 hours' where mailbox = 'old'`);
  expect(await uncounted(db, ['new', 'old', 'never'], 25)).toEqual(expect.arrayContaining(['old', 'never']));
  expect(await uncounted(db, ['new'], 25)).toEqual([]);
});

test('each moment of the clock is taken by one process only', { timeout: 30_000 }, async () => {
  const { db } = database.store;
  const done: string[] = [];
  const take = async (key: string): Promise<boolean> => {
    const mine = await takeTick(db, key);
    if (mine) done.push(key);
    return mine;
  };
  const ran = [0, 0, 0];
  const ticks = ran.map((_, i) =>
    startTick('every-second', '* * * * * *', { take, log }, async () => {
      ran[i]! += 1;
    }),
  );
  const until = Date.now() + 20_000;
  while (done.length < 3 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 100));
  await Promise.all(ticks.map((tick) => tick.stop()));
  expect(done.length).toBeGreaterThanOrEqual(3);
  expect(new Set(done).size).toBe(done.length);
  expect(ran.reduce((sum, n) => sum + n)).toBe(done.length);
});
