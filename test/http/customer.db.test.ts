import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY } from '../../src/domain/time.ts';
import { LEVELS, type Level } from '../../src/domain/level.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { createCustomerLinks } from '../../src/format/customer-link.ts';
import { createLinks } from '../../src/format/link.ts';
import { customerRoutes } from '../../src/http/customer/routes.ts';
import type { Log } from '../../src/lib/log.ts';
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
const logged: string[] = [];
let isFull = false;
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
      policy: {
        levels,
        mailboxes: [],
        phone: '+12125550100',
        reopenWithin: 14 * DAY,
        serviceHours: 'Monday to Friday',
      },
      zone: 'America/New_York',
      log: { error: (...line: readonly unknown[]) => logged.push(JSON.stringify(line)) } as unknown as Log,
      add: async ({ reference }, about) => {
        if (isFull) throw new Error('the disk is full');
        added.push({ reference, ...about });
      },
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
    await seedMessage(desk, reference, 'A forgery.');
    await desk.db.run(sql`update message set trust = 'failed' where body = 'A forgery.'`);
    await act(desk, 'note', reference, { text: 'A word among ourselves.' });
    const { status, text, headers } = await ask(pathOf(reference));
    expect(status).toBe(200);
    expect(text).not.toMatch(/<script>|<b>post/u);
    const words = wordsOf({ text });
    expect(text).toContain('<time datetime="2026-11-23T15:00:00.000Z">10:00 AM');
    expect(words).toContain('received Monday, 23 November 2026, 9:00 AM Eastern (EST)');
    expect(words).toContain('Our hours: Monday to Friday. Or call +12125550100');
    expect(words).toContain('We call you back by 10:00 AM Eastern (EST) today, Monday 23 November .');
    expect(words).toContain('It is sorted as “Name of 2” (level 2 of 6), provisionally');
    expect(words).toContain('We have it. Who takes care of it is being decided.');
    expect(words).toContain('We cannot post');
    expect(words).not.toMatch(/stranger|forgery|among ourselves|Ben/u);
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
    expect(await words()).toContain('write below: it is open again then.');
    desk.wait(15 * (DAY / 1_000));
    expect(await words()).toContain('write below: we make a new request of it.');
    expect((await press(pathOf(reference), { do: 'add', text: 'It is back.' })).headers.get('location')).toContain(
      'anew',
    );
    desk.wait(16 * (DAY / 1_000));
    const [ended, never] = [await ask(pathOf(reference)), await ask('/c/never')];
    expect([ended.status, ended.text]).toEqual([404, never.text]); // tells no more than a link that never was
  });

  test('of a request that was merged shows the other one only to who asked for both', async () => {
    const [mine, theirs, also] = [
      await seedTicket(desk),
      await seedTicket(desk, { subject: 'Secret' }),
      await seedTicket(desk),
    ];
    await seedMessage(desk, theirs, 'Very secret.');
    await desk.db.run(sql`update message set from_address = 'eve@globex.example' where body = 'Very secret.'`);
    await desk.db.run(sql`update ticket set requester_address = 'eve@globex.example' where reference = ${theirs}`);
    await act(desk, 'merge', mine, { into: theirs });
    const words = wordsOf(await ask(pathOf(mine)));
    expect(words).toContain('It is handled together with another request.');
    expect(words).not.toMatch(/secret|call you back|sorted as|solved/iu);
    expect(words).not.toContain(theirs);
    await seedMessage(desk, theirs, 'What I added since.'); // a mail on the first goes on the second
    expect(wordsOf(await ask(pathOf(mine)))).toContain('What I added since.');
    await press(pathOf(mine), { do: 'sooner', text: 'Now!' });
    expect(desk.calls).toEqual([]);
    const own = await seedTicket(desk);
    await act(desk, 'merge', also, { into: own });
    expect(wordsOf(await ask(pathOf(also)))).toContain(`It is handled together with your request #${own}.`);
  });

  test('goes on where a request that was merged went on, over several merges, and ends with it', async () => {
    const [first, second, third] = [await seedTicket(desk), await seedTicket(desk), await seedTicket(desk)];
    await act(desk, 'merge', first, { into: second });
    await act(desk, 'merge', second, { into: third });
    await act(desk, 'take', third, {});
    const words = wordsOf(await ask(pathOf(first)));
    expect(words).toContain(`#${first} your request`);
    expect(words).toContain(`It is handled together with your request #${third}. One of us takes care of it.`);
    expect(await press(pathOf(first), { do: 'sooner', text: 'Now!' })).toMatchObject({ status: 303 });
    expect(desk.calls).toMatchObject([{ rung: 1, to: third }]);
    expect(added).toMatchObject([{ reference: first }]); // what is written goes the way of a mail on the first
    await act(desk, 'resolve', third, { text: 'Restarted.' });
    expect(wordsOf(await ask(pathOf(first)))).toContain('It is solved');
    desk.wait(31 * (DAY / 1_000));
    expect(await ask(pathOf(first))).toMatchObject({ status: 404 });
  });

  test('folds what a mail quotes, and what lies long back', async () => {
    const reference = await seedTicket(desk);
    for (let n = 1; n <= 8; n += 1) await seedMessage(desk, reference, `Word ${n}.`);
    await seedMessage(desk, reference, 'Still so.\n> What you wrote.');
    await desk.db
      .run(sql`update message set segments = '[{"kind":"new","from":0,"to":10},{"kind":"quoted","from":10,"to":27}]'
      where body like 'Still so.%'`);
    const { text } = await ask(pathOf(reference));
    const folded = [...text.matchAll(/<details>([\s\S]*?)<\/details>/gu)].map(([, inner]) => wordsOf({ text: inner! }));
    expect(folded[0]).toMatch(/^\s*3 earlier .*Word 1\..*Word 3\.\s*$/u);
    expect(folded[1]).toMatch(
      /^\s*The rest of the mail &#62; What you wrote\.\s*$|^\s*The rest of the mail > What you wrote\.\s*$/u,
    );
    expect(wordsOf({ text: text.replaceAll(/<details>[\s\S]*?<\/details>/gu, '') })).toMatch(/Word 4\..*Still so\./u);
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
      `${token.slice(0, token.lastIndexOf('.'))}.${staff.slice(staff.lastIndexOf('.') + 1)}`,
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
    ['\u200b \u202e', 'write something first'],
    ['x'.repeat(20_001), 'it has 20001 characters, and 20000 are taken'],
  ])('is refused in a sentence, and stands there still', async (text, why) => {
    const reference = await seedTicket(desk);
    const answer = await press(pathOf(reference), { do: 'add', text });
    expect(answer.status).toBe(422);
    expect(wordsOf(answer).includes(`Not sent: ${why}`)).toBe(true);
    expect(answer.text.includes(text)).toBe(true);
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
    expect(wordsOf(page)).toContain('Manager of Customer Services was told on Monday, 23 November 2026, 9:00 AM');
    expect(page.text).not.toContain('value="sooner"');
    expect(await press(path, { do: 'sooner', text: 'Again.' })).toMatchObject({ status: 303 });
    expect(desk.calls).toHaveLength(1);
    expect(added.map(({ text }) => text)).toEqual(['Payroll is tomorrow.', 'Again.']); // no word is lost
    desk.wait(90_000);
    expect(await press(path, { do: 'sooner', text: 'It is tomorrow.' })).toMatchObject({ status: 303 });
    expect(desk.calls.map(({ rung }) => rung)).toEqual([1, 2]);
    desk.wait(90_000);
    await press(path, { do: 'sooner', text: 'Still.' });
    desk.wait(90_000);
    await press(path, { do: 'sooner', text: 'Nobody is left.' });
    expect(desk.calls.map(({ rung }) => rung)).toEqual([1, 2, 3]); // each once, and no further than the ladder goes
  });

  test('is not told how far our people carried it by themselves, and calls nobody on top of it at once', async () => {
    const reference = await seedTicket(desk);
    await act(desk, 'escalate', reference, { reason: 'Over my head.', by: 'staff', rung: 3 });
    const { text } = await ask(pathOf(reference));
    expect(wordsOf({ text })).toContain('The person in charge was told on Monday, 23 November 2026, 9:00 AM');
    expect(wordsOf({ text })).not.toMatch(/VP Sales|Over my head/u);
    expect(text).not.toContain('value="sooner"');
  });

  test('is not refused for words that are cut within a sign', async () => {
    const reference = await seedTicket(desk);
    const text = `${'x'.repeat(4_999)}🧾 and more`;
    expect((await press(pathOf(reference), { do: 'sooner', text })).headers.get('location')).toContain('called');
    expect(added[0]!.text).toBe(text);
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

  test('of what is solved calls nobody, and writes no less', async () => {
    const reference = await seedTicket(desk, { stage: 'resolved' });
    expect((await ask(pathOf(reference))).text).not.toContain('value="sooner"');
    expect((await press(pathOf(reference), { do: 'sooner', text: 'Now!' })).headers.get('location')).toContain('added');
    expect(desk.calls).toEqual([]);
    expect(added).toMatchObject([{ reference, text: 'Now!' }]);
  });

  test('must say why', async () => {
    const reference = await seedTicket(desk);
    const answer = await press(pathOf(reference), { do: 'sooner', text: ' ' });
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(/<details\s+open/u);
    expect(wordsOf(answer)).toContain('Not sent: write something first');
    expect([desk.calls, added]).toEqual([[], []]);
  });
});

