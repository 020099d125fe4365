import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { signInLink } from '../src/commands/sign-in.ts';
import { liveThrough } from './pictures/day.ts';
import { openOffice, rest } from './pictures/office.ts';

/*
 * Pictures of the desk for docs/desk/: an invented office on an invented day, in Debian's Chromium (apt-get install chromium).
 *
 *     npm run pictures              all of them
 *     npm run pictures board fax    some
 */

const OUT = 'docs/desk';
const WANTED = process.argv.slice(2);
mkdirSync(OUT, { recursive: true });
const office = await openOffice(8_199);
const { house, base } = office;
const { down, faxed, added } = await liveThrough(office);

const browser = await chromium.launch({
  executablePath: process.env['POSTROOM_CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--force-device-scale-factor=1'],
});
type Looks = { readonly colorScheme?: 'light' | 'dark'; readonly width?: number };
async function window({ colorScheme = 'light', width = 1_280 }: Looks = {}): Promise<Page> {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: width < 500 ? 780 : 900 } });
  return context.newPage();
}
async function as(person: string, looks?: Looks): Promise<Page> {
  const page = await window(looks);
  await page.goto(await signInLink(house.store.db, house.loaded, person, house.now()));
  await page.click('main button');
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  return page;
}
async function keep(page: Page, name: string, path: string, ready?: () => Promise<unknown>): Promise<void> {
  if (WANTED.length > 0 && !WANTED.includes(name)) return;
  await page.goto(path.startsWith('http') ? path : base + path);
  await ready?.();
  await rest(400); // pages say that they are live
  // no more below than there is to see
  const foot: number = await page.evaluate('Math.ceil(document.querySelector("main").getBoundingClientRect().bottom)');
  const { width, height } = page.viewportSize()!;
  const clip = { x: 0, y: 0, width, height: Math.min(height, Math.max(foot, 320)) };
  const shot = await page.screenshot({ clip });
  const file = join(OUT, `${name}.png`);
  const { size } = await sharp(shot).png({ palette: true, colours: 96, compressionLevel: 9 }).toFile(file);
  console.log(`${file} ${Math.round(size / 1_000)} kB`);
}

const ben = await as('ben');
const night = await as('ben', { colorScheme: 'dark' });
const phone = await as('ben', { width: 360 });
const mo = await as('mo');
const moAtNight = await as('mo', { colorScheme: 'dark' });
const nobody = await window();

await keep(ben, 'queue', '/queue?show=all');
await keep(night, 'queue-dark', '/queue?show=all');
await keep(phone, 'queue-narrow', '/queue?show=all');
await keep(ben, 'ticket', `/tickets/${down}`);
await keep(night, 'ticket-dark', `/tickets/${down}`);
await keep(ben, 'why', `/tickets/${added}/why/call_back`);
await keep(ben, 'fax', `/tickets/${faxed}`, () =>
  ben.evaluate("document.querySelector('.fax').closest('li').scrollIntoView()"),
);
await keep(ben, 'phone', '/phone', async () => {
  await ben.fill('#q', 'lena');
  await ben.fill('#what', 'Half of the receptionists cannot print labels any more, since the update.');
  await ben.getByRole('radio', { name: /Lena Vogt/u }).check();
  await ben.getByRole('radio', { name: 'Production' }).check();
  await ben.getByRole('radio', { name: /A function fails/u }).check();
  await rest(800);
});
await keep(mo, 'board', '/board');
await keep(moAtNight, 'board-dark', '/board');
await keep(mo, 'ledger', '/ledger');
await office.stay();
await keep(mo, 'sources', '/sources');
await keep(mo, 'outbox', '/outbox');
await keep(mo, 'search', '/search?q=invoices');
await keep(mo, 'customer', '/customers/1');
await keep(mo, 'audit', '/audit');
await keep(mo, 'rules', '/rules');
await keep(nobody, 'sign-in', '/sign-in');
await keep(
  await window({ width: 720 }),
  'link',
  house.links.make({ person: 'ben', reference: down, verb: 'called', input: {}, now: house.now() })!,
);
await keep(await window({ width: 720 }), 'request', house.customerLinks.make(down, 'lena@contoso.example')!);

await browser.close();
await office.close();
