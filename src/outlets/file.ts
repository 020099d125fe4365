import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { OutgoingEvent, OutgoingFax, OutgoingText } from '../domain/outgoing.ts';
import { isPermanent, sentenceOf } from '../lib/fault.ts';
import { compose } from './compose.ts';
import type { Attempt, Outlet, PackedMail } from './port.ts';

/**
 * The harmless way out: puts each mail as a file into a folder instead of sending it. The file is named after the
 * Message-ID, so a resend replaces the same file. It is complete and on the disk before `sent` is said.
 */
export function fileOutlet(settings: { readonly path: string }): Outlet {
  return intoFolder(settings.path, compose, ({ messageId }: PackedMail) => fileName(messageId));
}

/** The same for SMS: a text that begins with the number, named after its row in the outbox. */
export function textFileOutlet(settings: { readonly path: string }): Outlet<OutgoingText> {
  return intoFolder(
    settings.path,
    async ({ to, text }: OutgoingText) => Buffer.from(`To: ${to}\n\n${text}\n`),
    ({ id }) => `${id.replace(/[^A-Za-z0-9-]+/gu, '_')}.txt`,
  );
}

/** The same for faxes: the pages as the service would fetch them, named after the row in the outbox. */
export function faxFileOutlet(
  settings: { readonly path: string },
  typeset: (fax: OutgoingFax) => Promise<Uint8Array>,
): Outlet<OutgoingFax> {
  return intoFolder(
    settings.path,
    async (fax: OutgoingFax) => Buffer.from(await typeset(fax)),
    ({ id }) => `${id.replace(/[^A-Za-z0-9-]+/gu, '_')}.pdf`,
  );
}

/** The same for events: the JSON, named after the webhook and the event. */
export function eventFileOutlet(settings: { readonly path: string }): Outlet<OutgoingEvent> {
  return intoFolder(
    settings.path,
    async ({ body }: OutgoingEvent) => Buffer.from(body),
    ({ to, id }) => `${`${to}-${id}`.replace(/[^A-Za-z0-9_-]+/gu, '_')}.json`,
  );
}

function intoFolder<Sent>(
  path: string,
  bytesOf: (message: Sent) => Promise<Buffer>,
  nameOf: (message: Sent) => string,
): Outlet<Sent> {
  const folder = resolve(path);
  return Object.freeze({
    name: 'file',

    async send(message: Sent, signal: AbortSignal): Promise<Attempt> {
      if (signal.aborted) return { outcome: 'retry', counts: false, reason: 'stopped before it was written' };
      try {
        const bytes = await bytesOf(message);
        return { outcome: 'sent', response: `written to ${await write(folder, nameOf(message), bytes)}` };
      } catch (error) {
        if (isPermanent(error)) return { outcome: 'failed', reason: sentenceOf(error) };
        // A full or missing disk is not the mail's fault.
        return { outcome: 'retry', counts: false, reason: `could not be written to ${folder}: ${sentenceOf(error)}` };
      }
    },

    async close(): Promise<void> {},
  });
}

/** Temporary file, fsync, rename, fsync of the folder: after a crash there is the whole file or none. */
async function write(folder: string, name: string, bytes: Buffer): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  const temporary = join(folder, `.${name}.${process.pid}.tmp`);
  try {
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
  return path;
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // a folder cannot be opened there, and the rename is journalled
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The id's own characters where a file name may have them; a hash keeps apart what that would make equal. */
function fileName(messageId: string): string {
  const plain = messageId.replace(/^<|>$/gu, '');
  if (/^[A-Za-z0-9][A-Za-z0-9._@-]{0,150}$/u.test(plain)) return `${plain}.eml`;
  const safe = plain.replace(/[^A-Za-z0-9_-]+/gu, '_').slice(0, 60);
  return `${safe}-${createHash('sha256').update(messageId).digest('hex').slice(0, 16)}.eml`;
}
