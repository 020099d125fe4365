import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeBrowser } from '../../peers/chromium.ts';
import { openDeskHouse, overhangOf, violationsOn, type DeskHouse } from './open.ts';

/* A rep's day before a real browser: from the link in the mail to the last ticket of the morning, by keys. */

const LONG = 120_000; // ms, a browser on a busy machine
const mail = (from: string, subject: string, text: string): string =>
  `From: ${from} <${from.toLowerCase()}@contoso.example>\r\nTo: support@helpdesk.example\r\nSubject: ${subject}\r\nMessage-ID: <${subject.replaceAll(/\W/gu, '')}@contoso.example>\r\nDate: Mon, 23 Nov 2026 09:00:00 -0500\r\n\r\n${text}\r\n`;

describeBrowser('a rep before the desk', () => {
  let desk: DeskHouse;
  beforeAll(async () => {
    desk = await openDeskHouse();
    await desk.mail(mail('Ana', 'Nobody can log in', 'Since 8:50 nobody can log in to the production system.'));
    await desk.mail(mail('Olu', 'How do I print', 'How do I print the monthly report?'));
    await desk.mail(mail('Tess', 'Import fails', 'On our test system the import fails since yesterday.'));
  }, LONG);
  afterAll(async () => {
    await desk?.close();
  });

  test('signs in by the link in a mail, and is led back to where they wanted to go', { timeout: LONG }, async () => {
    const page = await desk.page(await desk.windows.fresh());
    await page.goto(`${desk.base}/queue?show=mine`);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    expect(await violationsOn(page)).toEqual([]);
    await page.fill('#address', 'BEN@desk.example');
    await page.keyboard.press('Enter');
    await page.getByText('Look into your mail').first().waitFor();
    const linkIn = (one: string): string | undefined =>
      /http:\S+\/sign-in\/\S+/u.exec(one.replaceAll('=\r\n', '').replaceAll('=3D', '='))?.[0];
    await expect.poll(() => desk.sent().some((one) => linkIn(one) !== undefined), { timeout: 20_000 }).toBe(true);
    const link = desk
      .sent()
      .map(linkIn)
      .find((one) => one !== undefined)!;
    await page.goto(link);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${desk.base}/queue?show=mine`);
    expect(await page.textContent('.me summary')).toBe('Ben Ito');
    await page.goto(link);
    expect(await page.textContent('h1')).toBe('This link is of no use any more');
    expect(desk.faults.splice(0)).toEqual([
      'console: Failed to load resource: the server responded with a status of 410 (Gone)',
    ]);
  });

  test('works the queue by keys alone: opens, takes, confirms, calls, answers', { timeout: LONG }, async () => {
    const page = await desk.as('ben');
    await page.goto(`${desk.base}/queue`);
    expect(await page.locator('[data-item] [data-open]').allTextContents()).toEqual([
      'Nobody can log in',
      'Import fails',
      'How do I print',
    ]);
    await page.keyboard.press('j');
    await page.keyboard.press('o');
    await page.waitForURL(/\/tickets\//u);
    if (await page.getByRole('button', { name: /Take it/u }).count()) {
      await page.keyboard.press('t');
      await page.getByText('You have it').waitFor();
    }
    await page.keyboard.press('l');
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    await page.getByText('Level 1 is confirmed.').waitFor();
    await page.keyboard.press('c');
    await page.keyboard.press('Space'); // reached
    await page.getByRole('button', { name: 'Log this call' }).press('Enter');
    await page.getByText('The customer was reached.').waitFor();
    expect(await page.locator('.promises').textContent()).not.toContain('Call back by');
    await page.keyboard.press('r');
    await page.keyboard.type('We are on it: the login server is started again.');
    await page.getByText(/^Kept at/u).waitFor();
    await page.reload();
    expect(await page.inputValue('#text')).toBe('We are on it: the login server is started again.');
    await page.focus('#text');
    await page.keyboard.press('Control+Enter');
    await page.getByText('The reply is on its way.').waitFor();
    await expect
      .poll(
        () =>
          desk
            .sent()
            .filter(
              (one) => one.includes('To: Ana <ana@contoso.example>') && one.includes('the login server is started'),
            ).length,
        { timeout: 20_000 },
      )
      .toBe(1);
    expect(await page.inputValue('#text')).toBe('');
    expect(desk.faults.splice(0)).toEqual([]);
  });

  test('what another does is seen within a second, where it stands, and nothing moves', { timeout: LONG }, async () => {
    const [ben, cy] = [await desk.as('ben'), await desk.as('cy')];
    await cy.goto(`${desk.base}/queue`);
    await cy.getByText('● live').waitFor();
    const before = await cy
      .locator('[data-item]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-ref')));
    await ben.goto(`${desk.base}/tickets/${before[2]!}`);
    await ben.getByLabel('Write').fill('They print by the menu.');
    await ben.getByRole('button', { name: 'Keep as a note for us' }).click();
    await cy.locator('#fresh', { hasText: '1 new or changed' }).waitFor();
    await desk.mail(mail('Ina', 'All down', 'The production system is down for everybody!'));
    await cy.locator('#fresh', { hasText: '2 new or changed' }).waitFor();
    expect(
      await cy.locator('[data-item]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-ref'))),
    ).toEqual(before);
    await cy.keyboard.press('s');
    await cy.getByText('All down').waitFor();
    expect(desk.faults.splice(0)).toEqual([]);
  });

  test('eight windows of one browser are live together', { timeout: LONG }, async () => {
    const first = await desk.as('cy');
    const pages = [first];
    for (let i = 0; i < 7; i += 1) pages.push(await desk.page(first.context()));
    for (const page of pages) await page.goto(`${desk.base}/queue`, { timeout: 10_000 });
    const reference = await first.locator('[data-item]').first().getAttribute('data-ref');
    const ben = await desk.as('ben');
    await ben.goto(`${desk.base}/tickets/${reference!}`);
    await ben.getByLabel('Write').fill('Seen.');
    await ben.getByRole('button', { name: 'Keep as a note for us' }).click();
    for (const page of pages) await page.locator('#fresh', { hasText: 'new or changed' }).waitFor({ timeout: 10_000 });
    expect(desk.faults.splice(0)).toEqual([]);
  });

  test('everything can be done without script', { timeout: LONG }, async () => {
    const page = await desk.as('ben', { javaScriptEnabled: false });
    await page.goto(`${desk.base}/queue`);
    await page.getByRole('link', { name: 'How do I print' }).click();
    await page.getByLabel('Write').fill('By the menu File, then Print.');
    await page.getByRole('button', { name: 'Save the draft' }).click();
    await page.getByText('The draft is kept.').waitFor();
    await page.getByRole('button', { name: 'Send, it is resolved' }).click();
    await page.getByText('Resolved', { exact: true }).waitFor();
    await page.getByText('Open it again').first().click();
    await page.getByLabel('Why').fill('They asked again.');
    await page.getByRole('button', { name: 'Open it again' }).click();
    await page.getByLabel('Write').waitFor();
    expect(desk.faults.splice(0)).toEqual([]);
  });

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
    ['dark', 360],
  ] as const)('queue, ticket and keys are for everybody: %s, %i px', { timeout: LONG }, async (colorScheme, width) => {
    const page = await desk.as('ben', { colorScheme, viewport: { width, height: 800 } });
    await page.goto(`${desk.base}/queue`);
    const reference = await page.locator('[data-item]').first().getAttribute('data-ref');
    for (const path of [
      '/queue',
      '/queue?q=nothing-fits',
      `/tickets/${reference!}`,
      `/tickets/${reference!}/why/resolution`,
      '/keys',
      '/me',
    ]) {
      await page.goto(desk.base + path);
      for (const details of await page.locator('details.tool').all())
        await details.evaluate((one) => one.setAttribute('open', ''));
      expect([path, await violationsOn(page), await overhangOf(page)]).toEqual([path, [], 0]);
    }
    expect(desk.faults.splice(0)).toEqual([]);
  });
});
