import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { databaseBlobs } from '../../src/store/blobs.ts';
import { writeJournal } from '../../src/store/journal.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { openDesk, seedTicket, type Desk } from '../acts/desk.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { openPages, wordsOf, type Browsing, type Pages } from './pages.ts';

let database: TestDatabase;
let desk: Desk;
let pages: Pages;
let ops: Browsing;
beforeAll(async () => {
  database = await openTestDatabase();
  desk = await openDesk(database.store.db);
  pages = await openPages(desk);
  ops = await pages.as('ops');
}, 120_000); // ms, on a busy machine
afterAll(async () => {
  await pages.close();
  await database.drop();
});

type Item = {
  readonly state: 'stored' | 'done' | 'ignored' | 'quarantined';
  readonly outcome?: string;
  readonly reason?: string;
  readonly raw?: Buffer | null;
  readonly via?: string;
  readonly mailbox?: string;
  readonly sender?: string;
  readonly subject?: string;
  readonly ticket?: string;
  readonly messageId?: string;
  readonly failures?: number;
  /** seconds after now */
  readonly next?: number;
  /** days before now */
  readonly days?: number;
};

let made = 0;
/** An item as the house keeps it; its number. */
async function item(of: Item): Promise<string> {
  made += 1;
  const raw = of.raw === undefined ? Buffer.from(`Subject: item ${made}\r\n\r\nText of ${made}`) : of.raw;
  const sha256 = raw === null ? null : createHash('sha256').update(raw).digest();
  return transaction(desk.db, async (tx) => {
    if (raw !== null) await databaseBlobs().put(tx, [{ sha256: sha256!, bytes: raw }]);
    const { id } = await tx.one<{ id: string }>(sql`
      insert into inbound (mailbox, fingerprint, sha256, size, via, accepted_at, state, outcome, reason, ticket_id, sender, subject, message_id, failures, next_attempt_at)
      values (${of.mailbox ?? 'support'}, ${Buffer.from(`f${made}`)}, ${sha256}, ${raw?.length ?? 9}, ${of.via ?? 'smtp'}, ${new Date(desk.now() - (of.days ?? 0) * 86_400_000)},
        ${of.state}, ${of.outcome ?? null}, ${of.reason ?? null}, (select id from ticket where reference = ${of.ticket ?? null}), ${of.sender ?? null}, ${of.subject ?? null},
        ${of.messageId ?? null}, ${of.failures ?? 0}, ${new Date(desk.now() + (of.next ?? 0) * 1000)}) returning id`);
    return id;
  });
}

const journalOf = (id: string) =>
  desk.db.many<{ actor: string; act: string; was: string }>(
    sql`select actor, act, detail->>'was' as was from journal where inbound_id = ${id} order by id`,
  );
const rowIds = (text: string) => [...text.matchAll(/<a href="\/ledger\/(\d+)">\d+<\/a>/gu)].map(([, id]) => id);

