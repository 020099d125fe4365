import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiRoutes } from '../../src/http/api/api.ts';
import { createLog } from '../../src/lib/log.ts';
import { databaseBlobs } from '../../src/store/blobs.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { openDesk, seedTicket } from '../acts/desk.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { CALLS } from './calls-deps.ts';
import { serveRoutes, type Served } from './served.ts';

const TOKEN = 'ben-0123456789abcdefghij';
let database: TestDatabase;
let served: Served;
let id: string;

beforeAll(async () => {
  database = await openTestDatabase();
  const { db } = database.store;
  const desk = await openDesk(db);
  desk.at('2026-11-23 12:53');
  await seedTicket(desk, { reference: 'K7Q-2M4' });
  await seedTicket(desk, { reference: '4CX-9PD' });
  const parts = Object.fromEntries(
    ['png', 'pdf', 'document'].map((text) => [
      text,
      { sha256: createHash('sha256').update(text).digest(), bytes: Buffer.from(text) },
    ]),
  );
  await transaction(db, (tx) => databaseBlobs().put(tx, Object.values(parts)));
  const at = new Date('2026-11-23T17:53:00Z');
  const told = {
    source: 'hylafax',
    sourceId: '1',
    caller: '+15550102231',
    callerName: null,
    station: 'CONTOSO',
    dialled: null,
    pages: 1,
    status: 'received',
    error: null,
    barcodes: [],
  };
  const page = {
    n: 1,
    width: 1728,
    height: 2244,
    dpi: [204, 196],
    text: 'Hello',
    confidence: 92,
    turned: 180,
    needsHuman: false,
    blank: false,
    cut: false,
  };
  const reading = { kind: 'tiff', barcodes: [], tags: {}, notes: ['a note'], seconds: 1 };
  ({ id } = await db.one<{ id: string }>(sql`
    insert into inbound (mailbox, fingerprint, size, via, accepted_at, state, ticket_id) select 'support', 'x', 1, 'fax', ${at}, 'done', id from ticket where reference = 'K7Q-2M4' returning id`));
  await db.run(sql`
    insert into fax (inbound_id, mailbox, told, caller, document, accepted_at, state, next_attempt_at, reading, pdf)
    values (${id}, 'support', ${JSON.stringify(told)}::jsonb, '+15550102231', ${parts['document']!.sha256}, ${at}, 'read', ${at}, ${JSON.stringify(reading)}::jsonb, ${parts['pdf']!.sha256})`);
  await db.run(
    sql`insert into fax_page (inbound_id, n, page, hash, png) values (${id}, 1, ${JSON.stringify(page)}::jsonb, ${Buffer.alloc(32)}, ${parts['png']!.sha256})`,
  );
  const tokens = [{ name: 'dashboard', person: 'ben', token: TOKEN }];
  served = await serveRoutes([
    apiRoutes({ acts: desk, blobs: databaseBlobs(), calls: CALLS, tokens, log: createLog('silent') }),
  ]);
});
afterAll(async () => {
  await served.close();
  await database.drop();
});
const get = (path: string, token = TOKEN) =>
  fetch(`${served.base}${path}`, { headers: { authorization: `Bearer ${token}` } });

test('the faxes of a ticket: what was said, what was read, and where the pictures are', async () => {
  const answer = await get('/api/tickets/k7q2m4/faxes');
  expect(await answer.json()).toMatchObject({
    reference: 'K7Q-2M4',
    faxes: [
      {
        id,
        at: '2026-11-23T17:53:00.000Z',
        state: 'read',
        status: 'received',
        caller: '+15550102231',
        station: 'CONTOSO',
        notes: ['a note'],
        pdf: `/api/faxes/${id}/pdf`,
        document: `/api/faxes/${id}/document`,
        pages: [
          { n: 1, image: `/api/faxes/${id}/pages/1`, text: 'Hello', confidence: 92, turned: 180, needs_human: false },
        ],
      },
    ],
  });
  expect(await (await get('/api/tickets/4CX-9PD/faxes')).json()).toEqual({ reference: '4CX-9PD', faxes: [] });
});

test.each([
  ['pages/1', 'image/png', 'png', null],
  ['pdf', 'application/pdf', 'pdf', null],
  ['document', 'application/octet-stream', 'document', 'attachment'],
])('%s is handed out as %s', async (part, type, text, disposition) => {
  const answer = await get(`/api/faxes/${id}/${part}`);
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, type, text]);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('content-disposition')?.split(';')[0] ?? null).toBe(disposition);
});

test('nobody without a token sees a page; what is not there is told', async () => {
  expect((await get(`/api/faxes/${id}/pdf`, 'nobody-0123456789abcdef')).status).toBe(401);
  for (const path of [
    `/api/faxes/${id}/pages/2`,
    `/api/faxes/${id}/pages/x`,
    '/api/faxes/999/pdf',
    '/api/faxes/x/pdf',
    '/api/tickets/AAA-AAA/faxes',
  ])
    expect((await get(path)).status).toBe(404);
});
