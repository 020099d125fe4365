import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drain } from '../../src/commands/drain.ts';
import { openDocument } from '../../src/format/fax/document.ts';
import { faxLetter } from '../../src/format/fax/cover-sheet.ts';
import { openHouse, type House } from '../../src/serve.ts';
import { loadSettings } from '../../src/settings.ts';
import { fax } from '../fax/generate.ts';
import { requeue } from '../../src/store/inbound.ts';
import { sql } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';

/* Faxes from the drop folder and from a mail to a ticket, through a whole house: really received ones, read by the real reader. */

const HYLAFAX = fileURLToPath(new URL('../fax/hylafax/', import.meta.url));
const SAMPLES = fileURLToPath(new URL('../samples/fax-mails/', import.meta.url));
const LONG = 240_000; // ms, on a busy machine
const never = new AbortController().signal;

let database: TestDatabase;
let home: House;
let folder: string;
let mails: string;
beforeAll(async () => {
  database = await openTestDatabase();
  const config = join(database.dataDir, 'config');
  folder = join(database.dataDir, 'faxes');
  mails = join(database.dataDir, 'mails');
  for (const path of [config, folder, mails]) mkdirSync(path, { recursive: true });
  writeFileSync(
    join(config, 'postroom.yaml'),
    `
data_dir: ${JSON.stringify(database.dataDir)}
log_level: silent
public_url: https://desk.example
mailboxes:
  - { id: support, address: support@helpdesk.example, folder: { path: ${JSON.stringify(mails)} }, authentication: { mode: authserv-id, authserv_id: mx.helpdesk.example } }
  - { id: billing, address: billing@helpdesk.example }
listen: { http: { enabled: false } }
send: { outlet: file, file: { path: ${JSON.stringify(join(database.dataDir, 'sent'))} } }
fax:
  numbers: [{ number: '+15550104488', mailbox: billing }]
  folders: [{ id: hylafax, path: ${JSON.stringify(folder)}, mailbox: support }]
  send: { api_url: https://fax.example, project: p, token: !env FAX_TOKEN, from: '+15550104477' }
  reading: { engine: tesseract.js }
`,
  );
  writeFileSync(
    join(config, 'people.yaml'),
    'people: [{ id: ines, name: Ines Falk, address: ines@desk.example, roles: [rep] }]\n',
  );
  const url: Record<string, string> = database.url === null ? {} : { POSTROOM_DATABASE_URL: database.url };
  home = await openHouse(
    await loadSettings({ file: join(config, 'postroom.yaml'), env: { FAX_TOKEN: 'hush', ...url } }),
  );
}, LONG);
afterAll(async () => {
  await home?.close();
  await database.drop();
});

let n = 0;
/** Puts a fax into the drop folder, and works all queues. */
async function receive(document: Uint8Array | string, words: Record<string, unknown>) {
  n += 1;
  const path = join(folder, `fax${n}`);
  if (typeof document === 'string') copyFileSync(join(HYLAFAX, document), `${path}.tif`);
  else writeFileSync(`${path}.${document[0] === 0x25 ? 'pdf' : 'tif'}`, document);
  writeFileSync(`${path}.json`, JSON.stringify({ id: `00${n}`, caller: '5550100000', ...words }));
  const { result, problems } = await drain(home, never);
  expect(problems).toEqual([]);
  return result;
}
const db = () => home.store.db;
const tickets = () =>
  db().many<{ id: string; reference: string; subject: string; channel: string; mailbox: string; level: number }>(
    sql`select id, reference, subject, channel, mailbox, suggested_level as level from ticket order by id`,
  );
const sent = () => readdirSync(join(database.dataDir, 'sent')).map((name) => join(database.dataDir, 'sent', name));

