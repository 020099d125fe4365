import { sentenceOf } from '../lib/fault.ts';
import type { Log } from '../lib/log.ts';
import { COUNT, noteCount } from '../store/reconcile.ts';
import type { Db } from '../store/sql.ts';

/** A mailbox whose server can be counted against what is kept here. */
export type Countable = {
  readonly mailbox: string;
  /** Delivers what is missing and says how much that was; null while another gateway reads the mailbox. */
  reconcile(signal: AbortSignal): Promise<{ readonly onServer: number; readonly missing: number } | null>;
};

/**
 * Counts every mailbox, one after the other. Anything but 0 missing means that a mail was not taken when it should have
 * been: it is taken by now, and a person is told. Never rejects; a server that cannot be read is counted another day.
 */
export async function reconcile(
  deps: { readonly db: Db; readonly log: Log },
  boxes: readonly Countable[],
  signal: AbortSignal,
): Promise<void> {
  for (const box of boxes) {
    if (signal.aborted) return;
    const { mailbox } = box;
    try {
      const found = await box.reconcile(signal);
      if (found === null) {
        deps.log.info({ mailbox }, 'not counted: another gateway reads this mailbox, or it was rebuilt meanwhile');
        continue;
      }
      await noteCount(deps.db, mailbox, found.missing === 0 ? null : sentenceFor(mailbox, found.missing));
      if (found.missing === 0) deps.log.info({ mailbox, ...found }, 'counted: every mail on the server is kept here');
      else deps.log.error({ mailbox, ...found }, sentenceFor(mailbox, found.missing));
    } catch (error) {
      deps.log.warn({ mailbox, reason: sentenceOf(error) }, 'the mailbox could not be counted; it will be another day');
    }
  }
}

function sentenceFor(mailbox: string, missing: number): string {
  const mails = missing === 1 ? '1 mail that was' : `${missing} mails that were`;
  return `${COUNT} of mailbox ${mailbox} found ${mails} on the server and not here: taken by now, none is lost. It must not happen; if it happens again, keep the log and ask whoever looks after Postroom.`;
}
