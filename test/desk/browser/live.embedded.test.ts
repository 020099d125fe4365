import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { describeBrowser } from '../../peers/chromium.ts';
import { openDeskHouse, type DeskHouse } from './open.ts';

/* A page that lost the house says so, and misses nothing once it is back; two reps who answer at once send two mails and lose no word. */

const LONG = 120_000; // ms, a browser on a busy machine
const mail = (subject: string): string =>
  `From: Ana <ana@contoso.example>\r\nTo: support@helpdesk.example\r\nSubject: ${subject}\r\nMessage-ID: <${subject.replaceAll(/\W/gu, '')}@contoso.example>\r\n\r\nHow do I do this?\r\n`;

describeBrowser('live pages', () => {
  let desk: DeskHouse;
  beforeAll(async () => {
    desk = await openDeskHouse();
    await desk.mail(mail('First'));
    await desk.mail(mail('Second'));
  }, LONG);
  afterAll(async () => {
    await desk?.close();
  });

  test(
    'what happened while a page was cut off is told when it is back; a paused page keeps still',
    { timeout: LONG },
    async () => {
      const page = await desk.as('cy');
      await page.clock.install();
      await page.goto(`${desk.base}/queue?show=all`);
      await page.getByText('● live').waitFor();
      const rows = (): Promise<readonly (string | null)[]> =>
        page.locator('[data-item]').evaluateAll((all) => all.map((one) => one.getAttribute('data-ref')));
      const before = await rows();
      await page.context().setOffline(true);
      await desk.mail(mail('Third'));
      await page.clock.fastForward(60_000); // ms, longer than a page waits for a sign of life
      await page.getByText('○ not live, as of').waitFor();
      expect(await rows()).toEqual(before);
      await page.context().setOffline(false);
      await page.locator('#fresh', { hasText: '1 new or changed' }).waitFor({ timeout: 30_000 });
      await page.clock.runFor(2_000);
      await page.getByText('● live').waitFor();
      expect(await rows()).toEqual(before);
      await page.keyboard.press('s');
      await page.getByRole('link', { name: 'Third' }).waitFor();

      await page.getByText('● live').waitFor();
      await page.getByRole('button', { name: /pause/iu }).click();
      await page.getByText('‖ paused').waitFor();
      await desk.mail(mail('Fourth'));
      await page.waitForTimeout(1_500); // ms, a live page has told of it by then
      expect(await page.locator('#fresh').isVisible()).toBe(false);
      desk.faults.splice(0); // the browser tells of the line that was cut
    },
  );

  test(
    'two reps answer one ticket: the second is stopped and keeps every word, also past signing out',
    { timeout: LONG },
    async () => {
      const [ben, cy] = [await desk.as('ben'), await desk.as('cy')];
      for (const page of [ben, cy]) {
        await page.goto(`${desk.base}/search?q=second`);
        await page.locator('main a[href^="/tickets/"]').first().click();
        await page.getByLabel('Write').waitFor();
      }
      const write = async (page: Page, text: string): Promise<void> => {
        await page.getByLabel('Write').fill(text);
        await page.getByText(/^Kept at/u).waitFor();
      };
      await write(cy, 'The answer of Cy.');
      await ben.reload();
      expect(await ben.textContent('main')).toContain('Cy Park began to write');
      await write(ben, 'The answer of Ben.');
      await ben.getByRole('button', { name: 'Send to the customer' }).click();
      await ben.getByText('The reply is on its way.').waitFor();
      await cy.getByRole('button', { name: 'Send to the customer' }).click();
      await cy.getByText('something happened here since you opened the page; your text is kept').waitFor();
      expect(await cy.textContent('.talk')).toContain('The answer of Ben.');
      const path = new URL(cy.url()).pathname.replace(/\/reply$/u, '');
      await cy.locator('.me summary').click();
      await cy.getByRole('button', { name: 'Sign out' }).click();
      await cy.waitForURL(/\/sign-in/u);
      const again = await desk.as('cy');
      await again.goto(desk.base + path);
      expect(await again.inputValue('#text')).toBe('The answer of Cy.');
      await again.getByRole('button', { name: 'Send to the customer' }).click();
      await again.getByText('The reply is on its way.').waitFor();
      const sent = (text: string): number => desk.sent().filter((one) => one.includes(text)).length;
      await expect
        .poll(() => [sent('The answer of Ben.'), sent('The answer of Cy.')], { timeout: 20_000 })
        .toEqual([1, 1]);
      expect(await again.inputValue('#text')).toBe('');
      desk.faults.splice(0); // the stopped answer is told by the browser as a conflict
    },
  );
});
