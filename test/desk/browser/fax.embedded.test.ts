import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { fax } from '../../fax/generate.ts';
import { describeBrowser } from '../../peers/chromium.ts';
import { openDeskHouse, overhangOf, violationsOn, type DeskHouse } from './open.ts';

/* A fax before a rep: its pages as pictures, with what was read beside each, and what is not sure said so. */

const LONG = 180_000; // ms, pages are read in between
const LETTER = [
  'Dear support team,',
  'since this morning nobody can post invoices',
  'on our production system. Please call back.',
  'Mara Lindqvist, Northwind Bearings',
];

describeBrowser('a fax', () => {
  let desk: DeskHouse;
  let ben: Page;
  beforeAll(async () => {
    desk = await openDeskHouse();
    const told = { caller: '+15550102231', station: 'NORTHWIND', status: 'received' };
    await desk.fax(await fax({ pages: [LETTER, ['The error number is 3021.']], resolution: 'standard' }), told);
    await desk.fax(await fax({ pages: [LETTER], resolution: 'standard', specks: 0.12, seed: 5 }), {
      ...told,
      caller: '+15550102299',
      status: 'partial',
      error: 'the line was lost',
    });
    ben = await desk.as('ben');
  }, LONG);
  afterAll(async () => {
    await desk?.close();
  });

  test(
    'shows its pages, says how surely they were read, and marks the words that speak for the level',
    { timeout: LONG },
    async () => {
      await ben.goto(`${desk.base}/queue`);
      expect(await ben.locator('[data-item]').count()).toBe(2);
      await ben
        .getByRole('link', { name: /15550102231|NORTHWIND|fax/iu })
        .first()
        .click();
      await ben.goto(`${desk.base}/search?q=3021`);
      await ben.locator('main a[href^="/tickets/"]').first().click();
      const pages = ben.locator('.fax');
      expect(await pages.count()).toBe(2);
      for (const [n, image] of (await pages.locator('img').all()).entries()) {
        await image.scrollIntoViewIfNeeded();
        expect(await image.getAttribute('alt')).toBe(`Fax page ${n + 1} of 2, its text beside it`);
        await expect
          .poll(() => image.evaluate((one) => (one as unknown as { readonly naturalWidth: number }).naturalWidth))
          .toBeGreaterThan(800);
      }
      expect(await pages.first().textContent()).toContain('on our production system. Please call back.');
      expect(await pages.first().textContent()).toMatch(/clear|check/u);
      expect(await pages.first().textContent()).toMatch(/read with \d+ % sureness/u);
      expect(await pages.first().locator('mark').count()).toBeGreaterThan(0);
      const picture = pages.first().locator('img');
      const turned = () =>
        picture.evaluate((one) => {
          const { width, height } = (
            one as unknown as { getBoundingClientRect(): { readonly width: number; readonly height: number } }
          ).getBoundingClientRect();
          return width / height;
        });
      expect(await turned()).toBeLessThan(0.9);
      await pages.first().getByRole('group', { name: 'Turn page 1' }).getByLabel('right').check();
      expect(await turned()).toBeCloseTo(1, 1);
      expect(await overhangOf(ben)).toBe(0);
      await pages.first().getByLabel('as read').check();
      expect(await turned()).toBeLessThan(0.9);
      const pdf = await ben.request.get(
        `${desk.base}${(await ben.getByText('All pages as PDF').getAttribute('href'))!}`,
      );
      expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
      expect(await ben.locator('#call').textContent()).toContain('+15550102231');
      expect([await violationsOn(ben), await overhangOf(ben)]).toEqual([[], 0]);
      expect(desk.faults.splice(0)).toEqual([]);
    },
  );

  test('that broke off and can hardly be read says so, and nothing acts on its words', { timeout: LONG }, async () => {
    await ben.goto(`${desk.base}/search?q=5550102299`);
    await ben.locator('main a[href^="/tickets/"]').first().click();
    expect(await ben.locator('.talk').textContent()).toContain(
      '▲ The fax is not whole: it broke off (the line was lost).',
    );
    expect(await ben.locator('.fax').first().textContent()).toContain('▲ needs a person');
    expect(await ben.locator('.fax mark').count()).toBe(0);
    await ben.setViewportSize({ width: 360, height: 800 });
    expect([await violationsOn(ben), await overhangOf(ben)]).toEqual([[], 0]);
    expect(desk.faults.splice(0)).toEqual([]);
  });
});