test('every item is told with its state, its reason and its next try, and the sum agrees', async () => {
  const ticket = await seedTicket(desk);
  const opened = await item({
    state: 'done',
    outcome: 'ticket',
    reason: 'a new request',
    ticket,
    sender: 'ana@contoso.example',
    subject: 'Cannot post',
  });
  const joined = await item({ state: 'done', outcome: 'appended', reason: 'it answers our mail', ticket });
  const ignored = await item({
    state: 'ignored',
    outcome: 'ignored',
    reason: 'it is a vacation notice',
    sender: 'zoe@globex.example',
    subject: 'Out of office',
  });
  const waiting = await item({ state: 'stored', failures: 2, reason: 'the store was away', next: 300 });
  const broken = await item({
    state: 'quarantined',
    outcome: 'quarantined',
    reason: 'it could not be read: no header',
    ticket,
  });
  const before = await item({
    state: 'ignored',
    outcome: 'ignored',
    reason: 'it lay there before the start',
    raw: null,
  });
  await desk.db.run(sql`
    insert into mailbox_state (mailbox, last_read_at, reconciled_at, on_server, missing) values ('support', now(), ${new Date(desk.now())}, 214, 0)`);

  const { status, text } = await ops.get('/ledger');
  expect(status).toBe(200);
  expect(rowIds(text)).toEqual([before, broken, waiting, ignored, joined, opened]);
  const words = wordsOf({ text });
  expect(words).toContain('5 came in ever = 1 ticket + 1 joined + 1 ignored + 2 held ✓ agrees');
  expect(words).toContain('1 more lay at the source before the start');
  expect(words).toContain('support: the server counts 214, we keep 214, missing 0');
  expect(words).toContain('ana@contoso.example Cannot post');
  expect(words).toContain(`✓ Ticket #${ticket} a new request`);
  expect(words).toContain(`✓ Joined #${ticket} it answers our mail`);
  expect(words).toContain('○ Ignored it is a vacation notice');
  expect(words).toContain('◆ Waits: tried 2 times in vain the store was away Next try 09:05 EST');
  expect(words).toContain('■ Could not be read');
  expect(words).toContain('○ Remembered only');

  expect(rowIds((await ops.get('/ledger?state=ticket')).text)).toEqual([opened]);
  expect(rowIds((await ops.get('/ledger?state=joined')).text)).toEqual([joined]);
  expect(rowIds((await ops.get('/ledger?state=ignored')).text)).toEqual([ignored]);
  expect(rowIds((await ops.get('/ledger?state=stored')).text)).toEqual([waiting]);
  expect(rowIds((await ops.get('/ledger?state=quarantined')).text)).toEqual([broken]);
  expect(rowIds((await ops.get('/ledger?state=remembered')).text)).toEqual([before]);
  expect((await ops.get('/quarantine')).headers.get('location')).toBe('/ledger?state=quarantined');
});

test('an item is found by its number, its ticket, its Message-ID, its sender and words of its subject', async () => {
  const ticket = await seedTicket(desk);
  const mine = await item({
    state: 'done',
    outcome: 'ticket',
    ticket,
    sender: 'kim@initech.example',
    subject: 'x',
    messageId: '<K1@initech.example>',
  });
  await desk.db.run(sql`
    insert into message (inbound_id, ticket_id, mailbox, kind, trust, from_name, from_address, subject, body, segments, attachments, flags, accepted_at)
    select ${mine}, id, 'support', 'human', 'verified', 'Kim Ōta', 'kim@initech.example', 'Überweisung fehlt', 'quokka', '[]', '[]', '{}', now() from ticket where reference = ${ticket}`);
  const shelved = await item({
    state: 'ignored',
    outcome: 'ignored',
    sender: 'news@initech.example',
    subject: 'Überblick im November',
  });
  const find = async (q: string) => rowIds((await ops.get(`/ledger?q=${encodeURIComponent(q)}`)).text);
  expect(await find(mine)).toEqual([mine]);
  expect(await find(`#${ticket}`)).toEqual([mine]);
  expect(await find('<K1@initech.example>')).toEqual([mine]);
  expect(await find('K1@initech.example')).toEqual([mine]);
  expect(await find('Kim@Initech.example')).toEqual([mine]);
  expect(await find('überweisung')).toEqual([mine]);
  expect(await find('über')).toEqual([shelved, mine]);
  expect(await find('november überblick')).toEqual([shelved]);
  expect(await find('initech')).toEqual([shelved, mine]);
  expect(await find('quokka')).toEqual([]); // of the text nothing is looked for here
  expect(await find("' | & :* \\ '")).toEqual([]);
});

test('a fax is found by its number', async () => {
  const id = await item({ state: 'stored', via: 'fax' });
  await desk.db.run(sql`
    insert into fax (inbound_id, mailbox, told, caller, accepted_at, next_attempt_at) values (${id}, 'support', ${JSON.stringify({ source: 'hylafax', sourceId: '7', caller: '5550102231', callerName: null, station: 'CONTOSO', dialled: null, pages: 2, status: 'partial', error: 'line dropped', barcodes: [] })}::jsonb, '+15550102231', now(), now())`);
  expect(rowIds((await ops.get('/ledger?q=%2B1+555+010-2231')).text)).toEqual([id]);
  const words = wordsOf(await ops.get(`/ledger/${id}`));
  expect(words).toContain('Caller +15550102231');
  expect(words).toContain('Transmission broke off: line dropped');
  expect(words).toContain('Pages 0 here, 2 counted by the line');
});