test(
  'a fax that broke off is a ticket; come whole it completes it; come again it is linked',
  { timeout: LONG },
  async () => {
    const broken = { pages: 2, status: 'partial', error: 'V.21 signal reception timeout', dialled: '5550104477' };
    expect(await receive('fax000000002.tif', broken)).toMatchObject({ received: 1, tickets: 1 });
    const [ticket] = await tickets();
    expect(ticket).toMatchObject({ channel: 'fax', mailbox: 'support' });
    expect(ticket!.subject).toBe(
      'Incomplete fax from 5550100000 (Contoso Clinic 0): Ticket #HD-20418 - invoice 88123 is wrong, 2 pages',
    );
    expect(await receive('fax000000001.tif', { pages: 2 })).toMatchObject({ tickets: 0, appended: 1 });
    expect(await receive('fax000000001.tif', { pages: 2 })).toMatchObject({ tickets: 0, appended: 1 });
    const acts = await db().many<{ act: string }>(
      sql`select act from journal where act in ('fax_incomplete', 'fax_completed', 'sent_again') order by id`,
    );
    expect(acts.map(({ act }) => act)).toEqual(['fax_incomplete', 'fax_completed', 'sent_again']);
    const read = await db().one<{ body: string }>(sql`select body from message order by id limit 1`);
    expect(read.body).toContain('we received invoice 88123 for 1,482.50 dollars');
  },
);

test(
  'another request on the same form is a ticket of its own; the form sent again is not',
  { timeout: LONG },
  async () => {
    const form = (room: string, fault: string) => [
      'SERVICE REQUEST',
      'Hospital: Contoso Clinic, Springfield',
      `Station:  ${room}`,
      'Module:   Infusion plan',
      `Fault:    ${fault}`,
      'Please call the ward on extension 214.',
      'Signed: M. Alvarez',
    ];
    const send = async (room: string, fault: string, seed: number) =>
      receive(await fax({ pages: [form(room, fault)], seed, skew: seed / 10 }), { caller: '2125550131' });
    const before = (await tickets()).length;
    expect(await send('surgery', 'screen is dark', 1)).toMatchObject({ tickets: 1 });
    expect(await send('maternity', 'alarm is silent', 2)).toMatchObject({ tickets: 1, appended: 0 });
    expect(await send('surgery', 'screen is dark', 3)).toMatchObject({ tickets: 0, appended: 1 });
    expect((await tickets()).length).toBe(before + 2);
  },
);

test('the representative gets the pages as a PDF by mail', { timeout: LONG }, async () => {
  const [notice] = await Promise.all(
    sent()
      .filter((path) => path.endsWith('.eml'))
      .map((path) => simpleParser(readFileSync(path))),
  );
  expect(notice!.to).toMatchObject({ value: [{ address: 'ines@desk.example' }] });
  const [pdf] = notice!.attachments;
  const { reference } = (await tickets())[0]!;
  expect([pdf!.filename, pdf!.contentType]).toEqual([`Fax-${reference}.pdf`, 'application/pdf']);
  const pages = await openDocument(pdf!.content, { maxBytes: 1e6, maxPages: 9, maxPagePixels: 1e7 });
  expect(pages.pageCount).toBe(2);
  pages.close();
});

test('a page of ours that comes back finds its ticket by the code, whoever sends it', { timeout: LONG }, async () => {
  const { reference, id } = (await tickets())[0]!;
  const letter = await faxLetter({
    to: 'Maria Alvarez',
    number: '+15550102231',
    from: 'Helpdesk',
    reference,
    mark: home.process.marks.markFax(reference),
    subject: 'We received your fax',
    text: 'We call you back.',
    date: 'today',
  });
  expect(await receive(letter, { caller: '2125550199' })).toMatchObject({ appended: 1, tickets: 0 });
  const last = await db().one<{ ticket: string; reason: string }>(
    sql`select ticket_id as ticket, reason from inbound order by id desc limit 1`,
  );
  expect(last).toEqual({ ticket: id, reason: `it bears our bar code of [#${reference}]` });
});

