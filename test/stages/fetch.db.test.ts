import { createServer } from 'node:http';
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { FaxEvent } from '../../src/domain/fax/fax.ts';
import { createHandover } from '../../src/lib/handover.ts';
import { createLog } from '../../src/lib/log.ts';
import { fax as faxShape } from '../../src/settings/fax-shape.ts';
import { mediaOf } from '../../src/sources/fax/media.ts';
import { fetchBatch, type FetchDeps } from '../../src/stages/fetch.ts';
import { receiver } from '../../src/stages/receive.ts';
import { databaseBlobs } from '../../src/store/blobs.ts';
import { claimCall, noteEvent } from '../../src/store/fax-calls.ts';
import { knownFaxes } from '../../src/store/fax.ts';
import { sql } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

/* From a provider's event to an item: real database, and a real server that keeps the documents. */

const NOW = Date.UTC(2026, 10, 26, 15);
const MINUTE = 60_000;
const PDF = Buffer.from('%PDF-1.7 a fax');
let now = NOW;
let database: TestDatabase;
let status = 200;
let asked = 0;
const db = () => database.store.db;
const server = createServer((_request, response) => {
  asked += 1;
  response.writeHead(status).end(status === 200 ? PDF : undefined);
});
let base: string;

beforeAll(async () => {
  database = await openTestDatabase();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await database.drop();
});
beforeEach(async () => {
  now = NOW;
  status = 200;
  asked = 0;
  await db().run(sql`truncate inbound, fax, fax_page, fax_call, fax_event, blob cascade`);
});

const NOTHING: FaxEvent['told'] = {
  caller: null,
  callerName: null,
  station: null,
  dialled: null,
  pages: null,
  error: null,
  barcodes: [],
};
function event(eventId: string, change: Partial<FaxEvent> = {}, told: Partial<FaxEvent['told']> = {}): FaxEvent {
  return {
    source: 'sw',
    faxId: 'F1',
    eventId,
    at: null,
    state: 'coming',
    mediaUrl: null,
    ...change,
    told: { ...NOTHING, ...told },
  };
}
const ENDED = () =>
  event('end', { state: 'received', mediaUrl: `${base}/F1.pdf` }, { caller: '+15550102231', pages: 2 });
const note = (one: FaxEvent, document: Buffer | null = null) =>
  noteEvent(db(), databaseBlobs(), {
    event: one,
    mailbox: 'support',
    body: Buffer.from('body'),
    document: document === null ? null : { sha256: createHash('sha256').update(document).digest(), bytes: document },
    receivedAt: now,
  });

function deps(): FetchDeps {
  const settings = faxShape.parse({
    webhooks: [{ id: 'sw', contract: 'signalwire', mailbox: 'support', key: 'k', media_hosts: [base] }],
  });
  return {
    db: db(),
    blobs: databaseBlobs(),
    media: (source) => (source === 'sw' ? mediaOf(settings.webhooks[0]!, settings) : null),
    deliver: receiver({
      db: db(),
      blobs: databaseBlobs(),
      atHand: createHandover(1_000),
      log: createLog('silent'),
      now: () => now,
      phoneCountry: 'US',
      onKept: () => {},
    }),
    numbers: [{ number: '+15550104488', mailbox: 'billing' }],
    rules: { leaseMs: 60_000, retryMs: [MINUTE], giveUpMinutes: 110 },
    now: () => now,
    log: createLog('silent'),
  };
}
/** Works until nothing is due. */
async function work(): Promise<number> {
  let claimed = 0;
  while ((await fetchBatch(deps())).claimed > 0) claimed += 1;
  return claimed;
}
async function items() {
  const rows = await db().many<{ id: string; mailbox: string; at: number }>(
    sql`select id, mailbox, accepted_at as at from inbound order by id`,
  );
  const faxes = await knownFaxes(
    db(),
    rows.map(({ id }) => id),
  );
  return rows.map(({ id, ...row }) => ({ ...row, ...faxes.get(id)! }));
}

test('a fax that is over is fetched, and becomes an item under the time of its first word', async () => {
  await note(event('begin', {}, { caller: '+15550102231', dialled: '5550104488' }));
  expect(await work()).toBe(0); // it is still coming
  now += 2 * MINUTE;
  await note(ENDED());
  expect(await work()).toBe(1);
  const [item] = await items();
  expect(item).toMatchObject({
    mailbox: 'billing',
    at: NOW,
    caller: '+15550102231',
    state: 'waiting',
    told: { source: 'sw', sourceId: 'F1', status: 'received', pages: 2, dialled: '5550104488' },
  });
  expect(await databaseBlobs().get(db(), item!.document!)).toEqual(PDF);
  expect([await work(), asked]).toEqual([0, 1]);
});

