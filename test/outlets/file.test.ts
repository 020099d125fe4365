import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { compose } from '../../src/outlets/compose.ts';
import { fileOutlet, textFileOutlet } from '../../src/outlets/file.ts';
import { outgoing } from './mail.ts';

const forever = new AbortController().signal;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sent-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the file outlet', () => {
  it('writes the mail and says where', async () => {
    const path = join(folder, 'deep', 'sent');
    const attempt = await fileOutlet({ path }).send(outgoing(), forever);
    const file = join(path, 'k1.6f1c0a3e-2f1b-4c55-9d3a-111111111111.k7q2m4.abcdefghijklmnop@example.com.eml');
    expect(attempt).toEqual({ outcome: 'sent', response: `written to ${file}` });
    expect(readFileSync(file)).toEqual(await compose(outgoing()));
  });

  it('replaces the file when the same mail is sent again', async () => {
    const outlet = fileOutlet({ path: folder });
    await outlet.send(outgoing(), forever);
    await outlet.send(outgoing(), forever);
    await outlet.send(outgoing({ messageId: '<another@example.com>' }), forever);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('stays within its folder whatever the id says, and keeps ids apart', async () => {
    const outlet = fileOutlet({ path: folder });
    for (const id of ['<../../etc/passwd@x>', '<..@x>', '<a/b@x>', '<a\\b@x>', '<a:b@x>', `<${'l'.repeat(240)}@x>`]) {
      expect((await outlet.send(outgoing({ messageId: id }), forever)).outcome).toBe('sent');
    }
    expect(readdirSync(folder)).toHaveLength(6);
    expect(readdirSync(folder).every((name) => /^[A-Za-z0-9_-][A-Za-z0-9._@-]{0,160}\.eml$/u.test(name))).toBe(true);
  });

  it('writes an SMS as text, named after its row, and one that is sent again replaces it', async () => {
    const outlet = textFileOutlet({ path: folder });
    const sms = { kind: 'alert', id: 'a1-2', to: '+15550102231', text: 'LATE since 13:53 EST' } as const;
    expect(await outlet.send(sms, forever)).toMatchObject({ outcome: 'sent' });
    await outlet.send(sms, forever);
    await outlet.send({ ...sms, id: '../../b' }, forever);
    expect(readdirSync(folder).toSorted()).toEqual(['_b.txt', 'a1-2.txt']);
    expect(readFileSync(join(folder, 'a1-2.txt'), 'utf8')).toBe('To: +15550102231\n\nLATE since 13:53 EST\n');
  });

  it('holds back when the disk says no, and fails when the mail is wrong', async () => {
    writeFileSync(join(folder, 'file'), 'in the way');
    expect(await fileOutlet({ path: join(folder, 'file') }).send(outgoing(), forever)).toMatchObject({
      outcome: 'retry',
      counts: false,
    });
    expect(
      await fileOutlet({ path: folder }).send(outgoing({ to: { name: '', address: 'a@b@c' } }), forever),
    ).toMatchObject({ outcome: 'failed' });
    expect(await fileOutlet({ path: folder }).send(outgoing(), AbortSignal.abort())).toMatchObject({
      outcome: 'retry',
      counts: false,
    });
  });
});
