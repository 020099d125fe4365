import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY } from '../../src/domain/time.ts';
import { LEVELS, type Level } from '../../src/domain/level.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { createCustomerLinks } from '../../src/format/customer-link.ts';
import { createLinks } from '../../src/format/link.ts';
import { customerRoutes } from '../../src/http/customer/routes.ts';
import { createLog } from '../../src/lib/log.ts';
import { sql } from '../../src/store/sql.ts';
import { act, MONDAY, openDesk, seedMessage, seedTicket, stored, type Desk } from '../acts/desk.ts';
import { wordsOf } from '../desk/pages.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { serveRoutes, type Served } from './served.ts';

const KEY = randomBytes(32);
const links = createCustomerLinks({ key: KEY, publicUrl: 'https://desk.example' });
let database: TestDatabase;
let desk: Desk;
let served: Served;
let added: { readonly reference: string; readonly text: string; readonly key: string; readonly at: number }[] = [];

const levels = Object.fromEntries(
  LEVELS.map((level) => [level, { level, name: `Name of ${level}`, meaning: '', callBack: '', callBackMinutes: 60 }]),
) as unknown as Record<Level, Policy['levels'][1]>;

beforeAll(async () => {
  database = await openTestDatabase();
  desk = await openDesk(database.store.db);
  served = await serveRoutes([
    customerRoutes({
      acts: desk,
      links,
      policy: { levels, mailboxes: [], phone: '+12125550100', serviceHours: 'Monday to Friday' },
      zone: 'America/New_York',
      log: createLog('silent'),
      add: async ({ reference }, about) => void added.push({ reference, ...about }),
    }),
  ]);
}, 120_000); // ms, on a busy machine
afterAll(async () => {
  await served.close();
  await database.drop();
});
beforeEach(() => {
  desk.at(MONDAY);
  desk.calls.length = 0;
  added = [];
});

const pathOf = (reference: string, address = 'ana@contoso.example'): string =>
  links.make(reference, address)!.slice('https://desk.example'.length);
async function ask(path: string, init: RequestInit = {}) {
  const answer = await fetch(served.base + path, { redirect: 'manual', ...init });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}
async function press(path: string, fields: Readonly<Record<string, string>>) {
  const { text } = await ask(path);
  const hidden = (name: string): string => new RegExp(`name="${name}" value="([^"]+)"`, 'u').exec(text)?.[1] ?? '';
  const body = new URLSearchParams({ seen: hidden('seen'), key: hidden('key'), ...fields });
  return ask(path, { method: 'POST', body });
}

