import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { simpleParser, type ParsedMail } from 'mailparser';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OUTPUTS } from '../../src/http/api/outputs.ts';
import { openHouse, serve, type House } from '../../src/serve.ts';
import { loadSettings } from '../../src/settings.ts';
import { ny } from '../domain/promise/office.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { startSink, type Sink } from '../peers/smtp-sink.ts';
import { startReceiver, type Receiver } from '../peers/webhook-receiver.ts';

/*
 * One request and every promise of it, on real servers: it comes in by SMTP on a Friday at 17:40, nobody calls, the
 * ladder hears of it on Monday, a rep calls by the link of a mail and resolves it. The clock is set by hand; everything else is as at night.
 */

let database: TestDatabase;
let sink: Sink;
let house: House;
let port: number;
let program: Receiver;
let stopped: Promise<void>;
const stop = new AbortController();
let clock = ny('2026-04-10 17:40');

const HOOK = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const TOKEN = 'a-token-of-thirty-characters-01';
const PEOPLE = `
people:
  - { id: ben, name: Ben Ito, address: ben@desk.example, roles: [rep] }
  - { id: mia, name: Mia Ortiz, address: mia@desk.example, roles: [manager] }
  - { id: lang, name: Pat Lang, address: lang@desk.example, roles: [manager] }
  - { id: vera, name: Vera Holt, address: vera@desk.example, roles: [manager] }
ladder:
  - { title: Manager of Customer Services, people: [mia] }
  - { title: Applications Development Manager, people: [lang] }
  - { title: VP Sales / CEO, people: [vera] }
`;

beforeAll(async () => {
  database = await openTestDatabase(8);
  await database.store.close(); // the house opens it itself
  sink = await startSink();
  port = await freePort();
  program = await startReceiver(HOOK);
  const config = join(database.dataDir, 'config');
  mkdirSync(config, { recursive: true });
  writeFileSync(join(config, 'people.yaml'), PEOPLE);
  writeFileSync(
    join(config, 'postroom.yaml'),
    `
data_dir: .
log_level: warn
public_url: http://127.0.0.1:${port}
api: { tokens: [{ name: test, person: ben, token: !env TOKEN }] }
mailboxes: [{ id: support, address: support@helpdesk.example, name: Customer Service }]
listen: { smtp: { enabled: true, port: 0 }, http: { port: ${port} } }
send: { outlet: smtp, smtp: { host: 127.0.0.1, port: ${sink.port}, tls: none }, poll_ms: 100, undo_seconds: 0 }
watch: { every_seconds: 1 }
digest: { enabled: false }
webhooks: [{ id: board, url: '${program.url}', secret: !env HOOK, events: [ticket.created, ticket.changed, ticket.breached] }]
`,
  );
  const env: Record<string, string> = {
    TOKEN,
    HOOK,
    ...(database.url === null ? {} : { POSTROOM_DATABASE_URL: database.url }),
  };
  const loaded = await loadSettings({ file: join(config, 'postroom.yaml'), env, now: clock });
  house = await openHouse(loaded, { now: () => clock });
  stopped = serve(house, stop.signal);
}, 60_000);

afterAll(async () => {
  stop.abort();
  await stopped;
  await sink.close();
  await program.close();
  await database.drop();
});

