import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { partRoutes } from '../../../src/desk/mail/parts.ts';
import { createShowing } from '../../../src/format/email/showing.ts';
import { readMessage } from '../../../src/format/email.ts';
import { createLog } from '../../../src/lib/log.ts';
import { databaseBlobs } from '../../../src/store/blobs.ts';
import { sql, transaction } from '../../../src/store/sql.ts';
import { openDesk, seedTicket } from '../../acts/desk.ts';
import { attachment, head, multipart, noise, part } from '../../format/email/build.ts';
import { faultsOf } from '../../format/email/harmless.ts';
import { picture } from '../../format/email/pictures.ts';
import { serveRoutes, type Served } from '../../http/served.ts';
import { openTestDatabase, type TestDatabase } from '../../peers/database.ts';

const log = createLog('silent');
const showing = createShowing({ log });
let database: TestDatabase;
let served: Served;
let raw: Buffer;
let jpeg: Buffer;
const ids: Record<string, string> = {};

beforeAll(async () => {
  database = await openTestDatabase();
  const { db } = database.store;
  const desk = await openDesk(db);
  desk.at('2026-11-23 12:53');
  await seedTicket(desk, { reference: 'K7Q-2M4' });
  jpeg = await picture('jpeg', 1_200, 600);
  raw = multipart(head(), 'mixed', 'b1', [
    part(
      ['Content-Type: text/html; charset=utf-8'],
      '<p onclick="x()">hello</p><script>window.pwned=1</script><img src="https://x.example/p.gif"><img src="cid:none">',
    ),
    attachment('image/jpeg', '=?utf-8?B?w5xiZXJzaWNodCAiMSIuanBn?=', jpeg),
    attachment('application/pdf', 'a.pdf', noise(20_000)),
    attachment('image/png', 'broken.png', noise(900)),
    attachment('image/svg+xml', 'a.svg', Buffer.from('<svg onload="alert(1)"/>')),
  ]);
  const deep = part(head(['Content-Type: text/html']), `${'<div>'.repeat(20_000)}hello`);
  await keep('mail', raw);
  await keep('deep', deep, { body: 'hello <b>' });
  await keep('gone', part(head(), 'y'), { stored: false, body: 'still readable' });
  await keep('large', raw, { size: 40_000_000 });
  await keep('fax', part(head(), 'x'), { via: 'fax' });

  async function keep(
    name: string,
    bytes: Buffer,
    { stored = true, via = 'smtp', size = bytes.length, body = '' } = {},
  ): Promise<void> {
    const sha256 = createHash('sha256').update(bytes).digest();
    if (stored) await transaction(db, (tx) => databaseBlobs().put(tx, [{ sha256, bytes }]));
    const { attachments } = await readMessage(bytes, null);
    const at = new Date('2026-11-23T17:53:00Z');
    const inbound = await db.one<{ id: string }>(sql`
      insert into inbound (mailbox, fingerprint, sha256, size, via, accepted_at, state, ticket_id)
      select 'support', ${Buffer.from(name)}, ${sha256}, ${size}, ${via}, ${at}, 'done', id from ticket where reference = 'K7Q-2M4' returning id`);
    const message = await db.one<{ id: string }>(sql`
      insert into message (inbound_id, ticket_id, mailbox, kind, trust, from_name, from_address, subject, body, segments, attachments, flags, accepted_at)
      select ${inbound.id}::bigint, id, 'support', 'human', 'verified', '', 'a@x.example', 's', ${body}, '[]', ${JSON.stringify(attachments)}::jsonb, '{}', ${at}
      from ticket where reference = 'K7Q-2M4' returning id`);
    ids[name] = message.id;
  }

  served = await serveRoutes([
    (app) => partRoutes(app, { db, blobs: databaseBlobs(), open: showing, saw: async () => {}, log }),
  ]);
});
afterAll(async () => {
  await served.close();
  await showing.close();
  await database.drop();
});

const get = (path: string) => fetch(`${served.base}/parts/${path}`);
const told = async (path: string) => {
  const answer = await get(path);
  return [answer.status, answer.headers.get('content-type'), await answer.text()];
};