describe('the page of a request', () => {
  test('says how it stands, what was promised, and what was said between this address and us alone', async () => {
    const reference = await seedTicket(desk, { subject: 'Cannot <b>post</b>' });
    await seedMessage(desk, reference, 'We cannot post <script>alert(1)</script>.');
    await seedMessage(desk, reference, 'What a stranger wrote.');
    await desk.db.run(
      sql`update message set from_address = 'eve@globex.example' where body = 'What a stranger wrote.'`,
    );
    await act(desk, 'note', reference, { text: 'A word among ourselves.' });
    const { status, text, headers } = await ask(pathOf(reference));
    expect(status).toBe(200);
    expect(text).not.toMatch(/<script>|<b>post/u);
    const words = wordsOf({ text });
    expect(words).toContain('We call you back by 10:00 AM Eastern (EST) today, Monday 23 November.');
    expect(words).toContain('It is sorted as “Name of 2” (level 2 of 6), provisionally');
    expect(words).toContain('We have it. Who takes care of it is being decided.');
    expect(words).toContain('We cannot post');
    expect(words).not.toMatch(/stranger|among ourselves|Ben/u);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(headers.get('set-cookie')).toBeNull();
  });

  test('changes with what is done: taken, asked, solved, late', async () => {
    const reference = await seedTicket(desk);
    const words = async (): Promise<string> => wordsOf(await ask(pathOf(reference)));
    await act(desk, 'take', reference, {});
    expect(await words()).toContain('One of us takes care of it.');
    desk.wait(7_200);
    expect(await words()).toContain('■ Late We were to call you back by 10:00 AM Eastern (EST) today');
    await act(desk, 'contact', reference, { outcome: 'reached' });
    expect(await words()).not.toContain('Late');
    await act(desk, 'ask', reference, { text: 'Which version?' });
    expect(await words()).toContain('We asked you something, and wait for your answer.');
    await act(desk, 'resolve', reference, { text: 'Restarted.' });
    expect(await words()).toContain('It is solved, since Monday, 23 November 2026, 11:00 AM');
    desk.wait(31 * (DAY / 1_000));
    expect(await ask(pathOf(reference))).toMatchObject({ status: 410 });
  });

  test('of a request that was merged shows the other one only to who asked for both', async () => {
    const [mine, theirs, also] = [
      await seedTicket(desk),
      await seedTicket(desk, { subject: 'Secret' }),
      await seedTicket(desk),
    ];
    await seedMessage(desk, theirs, 'Very secret.');
    await desk.db.run(sql`update ticket set requester_address = 'eve@globex.example' where reference = ${theirs}`);
    await act(desk, 'merge', mine, { into: theirs });
    const words = wordsOf(await ask(pathOf(mine)));
    expect(words).toContain('It is handled together with another request.');
    expect(words).not.toMatch(/secret|call you back/iu);
    expect(words).not.toContain(theirs);
    const own = await seedTicket(desk);
    await act(desk, 'merge', also, { into: own });
    expect(wordsOf(await ask(pathOf(also)))).toContain(`It is handled together with your request #${own}.`);
  });

  test('from outside an agreement promises no time', async () => {
    const reference = await seedTicket(desk);
    await desk.db.run(sql`update ticket set cover = 'expired' where reference = ${reference}`);
    expect(wordsOf(await ask(pathOf(reference)))).not.toMatch(/call you back|sorted as/u);
  });

  test('opens for no other address, no other link, and nothing that was tampered with', async () => {
    const [reference, other] = [await seedTicket(desk), await seedTicket(desk)];
    const token = pathOf(reference);
    const staff = createLinks({ key: KEY, publicUrl: 'https://desk.example' })
      .make({ person: 'ben', reference, verb: 'take', now: desk.now() })!
      .split('/a/')[1]!;
    const wrong = [
      pathOf(reference, 'eve@globex.example'),
      token.replace(reference.replace('-', '').toLowerCase(), other.replace('-', '').toLowerCase()),
      `${token.slice(0, -1)}${token.endsWith('a') ? 'b' : 'a'}`,
      token.slice(0, -1),
      `${token}x`,
      `/c/${staff}`,
      '/c/',
      '/c/..%2f..%2fetc',
    ];
    for (const path of wrong) {
      const { status, text } = await ask(path);
      expect([path, status]).toEqual([path, 404]);
      expect(text).not.toContain('Cannot post');
    }
  });
});

