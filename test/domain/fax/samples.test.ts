import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Message } from '../../../src/domain/message.ts';
import { noticeOf } from '../../../src/domain/fax/notice.ts';
import { readMessage } from '../../../src/format/email.ts';
import { MAILBOX, officeProfiles } from './office.ts';

const SAMPLES = fileURLToPath(new URL('../../samples/fax-mails/', import.meta.url));
const names = readdirSync(SAMPLES).flatMap((name) => (name.endsWith('.eml') ? [name.slice(0, -4)] : []));

/** Every mail of a fax service lies beside what must be found in it, which a stranger can read. */
test.each(names)('%s says what lies beside it', async (name) => {
  const message = await readMessage(readFileSync(`${SAMPLES}${name}.eml`), null);
  const verdict = noticeOf(message, officeProfiles(), MAILBOX);
  const said = verdict.is === 'fax' ? { is: verdict.is, ...inWords(verdict.notice, message) } : verdict;
  await expect(`${JSON.stringify(said, null, 2)}\n`).toMatchFileSnapshot(`${SAMPLES}${name}.json`);
});

function inWords<T extends { attachments: readonly number[]; unread: readonly number[] }>(notice: T, message: Message) {
  const named = (numbers: readonly number[]) =>
    numbers.map((n) => message.attachments.find((attachment) => attachment.n === n)!.filename);
  return { ...notice, attachments: named(notice.attachments), unread: named(notice.unread) };
}