test('a mail as it was sent: harmless, on a sheet that may do nothing, with what is not shown', async () => {
  const answer = await get(`${ids['mail']}/body`);
  const page = await answer.text();
  expect(page).toContain('<p>hello</p>');
  expect(page).toContain('1 picture from other places was not loaded');
  expect(page).toContain('1 picture of the mail is not shown here');
  expect(page).not.toMatch(/pwned|onclick|x\.example/u);
  expect(faultsOf(page.slice(page.indexOf('</p>') + 4, page.indexOf('</body>')))).toEqual([]);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
    'x-frame-options': 'SAMEORIGIN',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'private, no-store',
  });
});

test.each([
  ['deep', /nested deeper than any browser shows/u, 'hello &#60;b&#62;'],
  ['gone', /not kept any more/u, 'still readable'],
])('of a mail that is %s its text is shown, and why', async (name, why, text) => {
  const [status, , page] = await told(`${ids[name]}/body`);
  expect(status).toBe(200);
  expect(page).toMatch(why);
  expect(page).toContain(text);
});

test('an attachment is handed out to be saved, whatever it says that it is', async () => {
  const answer = await get(`${ids['mail']}/1/file`);
  expect(Buffer.from(await answer.arrayBuffer()).equals(jpeg)).toBe(true);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="_bersicht _1_.jpg"; filename*=UTF-8''%C3%9Cbersicht%20_1_.jpg`,
    'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  });
  const svg = await get(`${ids['mail']}/4/file`);
  expect([svg.headers.get('content-type'), svg.headers.get('content-disposition')?.split(';')[0]]).toEqual([
    'application/octet-stream',
    'attachment',
  ]);
});

test('a picture has a preview, drawn anew', async () => {
  const answer = await get(`${ids['mail']}/1/preview`);
  const png = Buffer.from(await answer.arrayBuffer());
  expect(answer.headers.get('content-type')).toBe('image/png');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1_000, 500]);
});

test('the mail as it came is handed out to be saved; of one that was too large, its beginning', async () => {
  const answer = await get(`${ids['mail']}/raw`);
  expect(Buffer.from(await answer.arrayBuffer()).equals(raw)).toBe(true);
  expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  expect(answer.headers.get('content-disposition')).toContain(`filename="K7Q-2M4-mail-${ids['mail']}.eml"`);
  const large = await get(`${ids['large']}/raw`);
  expect(large.headers.get('content-disposition')).toContain('-beginning.eml');
});

test('what is not there is told in plain words', async () => {
  const plain = 'text/plain; charset=utf-8';
  const none = [404, plain, 'There is no such mail.\n'];
  for (const id of ['999999', '0', 'x', '-1', '1e3', '99999999999999999999', '%27'])
    for (const what of ['body', 'raw']) expect(await told(`${id}/${what}`)).toEqual(none);
  for (const n of ['5', '0', 'x', '-1', '1.0', '99999'])
    expect(await told(`${ids['mail']}/${n}/file`)).toEqual([404, plain, 'There is no such attachment.\n']);
  for (const n of ['2', '3', '4', '5', 'x'])
    expect(await told(`${ids['mail']}/${n}/preview`)).toEqual([404, plain, 'There is no preview of this.\n']);
  expect(await told(`${ids['gone']}/raw`)).toEqual([404, plain, 'The original of this mail is not kept.\n']);
  expect(await told(`${ids['fax']}/raw`)).toEqual([404, plain, 'The original of this mail is not kept.\n']);
  expect(await told(`${ids['fax']}/body`)).toEqual([404, plain, 'This came as a fax: its pages are on the ticket.\n']);
});

test('what may go away is told as a failure, not as "there is none"', async () => {
  const other = await serveRoutes([
    (app) =>
      partRoutes(app, {
        saw: async () => {},
        db: database.store.db,
        blobs: { get: () => Promise.reject(new Error('the disk is away')) },
        open: showing,
        log,
      }),
  ]);
  expect((await fetch(`${other.base}/parts/${ids['mail']}/1/file`)).status).toBe(500);
  expect((await fetch(`${other.base}/parts/${ids['mail']}/1/preview`)).status).toBe(500);
  await other.close();
});