describe('who says that it is solved', () => {
  test('is heard, and nothing ends by itself', async () => {
    const reference = await seedTicket(desk);
    const before = await stored(desk.db, reference);
    expect((await press(pathOf(reference), { do: 'solved' })).headers.get('location')).toContain('solved');
    expect(added).toMatchObject([{ reference, text: 'It is solved, thank you.' }]);
    expect(await stored(desk.db, reference)).toEqual(before);
  });

  test('after it was ended writes nothing, for that would open it again', async () => {
    const reference = await seedTicket(desk, { stage: 'resolved' });
    expect((await ask(pathOf(reference))).text).not.toContain('value="solved"');
    expect((await press(pathOf(reference), { do: 'solved' })).headers.get('location')).toContain('thanks');
    expect(added).toEqual([]);
  });
});

test('when it cannot be kept nobody is told that it was, nobody is called, and the log holds no link', async () => {
  const path = pathOf(await seedTicket(desk));
  isFull = true;
  const answer = await press(path, { do: 'sooner', text: 'Now!' });
  isFull = false;
  expect(answer.status).toBe(503);
  expect(desk.calls).toEqual([]);
  expect(logged.join('\n')).toContain('the disk is full');
  expect(logged.join('\n')).not.toContain(path.slice(3));
});

test('who sends too often is told so, and keeps what they wrote', async () => {
  const path = pathOf(await seedTicket(desk));
  let last = { status: 0, text: '' };
  for (let n = 0; n < 21; n += 1) last = await press(path, { do: 'add', text: `Word ${n}.` });
  expect(last.status).toBe(429);
  expect(last.text).toContain('Word 20.');
  expect(added).toHaveLength(20);
});

test('who guesses is told to wait, also with what looks like a link; others are not', async () => {
  const path = pathOf(await seedTicket(desk));
  const guess = (): string => path.replace(/[^.]+$/u, () => 'abcdefghijklmnopqrstuvwxyz');
  let last = { status: 0, headers: new Headers() };
  for (let n = 0; n < 40; n += 1) last = await ask(guess());
  expect(last.status).toBe(429);
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await ask(path)).toMatchObject({ status: 200 });
});
