import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { sql } from '../../../src/store/sql.ts';
import { attachment, multipart, part } from '../../format/email/build.ts';
import { picture } from '../../format/email/pictures.ts';
import { describeBrowser } from '../../peers/chromium.ts';
import { openDeskHouse, type DeskHouse } from './open.ts';

/* Mails of somebody who wants to run something in our browser, or to learn that they were read. */

const LONG = 120_000; // ms, a browser on a busy machine
const ATTACKS = [
  '<script>window.pwned=1</script>',
  '"><img src=x onerror="window.pwned=2">',
  "'><svg onload=window.pwned=3>",
  '</title><script>window.pwned=4</script>',
  '</textarea><script>window.pwned=5</script>',
  '</pre><iframe srcdoc="<script>parent.pwned=6</script>">',
  '<!--<script>window.pwned=7//-->',
  'javascript:window.pwned=8',
  '<a href="javascript:window.pwned=9" autofocus onfocus="window.pwned=9">click</a>',
  '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
  '<form action="https://evil.example/"><button>Sign in</button></form>',
  '<style>@import url(https://evil.example/a.css);body{background:url(https://evil.example/b)}</style>',
  '<object data="https://evil.example/x"></object><embed src="https://evil.example/y">',
  '{{constructor.constructor("window.pwned=10")()}}',
];
const HTML = `<!doctype html><html><head>${ATTACKS.join('\n')}<link rel="stylesheet" href="https://evil.example/c.css"></head><body onload="window.pwned=11" style="background:#000;color:#000">
<p style="position:fixed;inset:0;background:url(https://evil.example/d)">The words of the mail. <a href="https://evil.example/here">a link</a></p>${ATTACKS.join('\n')}
<img src="https://evil.example/pixel.gif" width="1" height="1"><video src="https://evil.example/v" autoplay></video></body></html>`;

const word = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;

