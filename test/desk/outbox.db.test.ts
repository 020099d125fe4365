import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

type Letter = {
  readonly state?: string;
  readonly kind?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly text?: string;
  readonly response?: string;
  readonly attempts?: number;
  /** seconds after now */
  readonly next?: number;
  readonly ticket?: string;
};

/** A message in the outbox; its number. */
async function letter(of: Letter): Promise<string> {
  const id = randomUUID();
  const to = of.to ?? 'ana@contoso.example';
  const mail = {
    subject: of.subject ?? 'We received your message',
    text: of.text ?? 'Hello',
    from: { name: '', address: 'support@helpdesk.example' },
  };
  await desk.db.run(sql`
    insert into outbox (id, ticket_id, kind, mailbox, dedupe_key, message_id, to_address, to_domain, mail, state, attempts, response, next_attempt_at, created_at)
    values (${id}, (select id from ticket where reference = ${of.ticket ?? null}), ${of.kind ?? 'acknowledgement'}, 'support', ${id}, ${`<${id}@postroom>`}, ${to}, ${to.split('@')[1]!}, ${JSON.stringify(mail)}::jsonb,
      ${of.state ?? 'sent'}, ${of.attempts ?? 0}, ${of.response ?? null}, ${new Date(desk.now() + (of.next ?? 0) * 1000)}, ${new Date(desk.now())})`);
  return id;
}

const ids = (text: string) => [...text.matchAll(/href="\/outbox\/([\da-f-]{36})"/gu)].map(([, id]) => id);

test('what goes out is told by how far it is, a waiting one with its next try, a failed one with the server’s words', async () => {
  const ticket = await seedTicket(desk);
  const waits = await letter({ state: 'pending', attempts: 2, next: 600, response: '451 come again', ticket });
  const failed = await letter({ state: 'failed', response: '550 no such user', to: 'gone@contoso.example' });
  const doubt = await letter({ state: 'unresolved', kind: 'alert' });
  const sent = await letter({ state: 'sent' });
  const all = await ops.get('/outbox');
  expect(new Set(ids(all.text))).toEqual(new Set([waits, failed, doubt, sent]));
  expect(wordsOf(all)).toContain('1 waits · 1 in doubt · written in the last 24 hours: 1 sent, 1 failed');
  const waiting = await ops.get('/outbox?state=waiting');
  expect(ids(waiting.text)).toEqual([waits]);
  expect(wordsOf(waiting)).toContain(`#${ticket} ● Waits Next try 09:10 EST 451 come again`);
  expect(wordsOf(await ops.get('/outbox?state=failed'))).toContain('gone@contoso.example ■ Failed 550 no such user');
  expect(ids((await ops.get('/outbox?state=unknown')).text)).toEqual([doubt]);
  expect(ids((await ops.get('/outbox?state=sent')).text)).toEqual([sent]);
});

test('each refusal is told with its rule, its reason and where it belongs', async () => {
  const ticket = await seedTicket(desk);
  await transaction(desk.db, async (tx) => {
    const { id } = await tx.one<{ id: string }>(sql`select id from ticket where reference = ${ticket}`);
    const line = (act: string, detail: Readonly<Record<string, unknown>>, ticketId: string | null) => ({
      ticketId,
      inboundId: null,
      actor: 'postroom',
      entry: { act, detail },
    });
    await writeJournal(
      tx,
      [
        line('not_acknowledged', { rule: 'age', reason: 'it arrived more than 24 hours ago' }, id),
        line('not_sent', { kind: 'notice', to: ['ben'], rule: 'suppressed', reason: 'our mail to it bounced' }, id),
        line('not_acknowledged', { rule: 'kind', reason: '<b>bulk</b>' }, null),
        line('noted', { rule: 'none' }, id),
      ],
      new Date(desk.now()),
    );
    await tx.run(
      sql`insert into suppression (address, reason, since) values ('gone@contoso.example', 'our mail to it bounced (5.1.1)', ${new Date(desk.now())})`,
    );
  });
  const page = await ops.get('/outbox?state=refused');
  const words = wordsOf(page);
  expect(words).toContain(`acknowledgement not sent: rule age it arrived more than 24 hours ago #${ticket}`);
  expect(words).toContain('notice to Ben Ito not sent: rule suppressed our mail to it bounced');
  expect(page.text).toContain('&#60;b&#62;bulk&#60;/b&#62;');
  expect(page.text.match(/not sent: rule/gu)).toHaveLength(3);
  expect(words).toContain('gone@contoso.example : our mail to it bounced (5.1.1) since 09:00 EST');
});

test('a message is shown as it was sent, but nobody can act by another’s links', async () => {
  const ticket = await seedTicket(desk);
  const alert = await letter({
    kind: 'alert',
    ticket,
    to: 'mo@helpdesk.example',
    subject: '<i>LATE</i>',
    text: 'LATE <script>x</script>\nSeen: https://desk.example/a/seen.k7q2m4.mo..m1abc.secret.signature\nOpen: https://desk.example/tickets/K7Q-2M4',
  });
  const { text } = await ops.get(`/outbox/${alert}`);
  expect(text).toContain(
    'LATE &#60;script&#62;x&#60;/script&#62;\nSeen: https://desk.example/a/…\nOpen: https://desk.example/tickets/K7Q-2M4',
  );
  expect(text).not.toMatch(/secret|signature|<script>x|<i>LATE/u);
  const signIn = await letter({ kind: 'sign_in', text: 'https://desk.example/sign-in/token-of-mo' });
  const shown = await ops.get(`/outbox/${signIn}`);
  expect(shown.text).not.toContain('token-of-mo');
  expect(wordsOf(shown)).toContain('which is for its reader alone');
  expect(await desk.db.many(sql`select distinct person from visit where page = 'outbox'`)).toEqual([{ person: 'ops' }]);
  for (const path of ['/outbox/x', `/outbox/${randomUUID()}`]) expect((await ops.get(path)).status).toBe(404);
});

test('pages go on after a row, and tell each message once', async () => {
  for (let n = 0; n < 120; n += 1) await letter({ state: 'failed' });
  const seen: (string | undefined)[] = [];
  for (let path: string | undefined = '/outbox?state=failed'; path !== undefined;) {
    const { text }: { readonly text: string } = await ops.get(path);
    seen.push(...ids(text));
    path = /href="(\/outbox\?[^"]*)" rel="next"/u.exec(text)?.[1]?.replaceAll('&amp;', '&');
  }
  expect([seen.length, new Set(seen).size]).toEqual([121, 121]);
});

test('a way out whose account was refused is told, and what to do; only keepers see any of it', async () => {
  await desk.db.run(sql`
    insert into outlet_state (outlet, paused_until, reason) values ('mail', ${new Date(desk.now() + 900_000)}, 'the server refused our password')`);
  expect(wordsOf(await ops.get('/outbox'))).toContain(
    '■ Nothing goes out by mail until 09:15 EST : the server refused our password.',
  );
  const rep = await pages.as('ben');
  for (const path of ['/outbox', `/outbox/${await letter({})}`]) expect((await rep.get(path)).status).toBe(403);
});
