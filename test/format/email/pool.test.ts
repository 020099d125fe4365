import { Buffer } from 'node:buffer';
import { afterEach, describe, expect, it } from 'vitest';
import { createReader, readMessage, type Reader } from '../../../src/format/email.ts';
import { isPermanent } from '../../../src/lib/fault.ts';
import { head, part, textMail } from './build.ts';
import { CORPUS } from './corpus.ts';

const warnings: unknown[] = [];
const log = { warn: (...what: unknown[]) => void warnings.push(what) } as never;
const program = new URL('./hang.worker.ts', import.meta.url);
let reader: Reader;
const start = (options: Partial<Parameters<typeof createReader>[0]> = {}) =>
  (reader = createReader({ workers: 1, seconds: 20, heapMb: 256, log, ...options }));
const mail = (subject: string) => part(head([], subject), 'x');
const settled = async (promise: Promise<unknown>) =>
  promise.then(
    () => 'read',
    (error: unknown) => error as Error,
  );

afterEach(() => reader.close());

describe('the reader', () => {
  it('reads in a thread what reading here gives, and leaves the bytes to the caller', async () => {
    start({ workers: 2 });
    for (const raw of Object.values(CORPUS)) {
      // a view into a larger buffer, as sources hand them over
      const view = Buffer.concat([Buffer.from('before'), raw, Buffer.from('after')]).subarray(6, 6 + raw.length);
      expect(await reader.read(view, { mailFrom: '', rcptTo: ['a@desk.example'] })).toEqual(
        await readMessage(raw, { mailFrom: '', rcptTo: ['a@desk.example'] }),
      );
      expect(view.equals(raw)).toBe(true);
    }
  }, 60_000);

  it('passes on that a mail cannot be read, and goes on', async () => {
    start();
    const results = await Promise.all([
      settled(reader.read(part([`Subject: ${'a'.repeat(300_000)}`, 'From: a@b'], ''), null)),
      settled(reader.read(textMail('x'), null)),
    ]);
    expect(isPermanent(results[0])).toBe(true);
    expect(results[1]).toBe('read');
  }, 60_000);

  it.each([
    ['hang', { seconds: 1 }, /longer than 1 s/u],
    ['grow', { heapMb: 64 }, /more than 64 MB/u],
    ['exit', {}, /ended/u],
    ['throw', {}, /a fault in the thread/u],
  ])(
    'survives a mail that makes its thread %s; only that mail fails, and may be tried again',
    async (subject, options, why) => {
      start({ program, ...options });
      warnings.length = 0;
      const order = ['a', 'b', subject, 'c', 'd', 'e', 'f', 'g'];
      const results = await Promise.all(order.map((name) => settled(reader.read(mail(name), null))));
      const failed = results[2] as Error;
      expect(failed.message).toMatch(why);
      expect(isPermanent(failed)).toBe(false);
      expect(results.toSpliced(2, 1)).toEqual(Array.from({ length: 7 }, () => 'read'));
      expect(warnings).toHaveLength(1);
    },
    60_000,
  );

  it('takes several deaths at once, in several threads', async () => {
    start({ program, seconds: 1, workers: 2 });
    const order = ['hang', 'a', 'throw', 'b', 'exit', 'c', 'hang', 'd', 'e'];
    const results = await Promise.all(order.map((name) => settled(reader.read(mail(name), null))));
    expect(results.map((result) => (result === 'read' ? 'read' : 'failed'))).toEqual(
      order.map((name) => (name.length === 1 ? 'read' : 'failed')),
    );
  }, 60_000);

  it('fails what waits when it is closed, and takes nothing more', async () => {
    start({ program });
    const waiting = [reader.read(mail('hang'), null), reader.read(mail('a'), null)].map(settled);
    await reader.close();
    for (const result of await Promise.all(waiting))
      expect(result).toMatchObject({ message: expect.stringMatching(/closed/u), permanent: false });
    expect(await settled(reader.read(mail('a'), null))).toMatchObject({ permanent: false });
  }, 60_000);
});
