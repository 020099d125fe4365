import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Page } from 'playwright-core';
import { actorOf } from '../../../src/acts/act.ts';
import { ACTS } from '../../../src/acts/all.ts';
import { perform } from '../../../src/acts/perform.ts';
import { sql } from '../../../src/store/sql.ts';
import { describeBrowser } from '../../peers/chromium.ts';
import { openDeskHouse, overhangOf, violationsOn, type DeskHouse } from './open.ts';

/* Links in the mails that a house wrote, in the browsers of whom they were written to, who are signed in nowhere. */

const LONG = 120_000; // ms, a browser on a busy machine

describeBrowser('the links of a mail', () => {
  let desk: DeskHouse;
  let reference: string;
  let mine: string;
  let theirs: string;
  beforeAll(async () => {
    desk = await openDeskHouse();
    desk.at('08:30');
    await desk.mail(
      'From: Ana <ana@contoso.example>\r\nTo: support@helpdesk.example\r\nSubject: Nobody can log in\r\nMessage-ID: <1@contoso.example>\r\n\r\nNobody can log in to the production system.\r\n',
    );
    ({ reference } = await desk.house.store.db.one<{ reference: string }>(sql`select reference from ticket`));
    const freed = await perform(desk.house.acts, ACTS.assign, about('mo'), { to: null });
    if (!freed.done) throw new Error(freed.why);
    desk.at('09:01'); // half of the hour is over, and nobody has it: everybody is reminded
    await vi.waitFor(
      async () => {
        [mine, theirs] = [(await linkTo('ben', 'take'))!, (await linkTo('cy', 'take'))!];
        if (mine === undefined || theirs === undefined) throw new Error('no reminder with a link yet');
      },
      { timeout: 60_000, interval: 100 },
    );
  }, LONG);
  afterAll(async () => {
    await desk?.close();
  });

  const about = (by: string) => ({ reference, actor: actorOf(desk.house.acts.staff, by)! });
  const wordsOn = async (page: Page): Promise<string> => (await page.textContent('main'))!.replaceAll(/\s+/gu, ' ');
  /** What an act could have changed. */
  const everything = () =>
    desk.house.store.db.one<object>(sql`
      select t.version, t.assignee, t.state, (select count(*)::int from journal where actor <> 'postroom') as acts, (select count(*)::int from link_used) as used
      from ticket t where reference = ${reference}`);
  /** A link of a verb in the mails to somebody. */
  async function linkTo(person: string, verb: string): Promise<string | undefined> {
    const mails = await Promise.all(desk.sent().map((one) => simpleParser(one)));
    return mails
      .filter(({ to }) => to !== undefined && !Array.isArray(to) && to.text.includes(`${person}@`))
      .flatMap(({ text }) => (text ?? '').match(/http\S+/gu) ?? [])
      .find((link) => link.startsWith(`${desk.base}/a/${verb}.`));
  }
  /** Somebody with the mail in their hand: no session, no script. */
  const reader = async (options = {}): Promise<Page> =>
    desk.page(await desk.windows.fresh({ javaScriptEnabled: false, ...options }));

  test('show, and change nothing, however often they are followed', { timeout: LONG }, async () => {
    const before = await everything();
    for (const method of ['HEAD', 'GET', 'GET', 'GET']) {
      const { status, headers } = await fetch(mine, { method });
      expect([status, headers.get('referrer-policy'), headers.get('set-cookie')]).toEqual([200, 'no-referrer', null]);
    }
    expect(await everything()).toEqual(before);
  });

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
  ] as const)('are for everybody, and look as the desk does: %s, %i px', { timeout: LONG }, async (scheme, width) => {
    const viewport = { width, height: 900 };
    const page = await desk.page(await desk.windows.fresh({ colorScheme: scheme, viewport }));
    const called = (await linkTo('ben', 'called'))!;
    for (const link of [mine, called, (await linkTo('ben', 'level'))!, (await linkTo('ben', 'ask'))!]) {
      await page.goto(link);
      expect([link, await violationsOn(page), await overhangOf(page)]).toEqual([link, [], 0]);
    }
    await page.goto(mine);
    expect(await page.locator('script, link, img, iframe').count()).toBe(0);
    const here = await coloursOf(page);
    const queue = await desk.as('ben', { colorScheme: scheme, viewport });
    await queue.goto(`${desk.base}/queue?show=all`);
    expect(here).toEqual(await coloursOf(queue));
    expect(await wordsOn(page)).toContain((await queue.locator('.queue .tone').first().textContent())!); // ◆ Soon, in both
    expect(desk.faults.splice(0)).toEqual([]);
  });

  test('act by their button, once; then they say who has it, and lead to the ticket', { timeout: LONG }, async () => {
    const before = await everything();
    const page = await reader();
    await page.goto(mine);
    expect(await wordsOn(page)).toContain('Nobody has it.');
    expect(await wordsOn(page)).toContain('You are Ben Ito.');
    await page.getByRole('button', { name: 'Take it' }).click();
    await page.getByText('✓ Done').waitFor();
    expect(await wordsOn(page)).toContain(`✓ Done at 09:01 EST: Ben Ito has ${reference}.`);
    const after = await everything();
    expect(after).toMatchObject({ assignee: 'ben', used: 1 });
    expect(after).not.toEqual(before);

    await page.goto(mine);
    expect([await page.getByRole('button').count(), await wordsOn(page)]).toEqual([
      0,
      expect.stringContaining('✓ Done'),
    ]);
    await page.goto(theirs);
    expect(await wordsOn(page)).toContain('Ben Ito took it at 09:01 EST. Nothing is left to do here.');
    expect(await page.getByRole('button').count()).toBe(0);
    expect(await everything()).toEqual(after);

    await page.getByRole('link', { name: 'Open the ticket in the desk' }).click();
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    const ben = await desk.as('ben');
    await ben.goto(mine);
    await ben.getByRole('link', { name: 'Open the ticket in the desk' }).click();
    await ben.getByText('You have it').waitFor();
    expect(new URL(ben.url()).pathname).toBe(`/tickets/${reference}`);
    expect(desk.faults.splice(0)).toEqual([]);
  });

  test(
    'of another person, of another verb, or with one letter changed are none of ours',
    { timeout: LONG },
    async () => {
      const before = await everything();
      const page = await reader();
      const last = mine.endsWith('a') ? 'b' : 'a';
      for (const link of [
        mine.replace('.ben.', '.cy.'),
        mine.replace('/a/take.', '/a/called.'),
        mine.replace('/a/take.', '/a/resolve.'),
        mine.slice(0, -1) + last,
      ]) {
        expect((await page.goto(link))!.status()).toBe(404);
        expect(await wordsOn(page)).toContain('No such link');
        expect(await wordsOn(page)).not.toContain(reference);
      }
      expect(await everything()).toEqual(before);
      desk.faults.splice(0); // the browser tells a page that is not there
    },
  );

  test('of a ticket that moved on say what is so now, also to who had the form open', { timeout: LONG }, async () => {
    const ask = (await linkTo('ben', 'ask'))!;
    const page = await reader({ viewport: { width: 360, height: 780 } });
    await page.goto(ask);
    await page.getByLabel('What is the customer to tell us?').fill('Which version?');
    desk.at('09:03');
    const done = await perform(desk.house.acts, ACTS.resolve, about('cy'), { text: 'The login server was restarted.' });
    expect(done.done).toBe(true);
    const before = await everything();
    await page.getByRole('button', { name: 'Send the question' }).click();
    await page.getByText('Cy Park resolved it at 09:03 EST').waitFor();
    expect(await wordsOn(page)).toContain('Not done: the ticket is resolved; reopen it first.');
    expect(await page.getByRole('button').count()).toBe(0);
    expect([await everything(), await violationsOnStill(ask), await overhangOf(page)]).toEqual([before, [], 0]);
    expect(desk.faults.splice(0)).toEqual([]);
  });

  /** The same page where script may look at it. */
  async function violationsOnStill(link: string): Promise<readonly string[]> {
    const page = await desk.page(await desk.windows.fresh());
    await page.goto(link);
    return violationsOn(page);
  }
});

const COLOURS = [
  '--ground',
  '--sheet',
  '--ink',
  '--soft',
  '--link',
  '--late',
  '--now-g',
  '--soon',
  '--ok-g',
  '--control',
];

/** The colours of a page, as its sheets say them. */
function coloursOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(
    `${JSON.stringify(COLOURS)}.map((name) => getComputedStyle(document.documentElement).getPropertyValue(name))`,
  );
}
