import { readFileSync } from 'node:fs';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { sql } from '../../../src/store/sql.ts';
import { describeBrowser } from '../../peers/chromium.ts';
import { openDeskHouse, overhangOf, violationsOn, type DeskHouse } from './open.ts';

/*
 * A morning on which a promise breaks: the rep takes from the mail in their hand, the manager hears of the other one, finds
 * it on the board and gives it away, and the operator makes a ticket of what was ignored.
 */

const LONG = 120_000; // ms, a browser on a busy machine
const mail = (from: string, subject: string, text: string, more = ''): string =>
  `From: ${from} <${from.toLowerCase()}@contoso.example>\r\nTo: support@helpdesk.example\r\nSubject: ${subject}\r\nMessage-ID: <${subject.replaceAll(/\W/gu, '')}@contoso.example>\r\n${more}\r\n${text}\r\n`;

const SCAN = mail('Scan', 'Licence server is down', 'The licence server is down.', 'Auto-Submitted: auto-replied\r\n');

describeBrowser('a morning', () => {
  let desk: DeskHouse;
  let ben: Page;
  let mo: Page;
  let ona: Page;
  beforeAll(async () => {
    desk = await openDeskHouse();
    desk.at('08:30');
    await desk.mail(mail('Ana', 'Nobody can log in', 'Nobody can log in to the production system.'));
    await desk.mail(mail('Olu', 'Invoices lost', 'We lost all invoices of the live system, nobody can work.'));
    await desk.mail(SCAN);
    [ben, mo, ona] = [await desk.as('ben'), await desk.as('mo'), await desk.as('ona')];
  }, LONG);
  afterAll(async () => {
    await desk?.close();
  });

  const wordsOn = async (page: Page): Promise<string> => (await page.textContent('main'))!.replaceAll(/\s+/gu, ' ');
  const ticketOf = (subject: string) =>
    desk.house.store.db.one<{ reference: string; assignee: string | null; version: number }>(
      sql`select reference, assignee, version from ticket where subject = ${subject}`,
    );
  /** Links in the mails to somebody, that begin so. */
  async function linksTo(person: string, start: string): Promise<readonly string[]> {
    const mails = await Promise.all(desk.sent().map((one) => simpleParser(one)));
    return mails
      .filter(({ to }) => to !== undefined && !Array.isArray(to) && to.text.includes(`${person}@`))
      .flatMap(({ text }) => (text ?? '').match(/http\S+/gu) ?? [])
      .filter((link) => link.startsWith(desk.base + start));
  }

  test(
    'a rep logs a call from the mail in their hand, once; scanners that follow links change nothing',
    { timeout: LONG },
    async () => {
      const { reference, assignee } = await ticketOf('Nobody can log in');
      const ours = `.${reference.replace('-', '').toLowerCase()}.`;
      const find = async (): Promise<string | undefined> =>
        (await linksTo(assignee!, '/a/called.')).find((one) => one.includes(ours));
      await expect.poll(find, { timeout: 30_000 }).toBeDefined();
      const link = (await find())!;
      const calls = () =>
        desk.house.store.db.one<{ n: number }>(
          sql`select count(*)::int as n from journal where act = 'contact_logged'`,
        );
      const before = await ticketOf('Nobody can log in');
      for (const method of ['HEAD', 'GET', 'GET', 'GET']) expect((await fetch(link, { method })).status).toBe(200);
      expect(await ticketOf('Nobody can log in')).toEqual(before);
      const reader = await desk.page(await desk.windows.fresh({ javaScriptEnabled: false })); // signed in nowhere
      await reader.goto(link);
      expect(await wordsOn(reader)).toContain(assignee === 'cy' ? 'Cy Park' : 'Ben Ito');
      await reader.getByRole('radio').first().check();
      await reader.getByRole('button').click();
      await reader.getByText('✓ Done').waitFor();
      expect(await calls()).toEqual({ n: 1 });
      await reader.goto(link);
      expect(await reader.getByRole('button').count()).toBe(0);
      expect(await wordsOn(reader)).toContain('✓ Done');
      expect(await calls()).toEqual({ n: 1 });
      expect((await fetch(link.replace('/a/called.', '/a/seen.'))).status).toBe(404);
      expect(desk.faults.splice(0)).toEqual([]);
    },
  );

  test(
    'a manager hears of a broken promise, finds it on the board, and gives it to somebody',
    { timeout: LONG },
    async () => {
      desk.at('09:45');
      await expect.poll(() => linksTo('mo', '/'), { timeout: 30_000 }).not.toEqual([]);
      await mo.goto(`${desk.base}/`);
      expect(new URL(mo.url()).pathname).toBe('/board');
      const late = mo.getByRole('link', { name: /late/iu }).first();
      const words = (await late.textContent())!;
      const number = Number(/\d+/u.exec(words)![0]);
      expect(number).toBe(2);
      await late.click();
      await mo.waitForURL((url) => url.pathname !== '/board');
      expect(await mo.locator('[data-item], tbody tr').count()).toBe(number);
      await mo.goto(`${desk.base}/board`);
      expect([await violationsOn(mo), await overhangOf(mo)]).toEqual([[], 0]);
      await mo
        .getByRole('link', { name: /Invoices lost/u })
        .first()
        .click();
      await mo.getByRole('link', { name: 'why?' }).first().click();
      expect(await mo.locator('ol.because').textContent()).toContain('08:30–09:30');
      await mo.goBack();
      await mo.getByText('Give it to somebody').click();
      await mo.getByLabel('To', { exact: true }).first().selectOption('cy');
      await mo.getByRole('button', { name: 'Give it', exact: true }).click();
      await mo
        .getByText(/Cy Park/u)
        .first()
        .waitFor();
      expect((await ticketOf('Invoices lost')).assignee).toBe('cy');
      await mo.getByText('I have seen the alert').click();
      await mo.getByRole('button', { name: 'I have seen it, I take care' }).click();
      await mo
        .locator('.talk')
        .getByText(/has seen the alert|seen/u)
        .first()
        .waitFor();
      expect(desk.faults.splice(0)).toEqual([]);
    },
  );

  test('the board is saved as a file that runs nothing in a spreadsheet', { timeout: LONG }, async () => {
    await desk.mail(mail('Eve', '=HYPERLINK("https://evil.example")', 'Nobody can work in production.'));
    await mo.goto(`${desk.base}/board`);
    const [download] = await Promise.all([
      mo.waitForEvent('download'),
      mo.getByRole('button', { name: 'Tickets as CSV' }).click(),
    ]);
    const path = await download.path();
    const text = readFileSync(path, 'utf8');
    expect(text.split('\n').length).toBeGreaterThan(2);
    expect(text).not.toMatch(/(?:^|,|")=HYPERLINK/mu);
    expect(desk.faults.splice(0)).toEqual([]);
  });

  test(
    'an operator makes a ticket of what was ignored, and the sum of the ledger still agrees',
    { timeout: LONG },
    async () => {
      desk.at('10:00');
      await ona.goto(`${desk.base}/`);
      expect(new URL(ona.url()).pathname).toBe('/ledger');
      expect(await wordsOn(ona)).toMatch(/4 came in ever = 3 tickets \+ 0 joined \+ 1 ignored \+ 0 held ✓ agrees/u);
      await ona.getByRole('link', { name: 'Ignored' }).click();
      await ona.locator('tbody a[href^="/ledger/"]').first().click();
      const [saved] = await Promise.all([
        ona.waitForEvent('download'),
        ona.getByRole('link', { name: 'Download it as it came' }).click(),
      ]);
      expect(readFileSync(await saved.path()).equals(Buffer.from(SCAN))).toBe(true); // byte for byte
      await ona
        .getByRole('button', { name: /ticket/iu })
        .first()
        .click();
      await expect
        .poll(async () => (await ona.reload()) !== null && (await ona.locator('main a[href^="/tickets/"]').count()), {
          timeout: 20_000,
        })
        .toBeGreaterThan(0);
      await ona.locator('main a[href^="/tickets/"]').first().click();
      expect(await ona.locator('.promises').textContent()).toContain('late'); // it counts from 8:30
      await ona.goto(`${desk.base}/ledger`);
      expect(await wordsOn(ona)).toMatch(/4 came in ever = 4 tickets \+ 0 joined \+ 0 ignored \+ 0 held ✓ agrees/u);
      await ona.goto(`${desk.base}/outbox?state=refused`);
      expect(await ona.textContent('main')).toContain('not sent: rule');
      expect([await violationsOn(ona), await overhangOf(ona)]).toEqual([[], 0]);
      expect(desk.faults.splice(0)).toEqual([]);
    },
  );

  test(
    'the queue stands by danger, then level, then due; a confirmed level loses its question mark',
    { timeout: LONG },
    async () => {
      desk.at('10:05');
      for (let n = 0; n < 55; n += 1)
        await desk.mail(
          mail(
            `User${n}`,
            `Question ${n}`,
            n % 3 === 0
              ? 'How do I print?'
              : n % 3 === 1
                ? 'The test system is down.'
                : 'Nobody can work in production.',
          ),
        );
      await ben.goto(`${desk.base}/queue?show=all`);
      const rows = async (): Promise<readonly { ref: string; words: string }[]> =>
        ben
          .locator('[data-item]')
          .evaluateAll((all) =>
            all.map((one) => ({ ref: one.getAttribute('data-ref') ?? '', words: one.textContent ?? '' })),
          );
      const first = await rows();
      const bands = first.map(({ words }) => ['■', '▲', '◆', '●', '‖', '○'].findIndex((sign) => words.includes(sign)));
      expect(bands).toEqual(bands.toSorted((a, b) => a - b));
      const dues = await desk.house.store.db.many<{ ref: string; due: number }>(sql`
        select t.reference as ref, date_part('epoch', min(c.due_at)) as due from clock c join ticket t on t.id = c.ticket_id
        where c.state = 'running' and c.due_at is not null group by t.reference`);
      const places = first.map(({ ref, words }, i) => [
        bands[i]!,
        Number(/Level (\d)/u.exec(words)![1]),
        dues.find((one) => one.ref === ref)!.due,
      ]);
      expect(new Set(bands).size).toBeGreaterThan(1);
      expect(places).toEqual(places.toSorted((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!));
      const next = await ben.locator('a[rel=next]').getAttribute('href');
      for (let n = 0; n < 5; n += 1) await desk.mail(mail(`New${n}`, `New ${n}`, 'Nobody can work in production.'));
      await ben.goto(desk.base + next!);
      const second = await rows();
      const all = [...first, ...second].map(({ ref }) => ref);
      expect(new Set(all).size).toBe(all.length);
      const { n } = await desk.house.store.db.one<{ n: number }>(
        sql`select count(*)::int as n from ticket where state = 'open' and bucket = 'desk'`,
      );
      expect(all.length).toBe(n - 5);

      const unsure = first.find(({ words }) => /Level [12], [^,]+, suggested/u.test(words))!.ref;
      await ben.goto(`${desk.base}/tickets/${unsure}`);
      const due = (await ben.locator('.promises').textContent())!;
      // marked and numbered in what was written as in the list beside it
      const marks = await ben.locator(':is(header h1, .talk) mark').allTextContents();
      const listed = await ben.locator('.because mark').allTextContents();
      expect(listed.length).toBeGreaterThan(0);
      expect(marks.toSorted()).toEqual(listed.map((words, n) => `${words}${n + 1}`).toSorted());
      await ben.keyboard.press('l');
      const suggested = /Level (\d)/u.exec((await ben.locator('header .digit').first().textContent())!)![1]!;
      await ben.keyboard.press(suggested);
      await ben.keyboard.press('Enter');
      await ben.getByText(`Level ${suggested} is confirmed.`).waitFor();
      expect(await ben.locator('header .digit').first().textContent()).not.toContain('?');
      expect(await ben.locator('.promises').textContent()).toBe(due);
      expect(desk.faults.splice(0)).toEqual([]);
    },
  );
});
