import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LinkInput, LinkVerb } from '../../src/domain/link.ts';
import { LEVELS, type Level } from '../../src/domain/level.ts';
import { createLinks } from '../../src/format/link.ts';
import { linkRoutes } from '../../src/http/links/routes.ts';
import { createLog } from '../../src/lib/log.ts';
import { LOOKS } from '../../src/lib/looks.ts';
import { sql } from '../../src/store/sql.ts';
import { act, MONDAY, openDesk, seedTicket, STAFF, stored, type Desk } from '../acts/desk.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { serveRoutes, type Served } from './served.ts';

let database: TestDatabase;
let desk: Desk;
let served: Served;
const links = createLinks({ key: Buffer.alloc(32, 7), publicUrl: 'https://desk.example' });
const levels = Object.fromEntries(LEVELS.map((level) => [level, { name: `Name of ${level}` }])) as Record<Level, never>;

beforeAll(async () => {
  database = await openTestDatabase(8);
  desk = await openDesk(database.store.db);
  served = await serve();
});
afterAll(async () => {
  await served.close();
  await database.drop();
});
beforeEach(() => {
  desk.at(MONDAY);
  desk.refuses = null;
  desk.letters.length = 0;
});

const serve = (staff = STAFF): Promise<Served> =>
  serveRoutes([
    linkRoutes({ acts: { ...desk, staff, now: () => desk.now() }, links, levels, log: createLog('silent') }),
  ]);

/** The path of a link, made now. */
function linkTo(verb: LinkVerb, reference: string, person = 'ben', input: LinkInput = {}): string {
  return new URL(links.make({ person, reference, verb, input, now: desk.now() })!).pathname;
}

type Page = { readonly status: number; readonly headers: Headers; readonly text: string };

async function look(path: string, method = 'GET', base = served.base): Promise<Page> {
  const answer = await fetch(base + path, { method, redirect: 'manual' });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** Presses the button of a link's page; the field stands in the page as it does for a browser. */
async function press(path: string, typed: Readonly<Record<string, string>> = {}, base = served.base): Promise<Page> {
  const page = await look(path, 'GET', base);
  const seen = /name="seen" value="([^"]+)"/u.exec(page.text)?.[1] ?? '';
  return send(path, { seen, ...typed }, base);
}

