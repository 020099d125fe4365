import { createLog } from '../../src/lib/log.ts';
import type { ImapSettings } from '../../src/settings/shape.ts';
import { imapSource, type ImapOptions, type ImapSource } from '../../src/sources/imap.ts';
import { createMemoryDesk, type MemoryDesk } from '../peers/memory-ledger.ts';

type Server = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | null;
};

export type Rig = MemoryDesk & {
  readonly source: ImapSource;
  another(owner: string, more?: Partial<ImapOptions>): ImapSource;
};

/** A reader of `server` that delivers into memory, with short waits. */
export function rig(server: Server, settings: Partial<ImapSettings> = {}, more: Partial<ImapOptions> = {}): Rig {
  const desk = createMemoryDesk();
  const another = (owner: string, change: Partial<ImapOptions> = {}): ImapSource =>
    imapSource({
      mailbox: 'support',
      settings: {
        tls: 'none',
        ca_file: null,
        folder: 'INBOX',
        after: 'move',
        processed_folder: 'Processed',
        start_from: 'everything',
        answer_backlog: false,
        poll_seconds: 60,
        idle: true,
        command_seconds: 10,
        batch: 100,
        host: server.host,
        port: server.port,
        user: server.user,
        password: server.password,
        oauth: null,
        ...settings,
      },
      limits: { messageBytes: 35_000_000, oversizeKeptBytes: 1_000_000 },
      deliver: desk.deliver,
      ledger: desk.ledgerOf(owner),
      log: createLog('silent'),
      timing: { firstWaitMs: 20, ceilingMs: 50, leaseRetryMs: 50, leaseWaitMs: 200 },
      ...more,
      ...change,
    });
  return Object.assign(desk, { source: another('one'), another });
}

/** A mail as a server hands it on. */
export function mail(n: number | string, body = 'Hello.', more = ''): string {
  return (
    `Received: from mx.example.net by mx.example.org with ESMTP id q${n}; Wed, 25 Nov 2026 10:00:00 +0000\r\n` +
    `From: Jo <jo${n}@example.net>\r\nTo: support@example.org\r\nSubject: Case ${n}\r\nMessage-ID: <m${n}@example.net>\r\n` +
    `Date: Wed, 25 Nov 2026 09:59:00 +0000\r\n${more}\r\n${body}\r\n`
  );
}

export const NEVER = new AbortController().signal;

/** The subjects' numbers, in order. */
export function cases(items: readonly { readonly raw: Buffer }[]): string[] {
  return items.map(({ raw }) => /^Subject: Case (.*)$/mu.exec(raw.toString('latin1'))?.[1]?.trim() ?? '?');
}

/** Waits until `check` holds, at most `ms`. */
export async function until(check: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  for (const end = Date.now() + ms; !(await check());) {
    if (Date.now() > end) throw new Error(`did not happen within ${ms} ms: ${check.toString()}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}

/** Runs a source until `work` is done, then stops it. */
export async function running<T>(source: ImapSource, work: () => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const run = source.run(stop.signal);
  try {
    return await work();
  } finally {
    stop.abort();
    await run;
  }
}