describe('what is written there', () => {
  test('is kept once, however often the form is sent, and goes back to the page', async () => {
    const reference = await seedTicket(desk);
    const path = pathOf(reference);
    const { text } = await ask(path);
    const hidden = (name: string): string => new RegExp(`name="${name}" value="([^"]+)"`, 'u').exec(text)![1]!;
    const body = new URLSearchParams({
      do: 'add',
      seen: hidden('seen'),
      key: hidden('key'),
      text: 'And the\r\nscreen is black.',
    });
    const first = await ask(path, { method: 'POST', body });
    const second = await ask(path, { method: 'POST', body });
    expect([first.status, second.status]).toEqual([303, 303]);
    expect(new URL(first.headers.get('location')!, `${served.base}${path}`).pathname).toBe(path);
    expect(added).toHaveLength(2);
    expect(added[0]).toEqual({ reference, text: 'And the\nscreen is black.', key: hidden('key'), at: desk.now() });
    expect(added[1]).toEqual(added[0]); // the same bytes: what keeps them knows the second for the first
    expect(wordsOf(await ask(`${path}?said=added`))).toContain('✓ We have it.');
    expect(wordsOf(await ask(`${path}?said=%3Cb%3E`))).not.toContain('✓');
  });

  test.each([
    ['', 'write something first'],
    ['x'.repeat(20_001), 'it is longer than 20000 characters'],
  ])('is refused in a sentence, and stands there still', async (text, why) => {
    const reference = await seedTicket(desk);
    const answer = await press(pathOf(reference), { do: 'add', text });
    expect(answer.status).toBe(422);
    expect(wordsOf(answer).includes(`Not sent: ${why}`)).toBe(true);
    expect(added).toEqual([]);
  });

  test('comes from a form of the page alone; looking never acts', async () => {
    const reference = await seedTicket(desk);
    const path = pathOf(reference);
    expect(await press(path, { do: 'add', text: 'x', seen: 'forged' })).toMatchObject({ status: 403 });
    expect(
      await ask(path, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }),
    ).toMatchObject({ status: 415 });
    const before = await stored(desk.db, reference);
    for (const method of ['GET', 'HEAD'])
      expect(await ask(`${path}?do=sooner&text=now`, { method })).toMatchObject({ status: 200 });
    expect(await stored(desk.db, reference)).toEqual(before);
    expect(added).toEqual([]);
  });
});

describe('who needs it sooner', () => {
  test('is heard by the next rung, once a day, and what they wrote is kept too', async () => {
    const reference = await seedTicket(desk);
    const path = pathOf(reference);
    const told = await press(path, { do: 'sooner', text: 'Payroll is tomorrow.' });
    expect(told.status).toBe(303);
    expect(desk.calls).toMatchObject([{ rung: 1, by: 'customer', reason: 'Payroll is tomorrow.', to: reference }]);
    expect((await stored(desk.db, reference)).journal).toContain('customer escalated');
    expect(added).toMatchObject([{ reference, text: 'Payroll is tomorrow.' }]);
    const page = await ask(path);
    expect(wordsOf(page)).toContain('The person in charge was called for you Monday, 23 November 2026, 9:00 AM');
    expect(page.text).not.toContain('value="sooner"');
    expect(await press(path, { do: 'sooner', text: 'Again.' })).toMatchObject({ status: 422 });
    expect(desk.calls).toHaveLength(1);
    desk.wait(90_000);
    expect(await press(path, { do: 'sooner', text: 'It is tomorrow.' })).toMatchObject({ status: 303 });
    expect(desk.calls.map(({ rung }) => rung)).toEqual([1, 2]);
  });

  test('calls one rung, also when the button is pressed twice at once', async () => {
    const reference = await seedTicket(desk);
    const path = pathOf(reference);
    const { text } = await ask(path);
    const hidden = (name: string): string => new RegExp(`name="${name}" value="([^"]+)"`, 'u').exec(text)![1]!;
    const body = new URLSearchParams({ do: 'sooner', seen: hidden('seen'), key: hidden('key'), text: 'Now!' });
    await Promise.all([ask(path, { method: 'POST', body }), ask(path, { method: 'POST', body })]);
    expect(desk.calls).toHaveLength(1);
  });

  test('of what is solved cannot be', async () => {
    const reference = await seedTicket(desk, { stage: 'resolved' });
    expect(await press(pathOf(reference), { do: 'sooner', text: 'Now!' })).toMatchObject({ status: 422 });
    expect(desk.calls).toEqual([]);
  });
});

test('who asks too often for what is none is told to wait', async () => {
  let last = { status: 0, headers: new Headers() };
  for (let n = 0; n < 40; n += 1) last = await ask(`/c/nothing-${n}`);
  expect(last.status).toBe(429);
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
});