test('days, mailbox and way in narrow the list and the sum alike', async () => {
  const old = await item({ state: 'ignored', outcome: 'ignored', mailbox: 'billing', via: 'folder', days: 40 });
  const edge = await item({ state: 'ignored', outcome: 'ignored', mailbox: 'billing', via: 'smtp', days: 39 });
  const { text } = await ops.get('/ledger?mailbox=billing');
  expect(rowIds(text)).toEqual([edge, old]);
  expect(wordsOf({ text })).toContain('2 came in for billing ever = 0 tickets + 0 joined + 2 ignored + 0 held');
  const day = await ops.get('/ledger?mailbox=billing&from=2026-10-14&to=2026-10-14');
  expect(rowIds(day.text)).toEqual([old]);
  expect(wordsOf(day)).toContain('1 came in for billing on 2026-10-14 =');
  expect(rowIds((await ops.get('/ledger?mailbox=billing&via=smtp')).text)).toEqual([edge]);
  for (const query of ['from=2026-02-30', 'to=yesterday', 'from=2026-11-02&to=2026-11-01', 'q=%21%21'])
    expect(await ops.get(`/ledger?${query}`)).toMatchObject({
      status: 422,
      text: expect.stringContaining('Not understood'),
    });
});

test('pages go on by number: none is left out and none told twice while more comes in', async () => {
  for (let n = 0; n < 60; n += 1)
    await item({ state: 'ignored', outcome: 'ignored', mailbox: 'many', subject: 'Quarterly numbers' });
  const first = await ops.get('/ledger?mailbox=many');
  const next = /href="(\/ledger\?[^"]*after=[^"]*)"/u.exec(first.text)![1]!.replaceAll('&#38;', '&');
  await item({ state: 'ignored', outcome: 'ignored', mailbox: 'many' });
  const second = await ops.get(next);
  expect([rowIds(first.text).length, rowIds(second.text).length]).toEqual([50, 10]);
  expect(new Set([...rowIds(first.text), ...rowIds(second.text)]).size).toBe(60);
  expect(second.text).not.toContain('rel="next"');
  const found = await ops.get('/ledger?q=quarterly');
  const rest = await ops.get(`/ledger?q=quarterly&after=${rowIds(found.text).at(-1)}`);
  expect([rowIds(found.text).length, rowIds(rest.text).length]).toEqual([50, 10]);
});

