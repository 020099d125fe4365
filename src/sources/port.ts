import type { FaxTold } from '../domain/fax/fax.ts';

/** The face of every way in. A source runs until told to stop and hands raw items to `deliver`; it never sees a ticket or the database. */

/** What SMTP knows and the message does not say. */
export type Envelope = {
  /** '' is the null path `<>` */
  readonly mailFrom: string;
  readonly rcptTo: readonly string[];
  /** host and address of the client that handed it in */
  readonly client: string;
};

/** Where an IMAP server keeps the item: unique within a mailbox for as long as its UIDVALIDITY lives (RFC 9051 §2.3.1.1). */
export type Location = { readonly uidvalidity: bigint; readonly uid: number };

export type RawItem = {
  /** id of the mailbox in the settings that it came in for */
  readonly mailbox: string;
  /** `page`: what a customer added on the page of their request, which only the house itself hands in */
  readonly via: 'imap' | 'smtp' | 'lmtp' | 'folder' | 'fax' | 'page';
  /** the bytes exactly as received: a mail, or the document of a fax (empty when it never came); only their beginning when `fullSize` is larger than they are */
  readonly raw: Buffer;
  /** size of the whole message in bytes. Larger than `raw.length` means: too large to take, kept at the source, quarantine it. */
  readonly fullSize: number;
  /** when the post room, or the server before it, accepted the item (INTERNALDATE, SMTP accept, file time), ms since 1970; starts the clocks */
  readonly acceptedAt: number;
  readonly envelope: Envelope | null;
  readonly location: Location | null;
  /**
   * Why this item must be worked without answering, or null: `backfill` lay there before the mailbox was connected,
   * `rebuild` was met while a changed UIDVALIDITY is rescanned.
   */
  readonly quiet: 'backfill' | 'rebuild' | null;
  /** set for an item that is only remembered (fingerprint) and never worked, with the reason: it lay there before the chosen starting point */
  readonly skip: string | null;
  /** of a fax: what the way in said of it */
  readonly fax?: FaxTold;
};

export type Receipt = { readonly id: string; readonly repeat: boolean };

/**
 * Keeps items durably. Resolves only after the commit: from then on the item is ours and the sender may be told so.
 * One receipt per item, in the same order. Rejects with a Fault (lib/fault.ts) when nothing was kept; then tell the
 * sender "temporary" and come again.
 */
export type Deliver = (items: readonly RawItem[]) => Promise<readonly Receipt[]>;

/** What became of one round of reading a source to its end. */
export type Round = { readonly received: number; readonly repeats: number };

export type Source = {
  /** e.g. `imap:support` */
  readonly name: string;
  /** Reads everything that waits now, once, and resolves. Rejects when the source could not be read. Listeners have nothing waiting and resolve at once. */
  drain(signal: AbortSignal): Promise<Round>;
  /** Runs until the signal is aborted, then resolves with nothing half done. Never rejects for an outage: backs off for ever and raises an alarm. */
  run(signal: AbortSignal): Promise<void>;
  /** listeners only: the port that it listens on, 0 while it does not */
  port?(): number;
};

/** What a poller must remember between rounds; kept by the store, one per mailbox, so that two gateways share it. */
export type Ledger = {
  /** Takes or renews the right to poll this mailbox for `ms`; false while another process holds it. */
  lease(mailbox: string, ms: number): Promise<boolean>;
  release(mailbox: string): Promise<void>;
  /**
   * Says which UIDVALIDITY and next UID the server shows. `first`: this mailbox was never read to its end, and what has
   * a UID below `startUid` lay there before we first looked, however often that first reading is begun; `rebuild`: it was, under another
   * UIDVALIDITY, and is to be rescanned quietly until `rebuilt` is called.
   */
  open(
    mailbox: string,
    uidvalidity: bigint,
    uidNext: number,
  ): Promise<{ readonly first: boolean; readonly rebuild: boolean; readonly startUid: number }>;
  rebuilt(mailbox: string): Promise<void>;
  /** Of these UIDs, those that were never delivered under this UIDVALIDITY, ascending. */
  unknown(mailbox: string, uidvalidity: bigint, uids: readonly number[]): Promise<readonly number[]>;
  /** UIDs that are stored here but not yet acknowledged to the server (moved or flagged), ascending. */
  pending(mailbox: string, uidvalidity: bigint): Promise<readonly number[]>;
  /** Notes that the server was told (`acked`), or no longer has them (`gone`). */
  settle(mailbox: string, uidvalidity: bigint, uids: readonly number[], state: 'acked' | 'gone'): Promise<void>;
  /** Notes a proven read of the mailbox to its end (the watchdog's heartbeat). */
  polled(mailbox: string): Promise<void>;
  /** Notes the daily count of server UIDs against stored ones; anything but 0 is an alarm and has been healed by delivering the missing ones. */
  reconciled(mailbox: string, result: { readonly onServer: number; readonly missing: number }): Promise<void>;
  /** Notes or clears (null) what is wrong with a mailbox, as a sentence that says what to do. */
  trouble(mailbox: string, sentence: string | null): Promise<void>;
};
