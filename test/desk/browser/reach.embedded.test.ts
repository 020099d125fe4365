import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { sql } from '../../../src/store/sql.ts';
import { describeBrowser } from '../../peers/chromium.ts';
import { openDeskHouse, overhangOf, violationsOn, type DeskHouse } from './open.ts';

/* Every page for everybody: by its looks, its size, its keys, and wherever its reader is. */

const LONG = 180_000; // ms, a browser on a busy machine
const mail = (from: string, subject: string, more = ''): string =>
  `From: ${from} <${from.toLowerCase()}@contoso.example>\r\nTo: support@helpdesk.example\r\nSubject: ${subject}\r\nMessage-ID: <${subject.replaceAll(/\W/gu, '')}@contoso.example>\r\n${more}\r\nNobody can log in to the production system.\r\n`;

describeBrowser('every page', () => {
  let desk: DeskHouse;
  let paths: readonly string[];
  beforeAll(async () => {
    desk = await openDeskHouse();
    const { db } = desk.house.store;
    await db.run(sql`
      with c as (insert into customer (key, name, agreement, agreement_until, time_zone, imported_at) values ('contoso', 'Contoso Clinic', 'A-31', '2027-03-31', 'Europe/Berlin', now()) returning id),
        d as (insert into customer_domain (domain, customer_id) select 'contoso.example', id from c)
      insert into customer_contact (address, customer_id, name, phone) select 'ana@contoso.example', id, 'Ana Ruiz', '+4930901820' from c`);
    desk.at('08:05');
    await desk.mail(mail('Ana', 'Nobody can log in'));
    await desk.mail(mail('Olu', 'How do I print'));
    await desk.mail(mail('Tess', 'Out of office', 'Auto-Submitted: auto-replied\r\n'));
    desk.at('11:30'); // the first two are late
    const item = await db.one<{ id: string }>(sql`select min(id)::text as id from inbound`);
    const letter = await db.one<{ id: string }>(sql`select id from outbox order by created_at limit 1`);
    const ticket = await db.one<{ reference: string }>(sql`select reference from ticket order by id limit 1`);
    paths = [
      '/queue',
      '/queue?show=all',
      '/queue?q=nothing-fits',
      `/tickets/${ticket.reference}`,
      `/tickets/${ticket.reference}/why/call_back`,
      '/tickets/K7Q-2M4',
      '/search?q=log',
      '/search?q=nothing-fits',
      '/customers',
      '/customers/1',
      '/phone',
      '/board',
      '/board/promises',
      '/ledger',
      `/ledger/${item.id}`,
      '/sources',
      '/outbox',
      '/outbox?state=refused',
      `/outbox/${letter.id}`,
      '/audit',
      '/rules',
      '/rules/proposals',
      '/keys',
      '/me',
      '/sign-in',
      '/nothing-here',
    ];
  }, LONG);
  afterAll(async () => {
    await desk?.close();
  });

  const unfold = async (page: Page): Promise<void> => {
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
  };

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
    ['dark', 640], // as a window of 1280 at 200 %
  ] as const)('is for everybody: %s, %i px', { timeout: LONG }, async (colorScheme, width) => {
    const page = await desk.as('mo', { colorScheme, viewport: { width, height: 900 } });
    for (const path of paths) {
      await page.goto(desk.base + path);
      await unfold(page);
      expect([path, await violationsOn(page), await overhangOf(page)]).toEqual([path, [], 0]);
    }
    desk.faults.splice(0); // pages that are not there are told by the browser too
  });

  test('says the same times to everybody, and their own to who points at one', { timeout: LONG }, async () => {
    const told: string[] = [];
    for (const timezoneId of ['America/New_York', 'Asia/Kolkata']) {
      const page = await desk.as('ben', { timezoneId });
      await page.goto(desk.base + paths[3]!);
      told.push((await page.locator('.promises').textContent())!.replaceAll(/\s+/gu, ' '));
      const time = page.locator('main time').first();
      await time.hover();
      const title = await time.getAttribute('title');
      if (timezoneId === 'America/New_York') expect(title).toBeNull();
      else expect(title).toContain('18:35'); // 8:05 in New York
    }
    expect(told[0]).toContain('EST');
    expect(told[1]).toBe(told[0]);
    expect(desk.faults.splice(0)).toEqual([]);
  });

  test('keeps its words and frames in forced colours', { timeout: LONG }, async () => {
    const page = await desk.as('ben', { forcedColors: 'active', colorScheme: 'dark' });
    await page.goto(`${desk.base}/queue`);
    const first = page.locator('[data-item]').first();
    expect(await first.textContent()).toContain('■ Late');
    const [ink, ground] = await first
      .locator('.tone')
      .first()
      .evaluate((one) => {
        const style = (
          globalThis as unknown as { getComputedStyle(of: unknown): { color: string; backgroundColor: string } }
        ).getComputedStyle(one);
        return [style.color, style.backgroundColor];
      });
    expect(ink).not.toBe(ground);
    expect(desk.faults.splice(0)).toEqual([]);
  });

  test('can be walked by Tab alone, and shows where one is', { timeout: LONG }, async () => {
    const page = await desk.as('ben');
    await page.goto(desk.base + paths[3]!);
    await unfold(page);
    const wanted = await page
      .locator('main button:visible, main a:visible, main select:visible, main textarea:visible, main summary:visible')
      .count();
    const seen = new Set<string>();
    const hidden: string[] = [];
    for (let n = 0; n < wanted + 60; n += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate<{ readonly path: string; readonly outline: string }>(`(() => {
        const one = document.activeElement;
        if (one === null || one === document.body || one.tagName === 'IFRAME') return { path: '', outline: '' };
        const style = getComputedStyle(one);
        return { path: one.closest('main') === null ? '' : [...document.querySelectorAll('main *')].indexOf(one).toString(), outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 ? '' : one.outerHTML.slice(0, 120) };
      })()`);
      if (at.path !== '') seen.add(at.path);
      if (at.outline !== '') hidden.push(at.outline);
    }
    expect(hidden).toEqual([]);
    expect(seen.size).toBeGreaterThanOrEqual(wanted);
    expect(desk.faults.splice(0)).toEqual([]);
  });

  test('lets keys be switched off', { timeout: LONG }, async () => {
    const page = await desk.as('cy');
    await page.goto(`${desk.base}/me`);
    await page.getByRole('radio', { name: 'off, in this browser' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Single keys are off.').waitFor();
    await page.goto(`${desk.base}/queue`);
    await page.keyboard.press('p');
    await page.keyboard.press('j');
    await page.keyboard.press('o');
    await page.waitForTimeout(300); // ms, a key would have led away by then
    expect(new URL(page.url()).pathname).toBe('/queue');
    expect(desk.faults.splice(0)).toEqual([]);
  });

  test(
    'the first page with all that it needs has less than 100 kB, and nothing of it comes twice',
    { timeout: LONG },
    async () => {
      const page = await desk.as('ben');
      const context = page.context();
      const cold = await desk.page(context);
      let bytes = 0;
      const asked: string[] = [];
      cold.on('response', (response) => {
        if (response.url().endsWith('/events')) return;
        asked.push(new URL(response.url()).pathname);
      });
      await cold.goto(`${desk.base}/queue`);
      for (const path of new Set(asked)) bytes += (await (await cold.request.get(desk.base + path)).body()).length;
      expect(asked.some((path) => path.startsWith('/assets/desk-'))).toBe(true);
      expect(new Set(asked).size).toBe(asked.length);
      expect(bytes).toBeLessThan(100_000);
      expect(desk.faults.splice(0)).toEqual([]);
    },
  );
});