test('everything about one item: header, journal, and its bytes to be saved', async () => {
  const raw = Buffer.from('Subject: <script>alert(1)</script>\r\nX-Odd: a\u202Eb\u0000c\r\n\r\n<b>body</b>');
  const id = await item({
    state: 'ignored',
    outcome: 'ignored',
    reason: '<img src=x onerror=alert(2)>',
    sender: '"><svg onload=alert(3)>@x.example',
    subject: '<script>alert(4)</script>',
    raw,
  });
  await transaction(desk.db, (tx) =>
    writeJournal(
      tx,
      [
        {
          ticketId: null,
          inboundId: id,
          actor: 'postroom',
          entry: { act: 'not_acknowledged', detail: { rule: 'kind', reason: 'bulk' } },
        },
      ],
      new Date(desk.now()),
    ),
  );
  for (const { text } of [await ops.get(`/ledger/${id}`), await ops.get(`/ledger?q=${id}`)])
    expect(text).not.toMatch(/<script>alert|<img|<svg onload/u);
  const { text } = await ops.get(`/ledger/${id}`);
  expect(text).toContain('Subject: &#60;script&#62;alert(1)&#60;/script&#62;\nX-Odd: a\u{FFFD}b\u{FFFD}c</pre>');
  expect(wordsOf({ text })).toContain('not acknowledged (rule "kind"): bulk');

  const saved = await ops.get(`/ledger/${id}/raw`);
  expect(Buffer.from(saved.text)).toEqual(raw);
  expect(Object.fromEntries(saved.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="item-${id}.eml"`,
    'x-content-type-options': 'nosniff',
  });
  expect(await desk.db.many(sql`select person, page from visit where page = 'raw'`)).toEqual([
    { person: 'ops', page: 'raw' },
  ]);
  const tiff = await item({ state: 'stored', via: 'fax', raw: Buffer.from('II*\0rest') });
  expect((await ops.get(`/ledger/${tiff}/raw`)).headers.get('content-disposition')).toContain(`item-${tiff}.tif"`);
  const gone = await item({ state: 'ignored', outcome: 'ignored', raw: null });
  expect((await ops.get(`/ledger/${gone}/raw`)).status).toBe(404);
  for (const path of ['/ledger/999999', '/ledger/x', '/ledger/999999/raw'])
    expect((await ops.get(path)).status).toBe(404);
});

test('an ignored item is put back to become a ticket, with who wanted it', async () => {
  const id = await item({ state: 'ignored', outcome: 'ignored', reason: 'it is a vacation notice' });
  expect(wordsOf(await ops.get(`/ledger/${id}`))).toContain('Make a ticket of it');
  const done = await ops.post(`/ledger/${id}/ticket`);
  expect([done.status, done.headers.get('location')]).toEqual([303, `/ledger/${id}`]);
  expect(await desk.db.one(sql`select state, outcome, wanted_by from inbound where id = ${id}`)).toEqual({
    state: 'stored',
    outcome: null,
    wanted_by: 'ops',
  });
  expect(await journalOf(id)).toEqual([{ actor: 'ops', act: 'ticket_wanted', was: 'it is a vacation notice' }]);
  expect(wordsOf(await ops.get(`/ledger/${id}`))).toContain(
    'Ona Petrov wanted a ticket of it: it is a vacation notice',
  );

  const again = await ops.post(`/ledger/${id}/ticket`);
  expect(again.status).toBe(422);
  expect(wordsOf(again)).toContain('Not done: it waits to be worked already');
  expect(await journalOf(id)).toHaveLength(1);
});

test('what could not be read is worked again; what makes no sense is refused in words', async () => {
  const ticket = await seedTicket(desk);
  const broken = await item({ state: 'quarantined', outcome: 'quarantined', reason: 'no header', ticket });
  expect(wordsOf(await ops.post(`/ledger/${broken}/ticket`))).toContain(
    `Not done: it has the ticket #${ticket} already, though it could not be read`,
  );
  expect((await ops.post(`/ledger/${broken}/replay`)).status).toBe(303);
  expect(await journalOf(broken)).toEqual([{ actor: 'ops', act: 'worked_again', was: 'no header' }]);

  const refusals: readonly (readonly [Item, string])[] = [
    [{ state: 'done', outcome: 'ticket', ticket }, `it is the ticket #${ticket} already`],
    [{ state: 'done', outcome: 'appended', ticket }, `it stands on the ticket #${ticket} already`],
    [{ state: 'ignored', outcome: 'ignored', raw: null }, 'nothing of it is kept here'],
  ];
  for (const [of, why] of refusals)
    for (const verb of ['ticket', 'replay']) {
      const id = await item(of);
      const answer = await ops.post(`/ledger/${id}/${verb}`);
      expect([answer.status, wordsOf(answer)]).toEqual([422, expect.stringContaining(why)]);
      expect(wordsOf(await ops.get(`/ledger/${id}`))).not.toContain('Make a ticket of it');
      expect(await journalOf(id)).toEqual([]);
    }
  expect((await ops.post('/ledger/999999/ticket')).status).toBe(404);
});

test('only keepers are let in, and only by a form of ours', async () => {
  const id = await item({ state: 'ignored', outcome: 'ignored' });
  const [rep, manager] = [await pages.as('ben'), await pages.as('mo')];
  for (const path of ['/ledger', `/ledger/${id}`, `/ledger/${id}/raw`, '/quarantine'])
    expect((await rep.get(path)).status).toBe(403);
  expect((await manager.get(`/ledger/${id}`)).status).toBe(200);
  expect((await rep.post(`/ledger/${id}/ticket`)).status).toBe(403);
  expect((await ops.post(`/ledger/${id}/ticket`, { form: 'forged' })).status).toBe(403);
  expect((await ops.post(`/ledger/${id}/ticket`, {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect(await desk.db.one(sql`select state, wanted_by from inbound where id = ${id}`)).toEqual({
    state: 'ignored',
    wanted_by: null,
  });
});
