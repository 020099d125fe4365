import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { sql } from '../../../src/store/sql.ts';
import { describeBrowser } from '../../peers/chromium.ts';
import { openDeskHouse, overhangOf, violationsOn, type DeskHouse } from './open.ts';

/* A call, written down while it is spoken: by keys alone, as one types, and without script. */

const LONG = 120_000; // ms, a browser on a busy machine

describeBrowser('a call by telephone', () => {
  let desk: DeskHouse;
  beforeAll(async () => {
    desk = await openDeskHouse();
    const { db } = desk.house.store;
    await db.run(sql`
      with c as (insert into customer (key, name, agreement, agreement_until, imported_at) values ('contoso', 'Contoso Clinic', 'A-31', '2027-03-31', now()) returning id)
        , y as (insert into customer_system (customer_id, name, environment, go_live) select id, 'Billing', 'production', date '2020-01-01' from c union all select id, 'Billing school', 'training', null from c)
      insert into customer_contact (address, customer_id, name, phone) select 'ana@contoso.example', id, 'Ana Ruiz', '+15550102231' from c`);
  }, LONG);
  afterAll(async () => {
    await desk?.close();
  });

  const ticketOf = async (page: Page) => {
    await page.waitForURL(/\/tickets\//u);
    const reference = new URL(page.url()).pathname.split('/').at(-1)!;
    return desk.house.store.db.one<{
      reference: string;
      subject: string;
      level: number;
      dueAt: number;
      state: string;
    }>(sql`
      select t.reference, t.subject, t.suggested_level as level, t.state, c.due_at as "dueAt" from ticket t join clock c on c.ticket_id = t.id and c.metric = 'call_back'
      where t.reference = ${reference}`);
  };
  const nyTime = (at: number): string =>
    new Intl.DateTimeFormat('en-US', { timeZone: 'America/New_York', hour: 'numeric', minute: '2-digit' }).format(at);

  test(
    'by keys alone: the number finds the customer, and the promise that is read aloud is the one that is kept',
    { timeout: LONG },
    async () => {
      desk.at('10:05');
      const page = await desk.as('ben');
      await page.keyboard.press('p');
      await page.locator('#q:focus').waitFor();
      // as people type: what they wrote is looked at before they are done, and the number counts when it is whole
      await page.keyboard.type('555 010', { delay: 20 });
      await page.locator('#callers', { hasText: 'Nobody on the list' }).waitFor();
      await page.keyboard.type(' 2231', { delay: 20 });
      await page.locator('#callers').getByText('Ana Ruiz').waitFor();
      expect(await page.locator('#callers').textContent()).toContain('agreement A-31 in force');
      await page.keyboard.press('Tab'); // the button beside the field
      await page.keyboard.press('Tab'); // the one caller of this number, who is picked already
      expect(await page.inputValue('#number')).toBe('+15550102231');
      await page.keyboard.press('Tab');
      await page.keyboard.type('Nobody can post invoices. It began at nine.');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space'); // production
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space'); // nobody can work
      await page
        .locator('#says', { hasText: 'said on the telephone: nobody can work; the production system' })
        .waitFor();
      const promised = (await page.locator('#says blockquote').textContent())!;
      expect(promised).toMatch(/^We call you back by 11:05 AM Eastern \(EST\) today, Monday 23 November\.$/u);
      await page.getByText(/^Kept at/u).waitFor();
      expect(await violationsOn(page)).toEqual([]);
      await page.getByRole('button', { name: 'Keep it as a ticket' }).press('Enter');
      const ticket = await ticketOf(page);
      expect(ticket).toMatchObject({ subject: 'Nobody can post invoices', level: 1, state: 'open' });
      expect(promised).toContain(nyTime(ticket.dueAt));
      expect(await page.locator('#call').textContent()).toContain('+15550102231');
      await page.goto(`${desk.base}/phone`);
      expect(await page.inputValue('#q')).toBe('');
      expect(desk.faults.splice(0)).toEqual([]);
    },
  );

  test('what was written down is there again after the window was closed', { timeout: LONG }, async () => {
    const page = await desk.as('ben');
    await page.goto(`${desk.base}/phone`);
    await page.fill('#what', 'How do I print the report?');
    await page.getByText(/^Kept at/u).waitFor();
    const again = await desk.page(page.context());
    await page.close();
    await again.goto(`${desk.base}/phone`);
    expect(await again.inputValue('#what')).toBe('How do I print the report?');
    await again.getByRole('button', { name: 'Throw it away' }).click();
    await again.getByText('Thrown away.').waitFor();
    expect(await again.inputValue('#what')).toBe('');
    expect(desk.faults.splice(0)).toEqual([]);
  });

  test('without script it is the same, a page later; and it can be solved at once', { timeout: LONG }, async () => {
    desk.at('10:30');
    const page = await desk.as('cy', { javaScriptEnabled: false });
    await page.goto(`${desk.base}/phone`);
    await page.fill('#q', 'ruiz');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('radio', { name: /Ana Ruiz/u }).check();
    await page.fill('#what', 'Where is the monthly report?');
    await page.getByRole('radio', { name: 'They can work; it is a question or a wish' }).check();
    await page.getByRole('button', { name: 'Show the level' }).click();
    expect(await page.locator('#says').textContent()).toContain('it is a question or a wish');
    await page.getByText('Solved while you spoke').click();
    await page.fill('#solution', 'It is under Reports, Monthly.');
    await page.getByRole('button', { name: 'Keep it as solved' }).click();
    expect(await ticketOf(page)).toMatchObject({
      subject: 'Where is the monthly report?',
      level: 6,
      state: 'resolved',
    });
    expect(desk.faults.splice(0)).toEqual([]);
  });

  test(
    'without script a known number saved straight away is that customer’s, held to what was said, and the mail with the number goes out',
    { timeout: LONG },
    async () => {
      desk.at('10:40');
      const page = await desk.as('cy', { javaScriptEnabled: false });
      await page.goto(`${desk.base}/phone`);
      await page.fill('#q', '(555) 010-2231');
      await page.fill('#what', 'The labels come out twice.');
      await page.getByRole('radio', { name: 'A function fails, or some cannot work' }).check();
      await page.getByRole('button', { name: 'Show the level' }).click();
      const promised = (await page.locator('#says blockquote').textContent())!;
      expect([
        await page.inputValue('#name'),
        await page.inputValue('#number'),
        await page.inputValue('#what'),
      ]).toEqual(['Ana Ruiz', '+15550102231', 'The labels come out twice.']);
      await page.getByRole('checkbox', { name: 'Send them a mail' }).check();
      await page.getByRole('button', { name: 'Keep it as a ticket' }).click();
      const ticket = await ticketOf(page);
      expect(ticket).toMatchObject({ subject: 'The labels come out twice', level: 2, state: 'open' });
      expect(promised).toContain(nyTime(ticket.dueAt));
      const toAna = () =>
        desk
          .sent()
          .filter((mail) => mail.includes(`[#${ticket.reference}]`) && /^To: .*ana@contoso\.example/mu.test(mail));
      await expect.poll(toAna, { timeout: 10_000 }).toHaveLength(1);
      expect(await page.locator('main').textContent()).toContain('Contoso Clinic');
      expect(desk.faults.splice(0)).toEqual([]);
    },
  );

  test.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)('is for everybody: %s, %i px', { timeout: LONG }, async (colorScheme, width) => {
    const page = await desk.as('mo', { colorScheme, viewport: { width, height: 800 } });
    await page.goto(`${desk.base}/phone`);
    await page.fill('#q', 'contoso');
    await page.getByRole('radio', { name: /Ana Ruiz/u }).check();
    await page.fill('#what', 'The report is slow since the morning');
    await page.getByRole('radio', { name: 'Billing, production' }).check();
    await page.locator('#says blockquote').waitFor();
    await page.getByText('Solved while you spoke').click();
    expect([await violationsOn(page), await overhangOf(page)]).toEqual([[], 0]);
    if (process.env['POSTROOM_SHOTS'] !== undefined)
      await page.screenshot({ path: `${process.env['POSTROOM_SHOTS']}/phone-${width}.png`, fullPage: true });
    expect(desk.faults.splice(0)).toEqual([]);
  });
});
