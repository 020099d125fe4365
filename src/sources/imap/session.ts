import type { FetchMessageObject, FetchQueryObject, ImapFlow, SearchObject } from 'imapflow';
import { deadline } from '../../lib/deadline.ts';
import { temporary } from '../../lib/fault.ts';
import { ImapFault, imapFault } from './fault.ts';
import type { Reader } from './options.ts';
import { toRange } from './range.ts';
import { searchUids } from './search.ts';

/** Set on mail that we keep, where it is not moved. No server means anything by it. */
export const KEYWORD = '$Ingested';

/** A slower line than this (bytes/s) cannot carry a support desk's mail; it stretches the deadline of large fetches. */
const SLOWEST = 50_000;

export type Folder = {
  readonly uidvalidity: bigint;
  /** every mail that comes from now on has this UID or a higher one */
  readonly uidNext: number;
  /** whether our keyword may be set and stays */
  readonly takesKeyword: boolean;
  readonly readOnly: boolean;
};

export type Row = Pick<FetchMessageObject, 'uid' | 'size' | 'internalDate' | 'source' | 'headers'>;

/**
 * One live connection. Every command has a deadline of its own; whatever fails other than by the server's NO ends the
 * connection. Commands must be issued one after the other. All of them reject with an ImapFault.
 */
export type Session = {
  readonly openedAt: number;
  /** aborted when the connection is over, with the reason */
  readonly ended: AbortSignal;
  canMove(): boolean;
  canIdle(): boolean;
  /** Opens the folder anew: only that shows a changed UIDVALIDITY for certain. Forgets earlier news. */
  select(): Promise<Folder>;
  search(query: SearchObject): Promise<number[]>;
  /** Rows of these UIDs, one each. `bytes` is what they are expected to hold; far more than that ends the connection. */
  fetch(uids: readonly number[], query: FetchQueryObject, bytes: number): Promise<ReadonlyMap<number, Row>>;
  /** The UIDs that the server says it moved, none when it did not say; null when it refused. */
  move(uids: readonly number[]): Promise<ReadonlySet<number> | null>;
  createTarget(): Promise<void>;
  /** True when the keyword was set on all of them. */
  flag(uids: readonly number[]): Promise<boolean>;
  /** Resolves when IDLE is over; any command ends it. */
  idle(): Promise<void>;
  /** Calls back once, when mail comes or has come since the folder was last opened. */
  onNews(listener: () => void): void;
  end(reason: Error): void;
  /** Says goodbye if the server still listens, and ends. Never rejects. */
  close(): Promise<void>;
};

/** Listens to a client that has not connected yet. */
export function createSession(reader: Reader, client: ImapFlow): Session {
  const { settings, timing } = reader;
  const over = new AbortController();
  let news = false;
  let tell: (() => void) | null = null;
  let cause: unknown = null;
  let current = 'connected';

  client.on('error', (error) => {
    cause ??= error;
  });
  // A server that just hangs up causes no 'error', only this.
  client.on('close', () =>
    end(imapFault(reader, current, cause ?? temporary(client.byeReason ?? 'the connection was closed'))),
  );
  client.on('exists', ({ count, prevCount }) => {
    if (count <= prevCount) return;
    news = true;
    tell?.();
    tell = null;
  });

  function end(reason: Error): void {
    if (over.signal.aborted) return;
    over.abort(reason);
    client.close();
  }

  async function command<T>(doing: string, work: () => Promise<T>, bytes = 0): Promise<T> {
    over.signal.throwIfAborted();
    current = doing;
    const ms = settings.command_seconds * 1000 + (bytes / SLOWEST) * 1000;
    try {
      return await deadline(work(), ms, `no answer within ${Math.round(ms / 1000)} s`, over.signal);
    } catch (error) {
      const fault = imapFault(reader, doing, error);
      if (fault.kind !== 'refused') end(fault);
      throw fault;
    }
  }

  return {
    openedAt: Date.now(),
    ended: over.signal,
    canMove: () =>
      client.capabilities.has('MOVE') || client.capabilities.has('UIDPLUS') || client.enabled.has('IMAP4REV2'),
    canIdle: () => client.capabilities.has('IDLE') || client.enabled.has('IMAP4REV2'),
    select: () =>
      command('opening the folder', async () => {
        const folder = await client.mailboxOpen(settings.folder);
        news = false;
        const permanent = folder.permanentFlags;
        // Without it a UID means nothing from one connection to the next.
        if (typeof folder.uidValidity !== 'bigint') throw temporary('the server names no UIDVALIDITY');
        return {
          uidvalidity: folder.uidValidity,
          uidNext: folder.uidNext ?? 2 ** 32,
          takesKeyword: permanent === undefined || permanent.has('\\*') || permanent.has(KEYWORD),
          readOnly: folder.readOnly === true,
        };
      }),
    search: (query) => command('searching', () => searchUids(client, query)),
    fetch: (uids, query, bytes) => command('fetching mail', () => fetchRows(client, uids, query, bytes), bytes),
    move: (uids) =>
      command('moving mail', async () => {
        const result = await client.messageMove(toRange(uids), settings.processed_folder, { uid: true });
        return result === false ? null : new Set(result?.uidMap?.keys());
      }),
    createTarget: () =>
      command('creating the folder for processed mail', async () => {
        await client.mailboxCreate(settings.processed_folder);
      }),
    flag: (uids) =>
      command('marking mail', () => client.messageFlagsAdd(toRange(uids), [KEYWORD], { uid: true, silent: true })),
    async idle() {
      over.signal.throwIfAborted();
      await client.idle();
    },
    onNews(listener) {
      if (news) listener();
      else tell = listener;
    },
    end,
    async close() {
      if (!over.signal.aborted)
        await deadline(client.logout(), timing.logoutMs, 'no goodbye', over.signal).catch(() => undefined);
      end(new ImapFault('stopped', 'closed'));
    },
  };
}

/** Reads the rows one by one, so that what a server may send is bounded by what it announced. Nothing else is asked meanwhile: that hangs. */
async function fetchRows(
  client: ImapFlow,
  uids: readonly number[],
  query: FetchQueryObject,
  bytes: number,
): Promise<ReadonlyMap<number, Row>> {
  const wanted = new Set(uids);
  const rows = new Map<number, Row>();
  const most = 2 * bytes + 8_000_000; // announced sizes are estimates (Exchange), but not by this much
  let taken = 0;
  for await (const row of client.fetch(toRange(uids), { uid: true, ...query }, { uid: true })) {
    taken += (row.source?.length ?? 0) + (row.headers?.length ?? 0);
    if (taken > most) throw temporary('the server sent far more than it had announced');
    // Other rows are news of flags that nobody asked for; a second row of the same mail adds what the first lacked.
    if (wanted.has(row.uid)) rows.set(row.uid, { ...row, ...defined(rows.get(row.uid)) });
  }
  return rows;
}

function defined(row: Row | undefined): Partial<Row> {
  return Object.fromEntries(Object.entries(row ?? {}).filter(([, value]) => value !== undefined));
}