test('events come in any order, and repeats are known', async () => {
  expect(await note(ENDED())).toEqual({ repeat: false });
  expect(await note(event('begin', {}, { dialled: '5550104488' }))).toEqual({ repeat: false });
  expect(await note(ENDED())).toEqual({ repeat: true });
  expect(await work()).toBe(1);
  expect(await items()).toMatchObject([{ mailbox: 'billing', told: { status: 'received' } }]);
  await note(event('late', { state: 'coming' }));
  expect(await work()).toBe(0);
});

test('two requests of one fax at the same moment both count', async () => {
  await Promise.all([
    note(event('a', {}, { caller: '+15550102231' })),
    note(ENDED()),
    note(event('b', {}, { station: 'X' })),
  ]);
  await work();
  expect(await items()).toMatchObject([{ told: { caller: '+15550102231', station: 'X', pages: 2 } }]);
});

test('a document that came with the event is taken without a question', async () => {
  await note(event('end', { state: 'received' }), PDF);
  await work();
  expect([(await items())[0]!.state, asked]).toEqual(['waiting', 0]);
});

test('a server that is ill is asked again, until the link has run out; then there is a ticket without a document', async () => {
  status = 503;
  await note(ENDED());
  expect(await work()).toBe(1);
  expect(await items()).toEqual([]);
  now += MINUTE;
  status = 200;
  expect(await work()).toBe(1);
  expect(await items()).toHaveLength(1);

  await db().run(sql`truncate inbound, fax, fax_call, fax_event cascade`);
  status = 503;
  await note({ ...ENDED(), faxId: 'F2' });
  const began = now;
  while ((await items()).length === 0) {
    await work();
    now += MINUTE;
  }
  expect(Math.round((now - began) / MINUTE)).toBeGreaterThan(110);
  expect(await items()).toMatchObject([
    {
      state: 'unreadable',
      document: null,
      told: { status: 'failed', error: expect.stringContaining('the document never came') },
    },
  ]);
});

test('a link that is gone gives a ticket at once; when the document comes after all, it is an item too', async () => {
  status = 404;
  await note(ENDED());
  await work();
  expect(await items()).toMatchObject([{ document: null, reason: expect.stringContaining('run out') }]);
  status = 200;
  await note(event('again', { state: 'received', mediaUrl: `${base}/F1-new.pdf`, at: NOW }));
  await work();
  expect((await items()).map(({ document }) => document !== null)).toEqual([false, true]);
});

test('a fax that failed on the line, and one of which nothing more is said, are visible', async () => {
  await note(event('end', { state: 'failed' }, { error: 'no carrier' }));
  await note(event('begin', { faxId: 'F3' }));
  expect(await work()).toBe(1);
  now += 61 * MINUTE;
  expect(await work()).toBe(1);
  expect((await items()).map(({ told, reason }) => [told.status, reason])).toEqual([
    ['failed', 'no carrier'],
    ['failed', 'the provider announced it, and never said how it ended'],
  ]);
  expect(asked).toBe(0);
  // its end comes at last, with the pages
  await note({ ...ENDED(), faxId: 'F3', eventId: 'end of F3' });
  await work();
  expect((await items()).at(-1)).toMatchObject({ state: 'waiting', told: { status: 'received', sourceId: 'F3' } });
});

test('a crash between keeping and noting makes a repeat, and no second item', async () => {
  await note(ENDED());
  const call = (await claimCall(db(), { leaseMs: -1, now }))!;
  expect(call).toMatchObject({ faxId: 'F1', status: 'received', attempts: 1 });
  const before = deps();
  await expect(
    fetchBatch({
      ...before,
      deliver: async (raw) => {
        await before.deliver(raw);
        throw new Error('the process died here');
      },
    }),
  ).resolves.toEqual({ claimed: 1 });
  now += MINUTE;
  expect(await work()).toBe(1);
  expect(await items()).toHaveLength(1);
  expect(await db().one(sql`select state, inbound_id is not null as held from fax_call`)).toEqual({
    state: 'kept',
    held: true,
  });
});

test('a webhook that is no longer in the settings loses no fax', async () => {
  await note({ ...ENDED(), source: 'gone' });
  await work();
  expect(await items()).toMatchObject([
    { document: null, reason: expect.stringContaining('no webhook is called gone any more') },
  ]);
});