test(
  'the number that was dialled leads to its mailbox, and a known customer is answered by fax',
  { timeout: LONG },
  async () => {
    await db().run(sql`insert into customer (key, name, imported_at) values ('contoso', 'Contoso', now())`);
    await db().run(
      sql`insert into customer_number (number, kind, customer_id) select '+12125550150', 'fax', id from customer`,
    );
    const before = sent().length;
    expect(await receive('fax000000001.tif', { caller: '(212) 555-0150', dialled: '5550104488' })).toMatchObject({
      tickets: 1,
    });
    const ticket = (await tickets()).at(-1)!;
    expect(ticket.mailbox).toBe('billing');
    const out = await db().one<{ outlet: string; to: string; state: string }>(
      sql`select outlet, to_address as "to", state from outbox where ticket_id = ${ticket.id} and kind = 'acknowledgement'`,
    );
    expect(out).toEqual({ outlet: 'fax', to: '+12125550150', state: 'sent' });
    expect(sent().length).toBe(before + 2); // the answer as pages, and the representative's mail
    const customer = await db().one(
      sql`select c.name from ticket t join customer c on c.id = t.customer_id where t.id = ${ticket.id}`,
    );
    expect(customer).toEqual({ name: 'Contoso' });
  },
);

test('what is no fax is a visible ticket that says so', { timeout: LONG }, async () => {
  expect(await receive(Buffer.from('%PDF-1.4 nothing'), { caller: null })).toMatchObject({ quarantined: 1 });
  const { reason } = await db().one<{ reason: string }>(sql`select reason from inbound order by id desc limit 1`);
  expect(reason).toMatch(/the document cannot be read: this PDF cannot be opened/u);
  // an update of the program may read it: it is tried again, and keeps its ticket
  const before = await tickets();
  expect(await requeue(db(), 'quarantined', Date.now())).toHaveLength(1);
  const { result } = await drain(home, never);
  expect(result).toMatchObject({ quarantined: 1 });
  expect(await tickets()).toEqual(before);
  expect(await db().one(sql`select state, attempts from fax order by inbound_id desc limit 1`)).toEqual({
    state: 'unreadable',
    attempts: 1,
  });
});

/** Puts sample mails of fax services into the mailbox, and works all queues. */
async function mail(...names: string[]) {
  for (const name of names) copyFileSync(join(SAMPLES, `${name}.eml`), join(mails, `${name}.eml`));
  const { result, problems } = await drain(home, never);
  expect(problems).toEqual([]);
  return result;
}
const lastMessages = (most: number) =>
  db().many<{ kind: string; from: string; subject: string; requester: string; channel: string; pages: number }>(sql`
    select m.kind, m.from_address as "from", m.subject, t.requester_address as requester, t.channel,
      (select count(*)::int from fax_page p where p.inbound_id = m.inbound_id) as pages
    from message m join ticket t on t.id = m.ticket_id order by m.id desc limit ${most}`);

test('the mail of a fax service is the fax that it brings, and its From is nobody', { timeout: LONG }, async () => {
  expect(await mail('efax-pdf')).toMatchObject({ received: 1, tickets: 1, ignored: 0 });
  const [message] = await lastMessages(1);
  expect(message).toMatchObject({ kind: 'fax_notice', from: '', requester: '', channel: 'fax', pages: 1 });
  expect(message!.subject).toMatch(/^Fax from 1-613-555-0200/u);
  const answers = await db().many(sql`select 1 from outbox where kind = 'acknowledgement' and outlet = 'mail'`);
  expect(answers).toEqual([]);
});

test(
  'a fax that waits in a portal is a ticket too; what only looks like a notice is one that nobody opens',
  { timeout: LONG },
  async () => {
    const names = ['efax-corporate-portal', 'phish-efax-no-signature'];
    expect(await mail(...names)).toMatchObject({ received: names.length, tickets: names.length, ignored: 0 });
    const subjects = (await lastMessages(names.length)).map(({ subject, pages }) => [subject, pages]);
    expect(subjects.at(-1)![0]).toMatch(/^A fax waits in the portal of eFax Corporate/u);
    expect(subjects.map(([, pages]) => pages)).toEqual(names.map(() => 0));
    expect(await db().many(sql`select 1 from outbox where kind = 'acknowledgement' and outlet = 'mail'`)).toEqual([]);
  },
);

test('a notice that is sent twice under two Message-IDs is one ticket', { timeout: LONG }, async () => {
  const again = readFileSync(join(SAMPLES, 'efax-corporate-portal.eml'), 'utf8').replace(
    /^Message-ID: <.*?@/imu,
    'Message-ID: <again@',
  );
  writeFileSync(join(mails, 'again.eml'), again);
  const { result } = await drain(home, never);
  expect(result).toMatchObject({ received: 1, tickets: 0, appended: 1 });
});