describeBrowser('hostile mails', () => {
  let desk: DeskHouse;
  let ona: Page;
  let png: Buffer;
  beforeAll(async () => {
    desk = await openDeskHouse();
    png = Buffer.concat([await picture('png', 900, 600), Buffer.from('<script>window.pwned=14</script>')]);
    for (const [n, attack] of ATTACKS.entries())
      await desk.mail(
        `From: ${word(attack)} <eve${n}@evil.example>\r\nTo: support@helpdesk.example\r\nSubject: ${word(attack)}\r\nMessage-ID: <${n}@evil.example>\r\n\r\n${attack}\r\n`,
      );
    const head = [
      `From: ${word(ATTACKS[1]!)} <eve@evil.example>`,
      'To: support@helpdesk.example',
      'Subject: The whole of it',
      'Message-ID: <whole@evil.example>',
    ];
    await desk.mail(
      multipart(head, 'mixed', 'b1', [
        part(['Content-Type: text/html; charset=utf-8'], HTML),
        attachment('image/png', 'picture.png', png),
        attachment('text/html', 'page.html', Buffer.from('<script>window.pwned=12</script>')),
        attachment(
          'image/svg+xml',
          '../../<svg onload=alert(1)>.svg',
          Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="window.pwned=13"/>'),
        ),
      ]),
    );
    ona = await desk.as('ona', { colorScheme: 'dark' });
  }, LONG);
  afterAll(async () => {
    await desk?.close();
  });

  /** Nothing ran, and nobody was led away. Frames may run nothing at all: what they did would show here, or as a request. */
  async function nothingRan(page: Page): Promise<void> {
    expect([page.url(), await page.evaluate('String(globalThis.pwned)')]).toEqual([page.url(), 'undefined']);
    expect(page.url().startsWith(desk.base)).toBe(true);
  }

  test('on no page of the desk anything of theirs runs, loads or leads away', { timeout: LONG }, async () => {
    const tickets = await desk.house.store.db.many<{ reference: string }>(
      sql`select reference from ticket order by id`,
    );
    expect(tickets.length).toBe(ATTACKS.length + 1);
    const ledger = await desk.house.store.db.many<{ id: string }>(sql`select id from inbound order by id desc limit 3`);
    for (const path of [
      '/queue',
      '/search?q=evil',
      `/search?q=${encodeURIComponent(ATTACKS[0]!)}`,
      '/ledger',
      ...ledger.map(({ id }) => `/ledger/${id}`),
      '/outbox',
      '/audit',
      ...tickets.map(({ reference }) => `/tickets/${reference}`),
    ]) {
      await ona.goto(desk.base + path);
      await nothingRan(ona);
      expect(
        await ona
          .locator('main form[action*="evil"], main base, main object, main embed, main svg[onload], meta[http-equiv]')
          .count(),
      ).toBe(0);
    }
    expect(desk.faults.splice(0)).toEqual([]);
  });

  test(
    'a mail as it was sent is words on a white sheet, in a frame that may do nothing',
    { timeout: LONG },
    async () => {
      const { reference } = await desk.house.store.db.one<{ reference: string }>(
        sql`select reference from ticket order by id desc limit 1`,
      );
      await ona.goto(`${desk.base}/tickets/${reference}`);
      await ona.getByText('As it was sent').click();
      const frame = ona.frameLocator('iframe.sheet');
      await frame.getByText('The words of the mail.').waitFor();
      expect(await ona.locator('iframe.sheet').getAttribute('sandbox')).not.toMatch(/scripts|same-origin|forms/u);
      await nothingRan(ona);
      const background = await frame
        .locator('html')
        .evaluate(
          (one) =>
            (globalThis as unknown as { getComputedStyle(of: unknown): { backgroundColor: string } }).getComputedStyle(
              one,
            ).backgroundColor,
        );
      expect(background).toMatch(/^rgb\(255, 255, 255\)$/u);
      expect(
        await frame
          .locator('img[src^="http"], link, script, form, base, meta[http-equiv], object, embed, video')
          .count(),
      ).toBe(0);
      const link = frame.getByText('a link');
      expect(await link.getAttribute('rel')).toContain('noopener');
      expect(await frame.locator('body').textContent()).toMatch(/picture|remote|not (?:shown|loaded)/iu);
      expect(desk.faults.splice(0)).toEqual([]);
    },
  );

  test('files are saved, never shown; a picture that is shown was drawn anew', { timeout: LONG }, async () => {
    const { reference } = await desk.house.store.db.one<{ reference: string }>(
      sql`select reference from ticket order by id desc limit 1`,
    );
    await ona.goto(`${desk.base}/tickets/${reference}`);
    const links = await ona
      .locator('.files a[download]')
      .evaluateAll((all) => all.map((one) => [one.textContent, one.getAttribute('href')]));
    expect(links).toHaveLength(3);
    for (const [name, path] of links) {
      const answer = await ona.request.get(desk.base + path!);
      expect([name, answer.status(), answer.headers()['x-content-type-options']]).toEqual([name, 200, 'nosniff']);
      expect(answer.headers()['content-disposition']).toMatch(/^attachment;/u);
      expect(answer.headers()['content-disposition']).not.toMatch(/[/<>]|\.\./u);
      expect(answer.headers()['content-security-policy']).toContain('sandbox');
    }
    const preview = ona.locator('.files img');
    await preview.first().scrollIntoViewIfNeeded();
    await expect
      .poll(() => preview.first().evaluate((one) => (one as unknown as { readonly naturalWidth: number }).naturalWidth))
      .toBeGreaterThan(0);
    expect(await preview.count()).toBe(1); // not of the SVG
    const drawn = await (await ona.request.get(desk.base + (await preview.first().getAttribute('src'))!)).body();
    expect(drawn.subarray(1, 4).toString()).toBe('PNG');
    expect(png.includes('pwned')).toBe(true);
    expect(drawn.includes('pwned')).toBe(false);
    expect(desk.faults.splice(0)).toEqual([]);
  });
});