test('a promise that is broken is heard of, climbs the ladder, and is kept at last', { timeout: 120_000 }, async () => {
  await mailIn();
  const [first, second] = await mails(2);
  const [acknowledgement, notice] = first!.to === 'ana@contoso.example' ? [first!, second!] : [second!, first!];

  expect(acknowledgement.to).toBe('ana@contoso.example');
  expect(unfolded(acknowledgement.mail.text)).toMatch(
    /call you back by Monday,? (?:13 April|April 13),? (?:at )?8:40 AM Eastern/u,
  );
  expect(notice.to).toBe('ben@desk.example');
  expect(notice.mail.subject).toMatch(/^\[#[0-9A-Z]{3}-[0-9A-Z]{3}\] \d\? call back by .*08:40 EDT/u);
  expect(notice.mail.headers.get('auto-submitted')).toBe('auto-generated');
  const reference = /\[#(\S{7})\]/u.exec(notice.mail.subject!)![1]!;

  expect(await ticket(reference)).toMatchObject({ level: { value: 3, confirmed: false }, assignee: { id: 'ben' } });
  await at('2026-04-12 12:00'); // Sunday: nothing to say
  await at('2026-04-13 08:10');
  expect((await next()).said).toMatch(/^ben@desk\.example: .*30 min left to call/u);
  await at('2026-04-13 08:25');
  expect((await next()).said).toMatch(/^ben@desk\.example: .*15 min left to call/u);
  await at('2026-04-13 08:40');
  expect((await next()).said).toMatch(/^ben@desk\.example: .*Due now: call/u);
  await at('2026-04-13 08:40:01');
  const alert = await next();
  expect(alert.said).toMatch(/^mia@desk\.example: .*LATE: call back was due 08:40 EDT/u);

  // the alert says what was tried, and who hears of it next
  const told = unfolded(alert.mail.text);
  expect(told).toMatch(/notice to Ben Ito/u);
  expect(told).toMatch(/Pat Lang \(Applications Development Manager\)/u);
  expect((await get(linkIn(alert.mail.text, 'seen'))).status).toBe(200);

  await at('2026-04-13 09:40');
  expect((await next()).said).toMatch(/^lang@desk\.example: /u);

  // Ben gives it to Mia, who hears of it.
  await act(reference, 'assign', { to: 'mia' });
  const handed = await next();
  expect(handed.said).toMatch(/^mia@desk\.example: .*call back/u);
  expect(unfolded(handed.mail.text)).toMatch(/because Ben Ito gave you the ticket/u);

  // Ben calls by the link of his first mail. Looking at it changes nothing, however often.
  const called = linkIn(notice.mail.text, 'called');
  for (const method of ['HEAD', 'GET', 'GET'] as const) expect((await get(called, method)).status).toBe(200);
  expect(await clockOf(reference, 'call_back')).toMatchObject({ state: 'running', overdue: true });
  await at('2026-04-13 09:50');
  expect((await press(called, { outcome: 'reached' })).status).toBe(200);
  expect(await clockOf(reference, 'call_back')).toMatchObject({
    state: 'met',
    overdue: true,
    due_at: '2026-04-13T12:40:00.000Z',
  });
  expect(await (await get(called)).text()).toMatch(/Ben Ito|reached/u);

  // VP Sales / CEO never hear of it; Ben resolves it, and the customer is told.
  await at('2026-04-13 11:00');
  await act(reference, 'resolve', { text: 'The licence file was renewed.' });
  const resolution = await next();
  expect(resolution.to).toBe('ana@contoso.example');
  expect(unfolded(resolution.mail.text)).toMatch(/The licence file was renewed/u);
  expect(resolution.mail.headers.has('auto-submitted')).toBe(false);
  expect(resolution.mail.inReplyTo).toBe('<friday@contoso.example>');
  await at('2026-05-13 11:00');
  await new Promise((resolve) => setTimeout(resolve, 2_500)); // two looks of the watch
  expect(sink.mails.filter(({ to }) => to.includes('vera@desk.example'))).toEqual([]);
  expect(sink.mails).toHaveLength(taken);

  await expectTold(reference);
  const done = await ticket(reference);
  expect(done).toMatchObject({ stage: 'resolved' });
  expect(done.journal.map(({ act: name }) => name)).toEqual(
    expect.arrayContaining([
      'opened',
      'assigned',
      'acknowledgement_sent',
      'told',
      'contact_logged',
      'resolved',
      'resolution_sent',
    ]),
  );
});

/** A program was told of all of it, each once. */
async function expectTold(reference: string): Promise<void> {
  const told = program.calls.map(({ body, isSigned }) => ({ ...body, isSigned }) as unknown as Told);
  const about = { isSigned: true, ticket: expect.objectContaining({ reference }) as unknown };
  const inOrder = told.toSorted((a, b) => (a.at === b.at ? a.id.localeCompare(b.id) : a.at < b.at ? -1 : 1));
  expect(inOrder).toMatchObject([
    { type: 'ticket.created', at: expect.stringMatching(/^2026-04-10T21:40/u) as string, ...about },
    {
      type: 'ticket.breached',
      promise: { metric: 'call_back', cycle: 1, due_at: '2026-04-13T12:40:00.000Z' },
      ...about,
    },
    { type: 'ticket.changed', act: 'assign', actor: 'ben', ...about },
    { type: 'ticket.changed', act: 'contact', actor: 'ben', ...about },
    { type: 'ticket.changed', act: 'resolve', actor: 'ben', ...about },
  ]);
  for (const { isSigned: _signed, ...body } of inOrder) expect(OUTPUTS.Event.parse(body)).toEqual(body);
}
type Told = { readonly id: string; readonly at: string; readonly isSigned: boolean };

let taken = 0;
type Sent = { readonly to: string; readonly mail: ParsedMail };

/** The next mails that were really sent, read back. */
async function mails(count: number): Promise<readonly Sent[]> {
  await sink.received(taken + count, 20_000);
  const fresh = sink.mails.slice(taken, taken + count);
  taken += count;
  return Promise.all(fresh.map(async ({ raw, to }) => ({ to: to[0]!, mail: await simpleParser(raw) })));
}

async function next(): Promise<Sent & { readonly said: string }> {
  const sent = (await mails(1))[0]!;
  return { ...sent, said: `${sent.to}: ${sent.mail.subject}` };
}

async function at(local: string): Promise<void> {
  clock = ny(local);
}

async function mailIn(): Promise<void> {
  const source = house.sources.find(({ name }) => name.startsWith('smtp'))!;
  while ((source.port?.() ?? 0) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const transport = createTransport({ host: '127.0.0.1', port: source.port!(), ignoreTLS: true });
  await transport.sendMail({
    from: 'Ana Ruiz <ana@contoso.example>',
    to: 'support@helpdesk.example',
    messageId: '<friday@contoso.example>',
    subject: 'Test system down',
    text: 'Our test system is down, we cannot test anything and cannot go live.',
  });
  transport.close();
}

function unfolded(text: string | undefined): string {
  return (text ?? '').replaceAll(/\s+/gu, ' ');
}

function linkIn(text: string | undefined, verb: string): string {
  const found = new RegExp(`http://127\\.0\\.0\\.1:\\d+/a/${verb}\\.\\S+`, 'u').exec(text ?? '');
  expect(found, `a link to ${verb} in ${text}`).not.toBeNull();
  return found![0];
}

function get(url: string, method: 'GET' | 'HEAD' = 'GET'): Promise<Response> {
  return fetch(url, { method });
}

/** Presses the button of a link's page, as a browser does. */
async function press(url: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  const page = await (await get(url)).text();
  const hidden = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]+)"/gu)].map(([, name, value]) => [
    name!,
    value!,
  ]);
  expect(hidden.length).toBeGreaterThan(0);
  return fetch(url, { method: 'POST', body: new URLSearchParams([...hidden, ...Object.entries(fields)]) });
}

type Shown = {
  readonly state: string;
  readonly clocks: readonly { readonly metric: string }[];
  readonly journal: readonly { readonly act: string }[];
};

async function ticket(reference: string): Promise<Shown> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/tickets/${reference}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Shown;
}

async function clockOf(reference: string, metric: string): Promise<object | undefined> {
  return (await ticket(reference)).clocks.find((one) => one.metric === metric);
}

async function act(reference: string, verb: string, input: object): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/tickets/${reference}/${verb}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as { port: number };
      server.close(() => resolve(free));
    });
  });
}