async function send(path: string, fields: Readonly<Record<string, string>>, base = served.base): Promise<Page> {
  const answer = await fetch(base + path, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** What stands in a page, without its marks. */
const words = ({ text }: Page): string =>
  text
    .replace(/<style>[\s\S]*<\/style>/u, '')
    .replaceAll(/<[^>]+>/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();

/** Everything in the database that an act could have changed. */
const everything = (): Promise<readonly object[]> =>
  database.store.db.many(sql`
    select (select jsonb_agg(t order by t.id) from ticket t) as tickets, (select count(*) from journal) as journal,
      (select count(*) from ticket_event) as events, (select count(*) from link_used) as used, (select count(*) from outbox) as outbox`);

describe('looking', () => {
  test('changes nothing, however often, by GET or HEAD', async () => {
    const reference = await seedTicket(desk);
    const path = linkTo('take', reference);
    const before = await everything();
    const pages = [await look(path, 'HEAD'), await look(path), await look(path), await look(path)];
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(pages[0]!.text).toBe('');
    await Promise.all(Array.from({ length: 50 }, (_, i) => look(path, i % 2 === 0 ? 'HEAD' : 'GET')));
    expect(await everything()).toEqual(before);
    expect((await press(path)).status).toBe(303);
    expect(await stored(database.store.db, reference)).toMatchObject({ assignee: 'ben' });
  });

  test('tells the ticket, who wrote, the promise, and what the button does', async () => {
    const reference = await seedTicket(desk);
    const path = linkTo('take', reference);
    desk.wait(50 * 60);
    const said = words(await look(path));
    expect(said).toContain(`#${reference} Take it Cannot post invoices Ana Ruiz · ana@contoso.example`);
    expect(said).toContain('Level 2? Name of 2');
    expect(said).toContain('▲ Now Call back by 10:00 EST · 10 min left');
    expect(said).toContain('Nobody has it. Level 2 is suggested; nobody has confirmed it yet.');
    expect(said).toContain('You are Ben Ito. This link works once, until Thu 26 Nov 09:00 EST.');
    desk.wait(22 * 60);
    expect(words(await look(path))).toContain('■ Late The call-back was due 10:00 EST · 12 min late');
  });

  test('runs and loads nothing, is kept nowhere, and tells no other site', async () => {
    const { headers, text } = await look(linkTo('called', await seedTicket(desk)));
    const said = Object.fromEntries(headers);
    expect(said).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-robots-tag': 'noindex, nofollow',
    });
    expect(said['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/u,
    );
    expect(text).not.toMatch(/<script|src=|@import|url\(|\son\w+=/iu);
  });

  test('leads to the ticket in the desk, beside itself whatever stands before it, and looks as the desk does', async () => {
    const reference = await seedTicket(desk);
    const path = linkTo('take', reference);
    const { text } = await look(path);
    expect(new URL(/href="([^"]*tickets[^"]*)"/u.exec(text)![1]!, `https://x/proxied${path}`).pathname).toBe(
      `/proxied/tickets/${reference}`,
    );
    expect(text).toContain('<span class="digit guess">2?</span>');
    desk.wait(60);
    await act(desk, 'level', reference, { level: 1 });
    expect((await look(path)).text).toContain('<span class="digit gravest">1</span>');
    expect(text).toContain('--late: #a40e26;'); // the colours of src/lib/looks.css, and no others
    expect(text.match(/#[\da-f]{6}\b/gu)!.every((colour) => LOOKS.includes(colour))).toBe(true);
  });

  test('what the customer wrote is text', async () => {
    const subject = `</title><script>alert(1)</script>"'\`<img src=x onerror=alert(1)>`;
    const { text } = await look(linkTo('take', await seedTicket(desk, { subject })));
    expect(text).not.toMatch(/<script|<img/u);
    expect(text).toContain('&#60;/title&#62;&#60;script&#62;alert(1)&#60;/script&#62;&#34;&#39;&#96;&#60;img');
  });
});

describe('pressing the button', () => {
  test('takes it once; after that the page says so, to whoever comes', async () => {
    const reference = await seedTicket(desk);
    const [mine, theirs] = [linkTo('take', reference, 'ben'), linkTo('take', reference, 'cy')];
    desk.at('2026-11-23 13:58');
    const { status, headers } = await press(mine);
    expect([status, new URL(headers.get('location')!, `http://x${mine}`).pathname]).toEqual([303, mine]);
    desk.wait(600);
    expect(words(await look(mine))).toContain(`✓ Done at 13:58 EST: Ben Ito has ${reference}.`);
    const late = words(await look(theirs));
    expect(late).toContain('Ben Ito took it at 13:58 EST. Nothing is left to do here.');
    expect(late).not.toContain('button');
    expect((await press(theirs)).status).toBe(403); // there is no form any more, so no field of it
    expect((await send(theirs, { seen: links.field(theirs.slice(3)) })).status).toBe(303);
    expect((await send(mine, { seen: links.field(mine.slice(3)) })).status).toBe(303);
    expect(await stored(database.store.db, reference)).toMatchObject({
      assignee: 'ben',
      journal: ['ben taken'],
      version: 2,
    });
  });

  test('by two at once lets one have it', async () => {
    const reference = await seedTicket(desk);
    const paths = [linkTo('take', reference, 'ben'), linkTo('take', reference, 'cy')];
    desk.wait(60);
    await Promise.all(paths.map((path) => press(path)));
    const { journal } = await stored(database.store.db, reference);
    expect(journal).toHaveLength(1);
  });

  test('many times at once does it once', async () => {
    const reference = await seedTicket(desk);
    const path = linkTo('called', reference);
    desk.wait(60);
    const fields = { seen: links.field(path.slice(3)), outcome: 'no_answer' };
    const pages = await Promise.all(Array.from({ length: 8 }, () => send(path, fields)));
    expect(pages.every(({ status }) => status === 303)).toBe(true);
    expect(await stored(database.store.db, reference)).toMatchObject({ journal: ['ben contact_logged'] });
  });

  test('is what acts: a POST without the field of the page does nothing', async () => {
    const reference = await seedTicket(desk);
    const path = linkTo('take', reference);
    const other = linkTo('take', reference);
    for (const seen of ['', 'x', links.field(other.slice(3)), path.slice(3)])
      expect((await send(path, { seen })).status).toBe(403);
    for (const [body, type] of [
      ['', ''],
      [JSON.stringify({ seen: links.field(path.slice(3)) }), 'application/json'],
    ] as const) {
      const answer = await fetch(served.base + path, {
        method: 'POST',
        body,
        headers: type === '' ? {} : { 'content-type': type },
      });
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
    expect(await stored(database.store.db, reference)).toMatchObject({ version: 1, journal: [] });
  });

  test('with more than a form holds is refused before it is read', async () => {
    const path = linkTo('ask', await seedTicket(desk));
    const { status } = await press(path, { text: 'x'.repeat(700_000) });
    expect(status).toBe(413);
  });
});

describe('each verb', () => {
  test('called: reached, a message with its number, or no answer', async () => {
    const reference = await seedTicket(desk);
    const refused = await press(linkTo('called', reference), {
      outcome: 'message_left',
      number: '',
      note: 'The <boss>',
    });
    expect(refused.status).toBe(422);
    expect(words(refused)).toContain('Not done: a message that was left needs the number it was left at.');
    expect(refused.text).toContain('>The &#60;boss&#62;</textarea>'); // what was typed is kept
    expect(refused.text).toMatch(/value="message_left"\s+checked/u);
    const path = linkTo('called', reference);
    desk.wait(60);
    expect((await press(path, { outcome: 'message_left', number: '+1 555 010 2231', note: ' ' })).status).toBe(303);
    expect(words(await look(path))).toContain('✓ Done at 09:01 EST: a message was left for the customer.');
    const [line] = await database.store.db.many<{ detail: object }>(sql`
      select j.detail from journal j join ticket t on t.id = j.ticket_id where t.reference = ${reference}`);
    expect(line!.detail).toEqual({ outcome: 'message_left', number: '+1 555 010 2231' });
  });

  test('level: what the link says is chosen, and another may be', async () => {
    const reference = await seedTicket(desk, { level: 4 });
    const path = linkTo('level', reference, 'ben', { level: 3 });
    const page = await look(path);
    expect(page.text).toMatch(/value="3"\s+checked/u);
    expect(words(page)).toContain('4? Name of 4 suggested');
    desk.wait(60);
    await press(path, { level: '2', note: 'They all stand still.' });
    expect(await stored(database.store.db, reference)).toMatchObject({
      confirmed: 2,
      journal: ['ben level_corrected'],
    });
    const raise = linkTo('level', reference, 'mo', { level: 1 });
    expect(words(await press(raise, { level: '1' }))).toContain('Not done: raising a level needs a reason');
    expect((await press(raise, { level: '1', reason: 'production_error' })).status).toBe(303);
    expect(await stored(database.store.db, reference)).toMatchObject({ confirmed: 1 });
    expect((await press(linkTo('level', reference), { level: '9' })).status).toBe(422);
  });

  test('level: somebody else who was faster is named', async () => {
    const reference = await seedTicket(desk);
    const path = linkTo('level', reference, 'cy');
    desk.wait(60);
    await act(desk, 'level', reference, { level: 2 });
    expect(words(await look(path))).toContain('Ben Ito confirmed level 2 at 09:01 EST. Nothing is left to do here.');
  });

  test('ask: the question goes to the customer, and the ticket waits', async () => {
    const reference = await seedTicket(desk);
    const path = linkTo('ask', reference);
    expect((await press(path)).status).toBe(422);
    desk.refuses = 'ana@contoso.example is not written to any more: it bounced; call';
    expect(words(await press(path, { text: 'Which version?' }))).toContain(
      'Not done: ana@contoso.example is not written to',
    );
    desk.refuses = null;
    await press(path, { text: 'Which version?\r\nAnd since when?' });
    expect(desk.letters).toEqual([
      { kind: 'question', text: 'Which version?\nAnd since when?', to: 'ana@contoso.example' },
    ]);
    expect(await stored(database.store.db, reference)).toMatchObject({ waiting: true });
  });

  test('seen: for the rung that the alert went to', async () => {
    const reference = await seedTicket(desk);
    await press(linkTo('seen', reference, 'mo', { rung: 3 }), { note: 'I call them.' });
    const [line] = await database.store.db.many<{ actor: string; detail: object }>(sql`
      select j.actor, j.detail from journal j join ticket t on t.id = j.ticket_id where t.reference = ${reference}`);
    expect(line).toEqual({ actor: 'mo', detail: { rungs: [3], note: 'I call them.' } });
  });
});

describe('a link that is of no use', () => {
  test('says who resolved the ticket, and when', async () => {
    const reference = await seedTicket(desk);
    const path = linkTo('take', reference);
    desk.at('2026-11-23 13:58');
    await act(desk, 'resolve', reference, { text: 'Done.' }, 'cy');
    expect(words(await look(path))).toContain(
      'Cy Park resolved it at 13:58 EST. Not done: the ticket is resolved; reopen it first.',
    );
    expect((await send(path, { seen: links.field(path.slice(3)) })).status).toBe(303);
    expect(await stored(database.store.db, reference)).toMatchObject({ state: 'resolved', assignee: null });
  });

  test('says when it ended, and how the ticket stands, but not what it is about', async () => {
    const reference = await seedTicket(desk);
    const path = linkTo('take', reference);
    desk.wait(72 * 3600);
    const page = await look(path);
    expect(page.status).toBe(410);
    expect(words(page)).toContain(
      `#${reference} Take it This link ended at 09:00 EST. Open the ticket instead. Nobody has it.`,
    );
    expect(page.text).not.toMatch(/Cannot post|contoso|class="digit/u);
    expect(page.text).toContain(`tickets/${reference}"`);
    expect((await send(path, { seen: links.field(path.slice(3)) })).status).toBe(303);
    expect(await stored(database.store.db, reference)).toMatchObject({ version: 1 });
  });

  test('is told nothing about any ticket when it is not ours', async () => {
    const reference = await seedTicket(desk);
    const path = linkTo('take', reference);
    const cys = linkTo('take', reference, 'cy');
    const forged = [
      path.replace('.ben.', '.cy.'), // another person
      path.replace('take.', 'level.'),
      path.slice(0, -1) + (path.endsWith('a') ? 'b' : 'a'),
      `${path.split('.').slice(0, -1).join('.')}.${cys.split('.').at(-1)}`,
      `${path}/`,
      '/a/',
      '/a/..%2f..%2fhealth',
      `/a/${'x'.repeat(500)}`,
    ];
    const never = (await look(`/a/take.k7q2m4.ben..mwtc1q80.${'a'.repeat(32)}.${'a'.repeat(26)}`)).text;
    for (const one of forged) {
      const page = await look(one);
      expect([one, page.status]).toEqual([one, 404]);
      expect(page.text).toBe(never); // one page for all of them
      expect((await send(one, { seen: links.field(one.slice(3)) })).status).toBe(404);
    }
    expect(await stored(database.store.db, reference)).toMatchObject({ version: 1 });
  });

  test('was sent to somebody who does not work here any more', async () => {
    const reference = await seedTicket(desk);
    const without = await serve({ ...STAFF, people: STAFF.people.filter(({ id }) => id !== 'ben') });
    const path = linkTo('take', reference);
    const page = await look(path, 'GET', without.base);
    expect([page.status, page.text.includes(reference)]).toEqual([410, false]);
    expect((await send(path, { seen: links.field(path.slice(3)) }, without.base)).status).toBe(410);
    expect(await stored(database.store.db, reference)).toMatchObject({ version: 1 });
    await without.close();
  });

  test('is for somebody whose role does not allow it', async () => {
    const reference = await seedTicket(desk);
    const page = await press(linkTo('take', reference, 'ops'));
    expect(words(page)).toContain('Not done: take is for the roles rep, manager; Ona Petrov has operator.');
  });
});

test('whoever asks for links that are none is told to wait', async () => {
  const own = await serve();
  const pages = await Promise.all(Array.from({ length: 40 }, (_, i) => look(`/a/none-${i}`, 'GET', own.base)));
  const statuses = pages.map(({ status }) => status);
  expect([
    statuses.filter((status) => status === 404).length,
    statuses.filter((status) => status === 429).length,
  ]).toEqual([30, 10]);
  expect((await look(linkTo('take', await seedTicket(desk)), 'GET', own.base)).status).toBe(200);
  await own.close();
});

test('a path that a browser would not send does no harm', async () => {
  const status = await new Promise((resolve, reject) => {
    const asked = request(`${served.base}/`, { path: '/a/%ff%00', method: 'GET' }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on('error', reject);
    asked.end();
  });
  expect([400, 404]).toContain(status);
});
