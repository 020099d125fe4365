import { sentenceOf } from '../../lib/fault.ts';
import type { Reader } from './options.ts';

/** The right to read the mailbox, shared by everything in this process that does; renewed until the last one drops it. */
export type Hold = {
  /** A signal that is aborted when the right is lost; null while another process has it. Rejects when the ledger does. */
  take(): Promise<AbortSignal | null>;
  drop(): Promise<void>;
};

/** A hold on the reader's mailbox that nobody has taken yet. */
export function createHold({ ledger, mailbox, log, timing }: Reader): Hold {
  let users = 0;
  let lost = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const turn = createTurn();

  async function renew(): Promise<void> {
    try {
      // While the ledger cannot be asked nothing can be kept either, so that going on does no harm.
      if (users > 0 && !(await ledger.lease(mailbox, timing.leaseMs))) lost.abort();
    } catch (error) {
      log.warn({ mailbox, err: sentenceOf(error) }, 'the right to read the mailbox could not be renewed');
    }
  }

  return {
    take: () =>
      turn(async () => {
        if (!(await ledger.lease(mailbox, timing.leaseMs))) return null;
        if (users === 0) {
          lost = new AbortController();
          timer = setInterval(() => void turn(renew), timing.leaseMs / 3);
        }
        users += 1;
        return lost.signal;
      }),
    drop: () =>
      turn(async () => {
        users -= 1;
        if (users > 0) return;
        clearInterval(timer);
        await ledger
          .release(mailbox)
          .catch((error: unknown) => log.warn({ mailbox, err: sentenceOf(error) }, 'the mailbox could not be let go'));
      }),
  };
}

/** Runs what it is given one after the other, in order of asking. */
export function createTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
