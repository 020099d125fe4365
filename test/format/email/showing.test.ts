import { Buffer } from 'node:buffer';
import { afterEach, describe, expect, it } from 'vitest';
import { readMessage } from '../../../src/format/email.ts';
import { createShowing, type Showing, type ShowingOptions } from '../../../src/format/email/showing.ts';
import { isPermanent, temporary } from '../../../src/lib/fault.ts';
import { attachment, head, multipart, part } from './build.ts';
import { faultsOf } from './harmless.ts';
import { picture } from './pictures.ts';

const program = new URL('./odd.showing-child.ts', import.meta.url);
const warnings: unknown[] = [];
const log = { warn: (...what: unknown[]) => void warnings.push(what) } as never;
let showing: Showing;
const start = (options: Partial<ShowingOptions> = {}) => (showing = createShowing({ log, ...options }));
const of = (raw: Buffer | string) => async () => Buffer.from(raw);
const htmlMail = (body: string) => part(head(['Content-Type: text/html; charset=utf-8']), body);
const failure = async (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error as Error,
  );

afterEach(() => showing.close());

describe('the process that shows mail', () => {
  it('shows a mail, takes out its parts, and draws them', async () => {
    start();
    const png = await picture('jpeg', 1_600, 400);
    const raw = multipart(head(), 'mixed', 'b1', [
      part(['Content-Type: text/html'], '<p onclick="x()">hello</p>'),
      attachment('image/jpeg', '../../photo.jpg', png),
    ]);
    const { attachments } = await readMessage(raw, null);
    expect(await showing.body(of(raw))).toEqual({
      html: '<div><p>hello</p></div>',
      hadHtml: true,
      remote: 0,
      unshown: 0,
    });
    const file = await showing.file(of(raw), attachments, 1);
    expect([file?.filename, Buffer.from(file!.bytes).equals(png)]).toEqual(['photo.jpg', true]);
    const drawn = await showing.preview(of(raw), attachments, 1);
    expect([drawn!.subarray(1, 4).toString(), drawn!.readUInt32BE(16), drawn!.readUInt32BE(20)]).toEqual([
      'PNG',
      1_000,
      250,
    ]);
    expect(await showing.file(of(raw), attachments, 2)).toBeNull();
  }, 30_000);

  it.each([
    ['hang', { seconds: 1 }, /longer than 1 s/u],
    ['grow', { heapMb: 40 }, /its process ended/u],
    ['crash', {}, /its process ended \(SIGSEGV\)/u],
  ])(
    'survives a mail that makes it %s: that one cannot be shown, the others are',
    async (word, options, why) => {
      start({ program, ...options });
      warnings.length = 0;
      const results = await Promise.all(['a', word, 'b'].map((each) => failure(showing.body(of(each)))));
      expect([results[0], results[2]]).toEqual([null, null]);
      expect(results[1]!.message).toMatch(why);
      expect(isPermanent(results[1])).toBe(true);
      expect(warnings).toHaveLength(1);
    },
    30_000,
  );

  it('holds one mail at a time, and passes on that one cannot be fetched', async () => {
    start({ program });
    let [loading, most] = [0, 0];
    const load = async () => {
      loading += 1;
      most = Math.max(most, loading);
      await new Promise((resolve) => setTimeout(resolve, 5));
      loading -= 1;
      return Buffer.from('a');
    };
    const broken = failure(showing.body(() => Promise.reject(temporary('the database is down'))));
    await Promise.all([1, 2, 3, 4].map(() => showing.body(load)));
    expect(most).toBe(1);
    expect(await broken).toMatchObject({ message: 'the database is down', permanent: false });
  }, 30_000);

  it('is a new one after a large picture, after it idled, and when the old one was killed while idle', async () => {
    start({ program, idleMs: 50 });
    const pid = async (word: string) => (await showing.body(of(word))).html.split(' ')[1];
    const first = await pid('large');
    const second = await pid('a');
    expect(second).not.toBe(first);
    expect(await pid('b')).toBe(second);
    process.kill(Number(second), 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 40));
    const third = await pid('c');
    expect(third).not.toBe(second);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await pid('d')).not.toBe(third);
  }, 30_000);

  it('refuses what waits when it is closed, and more than anybody looks at', async () => {
    start({ program });
    const many = Array.from({ length: 230 }, () => failure(showing.body(of('a'))));
    expect(await many.at(-1)).toMatchObject({ message: expect.stringMatching(/too many/u), permanent: false });
    const under = failure(showing.body(of('hang')));
    await showing.close();
    for (const result of [await under, await failure(showing.body(of('a')))])
      expect(result).toMatchObject({ permanent: false });
    await Promise.all(many);
  }, 30_000);

  it.each<readonly [string, () => Buffer, RegExp | null]>([
    ['20 000 nested elements', () => htmlMail('<div>'.repeat(20_000) + 'hello'), /nested deeper/u],
    ['900 nested tables', () => htmlMail('<table><tr><td>'.repeat(300) + 'hello'), null],
    ['5 MB of HTML', () => htmlMail('<p style="color:red">hello <b>you</b></p>\r\n'.repeat(120_000)), /longer than/u],
    ['4 MB of HTML', () => htmlMail('<p style="color:red">hello <b>you</b></p>\r\n'.repeat(95_000)), null],
    ['3 MB of <', () => htmlMail('<'.repeat(3_000_000)), null],
    ['a million attributes', () => htmlMail(`<p ${'a=b '.repeat(1_000_000)}>hello`), null],
    ['a million cells that are not closed', () => htmlMail('<table>' + '<tr><td>'.repeat(500_000)), null],
    ['a million cids', () => htmlMail('<img src=cid:a>'.repeat(250_000)), null],
    [
      '20 000 nested parts',
      () =>
        Buffer.from(
          `From: a@x\r\n${Array.from({ length: 20_000 }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}`).join('\r\n')}\r\n\r\nx`,
        ),
      /cannot be read/u,
    ],
  ])(
    '%s: shown, or refused in a sentence, within 10 s',
    async (_, make, why) => {
      start();
      const raw = make();
      const result = await showing.body(of(raw)).catch((error: unknown) => error as Error);
      if (result instanceof Error) expect(result.message).toMatch(why ?? /^$/u);
      else expect([why, faultsOf(result.html)]).toEqual([null, []]);
    },
    30_000,
  );
});
