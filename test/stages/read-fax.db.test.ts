import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { FaxPage, FaxReading, FaxTold } from '../../src/domain/fax/fax.ts';
import { createHandover } from '../../src/lib/handover.ts';
import { permanent, temporary } from '../../src/lib/fault.ts';
import { createLog } from '../../src/lib/log.ts';
import type { RawItem } from '../../src/sources/port.ts';
import { readFaxBatch as readBatch, type ReadFaxDeps } from '../../src/stages/read-fax.ts';
import { receiver } from '../../src/stages/receive.ts';
import { databaseBlobs } from '../../src/store/blobs.ts';
import { claimFax, keepReading, knownFaxes } from '../../src/store/fax.ts';
import { claim } from '../../src/store/inbound.ts';
import { sql } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

/* What waits, what is read and what is given up; how pages are read is tested in test/format/fax. */

let database: TestDatabase;
const db = () => database.store.db;
const NOW = Date.UTC(2026, 10, 26, 15);
let now = NOW;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  now = NOW;
  await db().run(sql`truncate inbound, fax, fax_page, blob cascade`);
});

const TOLD: FaxTold = {
  source: 'hylafax',
  sourceId: '000000001',
  caller: '(212) 555-0100',
  callerName: null,
  station: 'CONTOSO CLINIC',
  dialled: '+12125550177',
  pages: 2,
  status: 'received',
  error: null,
  barcodes: [],
};

function item(told: Partial<FaxTold> = {}, document = 'II*\0 a document'): RawItem {
  const raw = Buffer.from(document);
  return {
    mailbox: 'support',
    via: 'fax',
    raw,
    fullSize: raw.length,
    acceptedAt: NOW,
    envelope: null,
    location: null,
    quiet: null,
    skip: null,
    fax: { ...TOLD, ...told },
  };
}

const page = (n: number): FaxPage => ({
  n,
  width: 1728,
  height: 2200,
  dpi: [204, 98],
  text: `page ${n}`,
  confidence: 91,
  turned: 0,
  needsHuman: false,
  blank: false,
  cut: false,
  hash: `${n}`.repeat(64),
});
const READING: FaxReading = {
  kind: 'tiff',
  pages: [page(1), page(2)],
  barcodes: [{ page: 2, type: 'DataMatrix', value: 'PR1' }],
  tags: { station: null, caller: null, callerName: null, dialled: null },
  notes: [],
  seconds: 1,
};

const read = async () => ({
  reading: READING,
  pngs: [Buffer.from('png 1'), Buffer.from('png 2')],
  pdf: Buffer.from('%PDF'),
});
const deps = (reader: ReadFaxDeps['reader']['read'] = read): ReadFaxDeps => ({
  db: db(),
  blobs: databaseBlobs(),
  reader: { read: reader },
  work: { leaseMs: 60_000, attempts: 3, retryMs: [1_000] },
  phoneCountry: 'US',
  onRead: () => {},
  now: () => now,
  log: createLog('silent'),
});
const readFaxBatch = (given: ReadFaxDeps, signal = new AbortController().signal) => readBatch(given, signal);
const deliver = (items: readonly RawItem[]) =>
  receiver({
    db: db(),
    blobs: databaseBlobs(),
    atHand: createHandover(1_000),
    log: createLog('silent'),
    now: () => now,
    phoneCountry: 'US',
    onKept: () => {},
  })(items);
const due = () => claim(db(), { limit: 10, leaseMs: 1, now });
const onlyFax = async (id: string) => (await knownFaxes(db(), [id])).get(id)!;

test('an item whose document waits is not due; once it is read, it is, with its pages', async () => {
  const [receipt] = await deliver([item()]);
  expect(await due()).toEqual([]);
  expect(await readFaxBatch(deps())).toEqual({ claimed: 1 });
  expect(await onlyFax(receipt!.id)).toMatchObject({
    state: 'read',
    caller: '+12125550100',
    told: TOLD,
    reading: READING,
    reason: null,
  });
  expect((await due()).map(({ id }) => id)).toEqual([receipt!.id]);
  expect(await readFaxBatch(deps())).toEqual({ claimed: 0 });
  const { bytes } = await db().one<{ bytes: Buffer }>(
    sql`select b.bytes from fax_page p join blob b on b.sha256 = p.png where p.n = 2`,
  );
  expect(bytes.toString()).toBe('png 2');
});

