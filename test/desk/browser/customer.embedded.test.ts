import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../../src/store/sql.ts';
import { describeBrowser } from '../../peers/chromium.ts';
import { openDeskHouse, overhangOf, violationsOn, type DeskHouse } from './open.ts';

/* A customer before the page of their request: without script, in light and dark, on a telephone. */

const LONG = 120_000; // ms, a browser on a busy machine

describeBrowser('the page of a request', () => {
  let desk: DeskHouse;
  let path: string;
  beforeAll(async () => {
    desk = await openDeskHouse();
    await desk.mail(
      'From: Ana Ruiz <ana@contoso.example>\r\nTo: support@helpdesk.example\r\nSubject: Cannot post invoices\r\nMessage-ID: <a@contoso.example>\r\n\r\nWe cannot post any invoices on the live system since this morning.\r\n',
    );
    const { reference } = await desk.house.store.db.one<{ reference: string }>(sql`select reference from ticket`);
    path = desk.house.customerLinks.make(reference, 'ana@contoso.example')!;
  }, LONG);
  afterAll(async () => {
    await desk?.close();
  });

  test('tells how it stands, takes more, and calls who is in charge', { timeout: LONG }, async () => {
    const page = await desk.page(await desk.windows.fresh({ javaScriptEnabled: false }));
    await page.goto(path);
    await page.getByText('We call you back by').waitFor();
    await page.getByLabel('Add something').fill('It is error 3021.');
    await page.getByRole('button', { name: 'Send it' }).click();
    await page.getByText('We have it. It stands here as soon as it was read.').waitFor();
    await expect
      .poll(async () => (await page.reload()) !== null && (await page.textContent('.talk')), { timeout: 20_000 })
      .toContain('It is error 3021.');
    await page.getByText('I need this sooner').click();
    await page.getByLabel('Why').fill('Payroll is tomorrow.');
    await page.getByRole('button', { name: 'Call the person in charge' }).click();
    await page.getByText('The person in charge is called.').waitFor();
    await expect
      .poll(() => desk.sent().filter((one) => one.includes('mo@desk.example')).length, { timeout: 20_000 })
      .toBeGreaterThan(0);
    expect(desk.faults.splice(0)).toEqual([]);
  });

  test.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)('is for everybody: %s, %i px', { timeout: LONG }, async (colorScheme, width) => {
    const page = await desk.page(await desk.windows.fresh({ colorScheme, viewport: { width, height: 900 } }));
    await page.goto(path);
    for (const details of await page.locator('details').all())
      await details.evaluate((one) => one.setAttribute('open', ''));
    expect([await violationsOn(page), await overhangOf(page)]).toEqual([[], 0]);
    if (process.env['POSTROOM_SHOTS'] !== undefined)
      await page.screenshot({ path: `${process.env['POSTROOM_SHOTS']}/customer-${width}.png`, fullPage: true });
    await page.goto(`${desk.base}/c/none`);
    expect(await violationsOn(page)).toEqual([]);
    expect(desk.faults.splice(0)).toEqual([
      'console: Failed to load resource: the server responded with a status of 404 (Not Found)',
    ]);
  });
});
