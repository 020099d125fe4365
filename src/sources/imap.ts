import { createBackoff, pause } from '../lib/backoff.ts';
import { sentenceOf, temporary } from '../lib/fault.ts';
import { TRIES } from './imap/batches.ts';
import { connect } from './imap/connect.ts';
import { ImapFault } from './imap/fault.ts';
import { createHold, createTurn } from './imap/hold.ts';
import { createMemory } from './imap/memory.ts';
import { readerOf, type ImapOptions } from './imap/options.ts';
import { countAll, type Reconciled } from './imap/reconcile.ts';
import { readRound } from './imap/round.ts';
import type { Session } from './imap/session.ts';
import { createNotes, sentenceFor } from './imap/trouble.ts';
import { waitForMail } from './imap/wait.ts';
import type { Round, Source } from './port.ts';

export type { ImapMetrics, ImapOptions } from './imap/options.ts';

export type ImapSource = Source & {
  /**
   * Counts all mail on the server against the ledger and delivers what is missing. Null when another process holds the
   * mailbox. Rejects with a Fault when the server could not be read.
   */
  reconcile(signal: AbortSignal): Promise<Reconciled | null>;
};

/** This many failures in a row are no hiccup any more: a person is told. */
const ALARM_AFTER = 3;

/**
 * A mailbox on an IMAP server (RFC 9051) as a way in. The server is a queue that is only acknowledged to: mail is
 * fetched without marking it seen, kept, and only then moved or marked; nothing is ever deleted.
 */
export function imapSource(options: ImapOptions): ImapSource {
  const reader = readerOf(options);
  const { mailbox, settings, log, timing } = reader;
  const memory = createMemory();
  const notes = createNotes(reader);
  const hold = createHold(reader);
  const turn = createTurn(); // one round at a time, whoever asks
  const pace = createBackoff({ firstMs: timing.firstWaitMs, factor: 1.5, ceilingMs: timing.ceilingMs });
  let failures = 0;

  /** Does `work` on a new connection under the lease; null while another process holds it. */
  async function once<T>(signal: AbortSignal, work: (session: Session) => Promise<T>): Promise<T | null> {
    const lost = await takeSoon(signal);
    if (lost === null) return null;
    try {
      for (let left = TRIES; ; left -= 1) {
        try {
          return await withSession(signal, lost, (session) => turn(() => work(session)));
        } catch (error) {
          // A mail that breaks its fetch is found by asking again, in smaller pieces.
          const again = left > 0 && memory.failed.size > 0 && error instanceof ImapFault && error.kind === 'broken';
          if (!again) throw error;
        }
      }
    } catch (error) {
      if (signal.aborted) return null;
      throw temporary(sentenceFor(reader, error), error);
    } finally {
      await hold.drop();
    }
  }

  async function takeSoon(signal: AbortSignal): Promise<AbortSignal | null> {
    const until = Date.now() + timing.leaseWaitMs;
    for (;;) {
      const lost = await hold.take();
      if (lost !== null || signal.aborted || Date.now() >= until) return lost;
      await pause(200, signal); // ten tries in the two seconds
    }
  }

  async function withSession<T>(
    signal: AbortSignal,
    lost: AbortSignal,
    work: (session: Session) => Promise<T>,
  ): Promise<T> {
    const session = await connect(reader, signal);
    const stop = (): void => {
      setTimeout(() => session.end(new ImapFault('stopped', 'stopped')), timing.stopMs).unref();
    };
    const yieldTo = (): void => session.end(new ImapFault('stopped', `another gateway reads mailbox ${mailbox} now`));
    signal.addEventListener('abort', stop, { once: true });
    lost.addEventListener('abort', yieldTo, { once: true });
    try {
      if (signal.aborted) stop();
      if (lost.aborted) yieldTo();
      return await work(session);
    } finally {
      signal.removeEventListener('abort', stop);
      lost.removeEventListener('abort', yieldTo);
      await session.close();
    }
  }

  /** Reads until the signal or the connection ends; returns how long to wait before the next connection, in ms. */
  async function live(signal: AbortSignal): Promise<number> {
    let opened: number | null = null;
    try {
      const lost = await hold.take();
      if (lost === null) return timing.leaseRetryMs;
      try {
        await withSession(signal, lost, async (session) => {
          opened = session.openedAt;
          while (!signal.aborted) {
            session.ended.throwIfAborted();
            await turn(() => readRound(reader, session, memory, notes, signal, { received: 0, repeats: 0 }));
            failures = 0;
            await waitForMail(session, settings.poll_seconds * 1000, settings.idle, signal);
          }
        });
        return 0;
      } finally {
        await hold.drop();
      }
    } catch (error) {
      return signal.aborted ? 0 : await failed(error, opened);
    }
  }

  async function failed(error: unknown, opened: number | null): Promise<number> {
    if (opened !== null && Date.now() - opened >= timing.aliveMs) pace.reset();
    failures += 1;
    reader.metrics.add('failures', mailbox, 1);
    const wait = (error instanceof ImapFault ? error.waitMs : null) ?? pace.next();
    log.warn({ mailbox, failures, wait_ms: wait, err: sentenceOf(error) }, 'the mailbox could not be read');
    const urgent = error instanceof ImapFault && error.kind === 'login';
    if (urgent || failures >= ALARM_AFTER) await notes.trouble(sentenceFor(reader, error));
    return wait;
  }

  return Object.freeze({
    name: `imap:${mailbox}`,
    async drain(signal: AbortSignal): Promise<Round> {
      const tally = { received: 0, repeats: 0 };
      const read = async (session: Session): Promise<true> => {
        await readRound(reader, session, memory, notes, signal, tally);
        return true;
      };
      if ((await once(signal, read)) === null && !signal.aborted)
        log.info({ mailbox }, 'another gateway reads this mailbox');
      return tally;
    },
    async run(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) await pause(await live(signal), signal);
    },
    reconcile: (signal: AbortSignal) => once(signal, (session) => countAll(reader, session, memory, notes, signal)),
  });
}
