import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { describeBrowser } from '../../peers/chromium.ts';
import { openDeskHouse, violationsOn, type DeskHouse } from './open.ts';

/* What is done can be undone: a letter within twenty seconds, a merge, two matters under one number. */

const LONG = 120_000; // ms, a browser on a busy machine
const mail = (subject: string, text: string, answers = ''): string =>
  `From: Ana <ana@contoso.example>\r\nTo: support@helpdesk.example\r\nSubject: ${subject}\r\nMessage-ID: <${text.length}-${text.replaceAll(/\W/gu, '')}@contoso.example>\r\n${answers === '' ? '' : `In-Reply-To: ${answers}\r\n`}\r\n${text}\r\n`;

describeBrowser('undoing', () => {
  let desk: DeskHouse;
  let ben: Page;
  beforeAll(async () => {
    desk = await openDeskHouse({ undoSeconds: 20 });
    await desk.mail(mail('How do I print', 'How do I print the report?'));
    await desk.mail(
      mail('Re: How do I print', 'And the screen is black.', '<26-HowdoIprintthereport@contoso.example>'),
    );
    await desk.mail(mail('Export', 'How do I export?'));
    ben = await desk.as('ben');
  }, LONG);
  afterAll(async () => {
    await desk?.close();
  });

  const answers = (): number => desk.sent().filter((one) => one.includes('By the menu')).length;
  const open = async (subject: string): Promise<void> => {
    await ben.goto(`${desk.base}/queue`);
    await ben.getByRole('link', { name: subject, exact: true }).first().click();
    await ben.getByLabel('Write').waitFor();
  };

  test(
    'a letter is called back within its time, and its text is there again; later it is too late',
    { timeout: LONG },
    async () => {
      await open('How do I print');
      await ben.getByLabel('Write').fill('By the menu File.');
      await ben.getByRole('button', { name: 'Send, it is resolved' }).click();
      await ben.getByText('Resolved', { exact: true }).waitFor();
      desk.at('09:00:15');
      await ben.keyboard.press('u');
      await ben.getByText('It was called back before it went out').waitFor();
      expect(await ben.inputValue('#text')).toBe('By the menu File.');
      expect(await ben.locator('.promises').textContent()).toContain('Call back by');
      expect(await violationsOn(ben)).toEqual([]);
      desk.at('09:01');
      await new Promise((resolve) => setTimeout(resolve, 500)); // ms: ten looks into the outbox
      expect(answers()).toBe(0);

      await ben.getByRole('button', { name: 'Send to the customer' }).click();
      const back = ben.getByRole('button', { name: 'Call it back' });
      await back.waitFor();
      desk.at('09:01:30');
      await expect.poll(answers, { timeout: 20_000 }).toBe(1);
      await back.click();
      await ben.getByText('it went out already').waitFor();
      expect(answers()).toBe(1);
      expect(desk.faults.splice(0)).toEqual([
        'console: Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)',
      ]);
    },
  );

  test(
    'another matter gets a ticket of its own; two tickets that were merged come apart again',
    { timeout: LONG },
    async () => {
      await open('How do I print');
      const old = ben.url();
      await ben.getByText('Split: another matter').click();
      await ben.getByRole('checkbox', { name: 'And the screen is black' }).check();
      await ben.getByRole('button', { name: 'Give it a ticket of its own' }).click();
      await ben.getByText('It has a ticket of its own.').waitFor();
      await ben
        .locator('.talk')
        .getByText(/gave a message a ticket of its own/u)
        .waitFor();
      expect(await ben.locator('.talk').textContent()).not.toContain('the screen is black');
      await open('Re: How do I print');
      expect(await ben.locator('.talk').textContent()).toContain('the screen is black');
      const fresh = ben.url();
      expect(fresh).not.toBe(old);

      const number = old.split('/').at(-1)!;
      await ben.getByText('Merge into another').click();
      await ben.getByLabel('Number of the other ticket').fill(number);
      await ben.getByRole('button', { name: 'Merge', exact: true }).click();
      await ben.getByText(`It was merged into #${number}`).waitFor();
      expect(await violationsOn(ben)).toEqual([]);
      await ben.getByRole('button', { name: `Take it out of #${number} again` }).click();
      await ben.getByLabel('Write').waitFor();
      expect(await ben.locator('.promises').textContent()).toContain('Call back by');
      expect(desk.faults.splice(0)).toEqual([]);
    },
  );

  test(
    'an answer to what was there before the customer wrote again is stopped, and kept',
    { timeout: LONG },
    async () => {
      await open('Export');
      await ben.getByLabel('Write').fill('By the menu Export.');
      await desk.mail(mail('Re: Export', 'Forget it, I found it.', '<16-HowdoIexport@contoso.example>'));
      await ben.getByRole('button', { name: 'Send to the customer' }).click();
      await ben.getByText('something happened here since you opened the page').waitFor();
      await ben.locator('.talk').getByText('Forget it, I found it.').waitFor();
      expect(await ben.inputValue('#text')).toBe('By the menu Export.');
      await ben.getByRole('button', { name: 'Send to the customer all the same' }).waitFor();
      expect(desk.faults.splice(0)).toEqual([
        'console: Failed to load resource: the server responded with a status of 409 (Conflict)',
      ]);
    },
  );
});