test('the same fax of the same way in is a repeat, whatever its bytes; without an id of its own the bytes decide', async () => {
  const repeats = async (...items: RawItem[]) => (await deliver(items)).map(({ repeat }) => repeat);
  expect(await repeats(item(), item({}, 'II*\0 fetched again'))).toEqual([false, true]);
  expect(await repeats(item({ source: 'telnyx' }))).toEqual([false]);
  expect(await repeats(item({ sourceId: null }), item({ sourceId: null }))).toEqual([false, true]);
  expect(await repeats(item({ sourceId: null }, 'II*\0 other'))).toEqual([false]);
  expect(await db().one(sql`select count(*)::int as n from fax`)).toEqual({ n: 4 });
});

test('a fax whose document never came has nothing to be read, and is due at once', async () => {
  const [receipt] = await deliver([item({ status: 'failed', error: 'line was cut' }, '')]);
  expect(await readFaxBatch(deps())).toEqual({ claimed: 0 });
  expect((await due()).map(({ id }) => id)).toEqual([receipt!.id]);
  expect(await onlyFax(receipt!.id)).toMatchObject({ state: 'unreadable', reason: 'line was cut', document: null });
});

test('a document that cannot be read goes to a person, at once or when the tries are used up', async () => {
  const [bad, slow] = await deliver([item({ sourceId: '1' }), item({ sourceId: '2' }, 'II*\0 slow')]);
  const reader = async (document: Uint8Array) => {
    throw Buffer.from(document).includes('slow') ? temporary('the disk is full') : permanent('it is no fax');
  };
  await readFaxBatch(deps(reader));
  expect(await onlyFax(bad!.id)).toMatchObject({ state: 'unreadable', reason: 'it is no fax' });
  for (let tries = 0; tries < 3; tries += 1) {
    expect(await onlyFax(slow!.id)).toMatchObject({ state: 'waiting' });
    expect(await readFaxBatch(deps(reader))).toEqual({ claimed: 1 });
    expect(await readFaxBatch(deps(reader))).toEqual({ claimed: 0 });
    now += 1_000;
  }
  expect(await onlyFax(slow!.id)).toMatchObject({ state: 'unreadable', reason: 'the disk is full' });
  expect((await due()).map(({ id }) => id)).toEqual([bad!.id, slow!.id]);
});

test('a document that kills its readers is given to a person after three of them, and does not hold up the others', async () => {
  const [deadly, good] = await deliver([item({ sourceId: '1' }), item({ sourceId: '2' }, 'II*\0 good')]);
  const crash = async () => {
    await claimFax(db(), { leaseMs: -1, now });
  };
  for (let times = 0; times < 3; times += 1) await crash();
  await readFaxBatch(deps());
  expect(await onlyFax(good!.id)).toMatchObject({ state: 'read' });
  await readFaxBatch(deps(() => Promise.reject(new Error('read all the same'))));
  expect(await onlyFax(deadly!.id)).toMatchObject({
    state: 'unreadable',
    reason: 'the program stopped 3 times while this document was read',
  });
});

test('who lost the claim writes nothing', async () => {
  const [receipt] = await deliver([item()]);
  const late = (await claimFax(db(), { leaseMs: -1, now }))!;
  await claimFax(db(), { leaseMs: 60_000, now });
  const pdf = { sha256: Buffer.alloc(32, 1), bytes: Buffer.from('%PDF') };
  expect(
    await keepReading(db(), databaseBlobs(), late, { reading: READING, caller: null, pngs: [pdf, pdf], pdf }, now),
  ).toBe(false);
  expect(await onlyFax(receipt!.id)).toMatchObject({ state: 'waiting', reading: null });
  expect(await due()).toEqual([]);
});

test('what the closing of the house cuts short is read by the next one, and counts as not begun', async () => {
  const [receipt] = await deliver([item()]);
  const closing = new AbortController();
  const reader = async () => {
    closing.abort();
    throw temporary('the reader of faxes was closed');
  };
  await readFaxBatch(deps(reader), closing.signal);
  expect(await db().one(sql`select state, attempts, failures from fax`)).toEqual({
    state: 'waiting',
    attempts: 0,
    failures: 0,
  });
  await readFaxBatch(deps());
  expect(await onlyFax(receipt!.id)).toMatchObject({ state: 'read' });
});
