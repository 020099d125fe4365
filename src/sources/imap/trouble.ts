import { sentenceOf } from '../../lib/fault.ts';
import { ImapFault } from './fault.ts';
import type { Reader } from './options.ts';

export type Notes = {
  /** Writes what is wrong, or null, where people see it; only when it changed. Never rejects. */
  trouble(sentence: string | null): Promise<void>;
};

/** Notes for the reader's mailbox. */
export function createNotes({ ledger, mailbox, log }: Reader): Notes {
  // Unknown at first: an earlier life of this process may have left a sentence.
  let last: string | null | undefined;
  return {
    async trouble(sentence) {
      if (sentence === last) return;
      try {
        await ledger.trouble(mailbox, sentence);
        last = sentence;
      } catch (error) {
        log.warn({ mailbox, err: sentenceOf(error) }, 'the state of the mailbox could not be noted');
      }
    },
  };
}

/** While a folder with a new UIDVALIDITY is read again. */
export function rebuilding({ mailbox, settings }: Reader): string {
  return `The folder "${settings.folder}" of mailbox ${mailbox} was rebuilt on ${settings.host} (new UIDVALIDITY): all of it is being read again, and nobody gets an answer to what is found. Nothing to do, unless nobody restored or moved the mailbox: then ask whoever runs the mail server.`;
}

/** What a round that came to its end leaves for a person to do, or null. */
export function troubleAfter(
  { mailbox, settings }: Reader,
  unacknowledged: number,
  aside: readonly number[],
): string | null {
  if (aside.length > 0) {
    return `${aside.length} mails of mailbox ${mailbox} cannot be fetched from ${settings.host} (UID ${aside.slice(0, 5).join(', ')}): open them in a mail program and move them to another folder, or ask whoever runs the mail server.`;
  }
  if (unacknowledged > 0) {
    return `${unacknowledged} mails of mailbox ${mailbox} are kept here, but ${settings.host} does not move them to "${settings.processed_folder}" or mark them: give ${settings.user} the right to, or set imap.after to leave.`;
  }
  return null;
}

/** A sentence for a failure that ended a round. */
export function sentenceFor({ mailbox, settings }: Reader, error: unknown): string {
  if (error instanceof ImapFault) return error.message;
  return `Mail of mailbox ${mailbox} cannot be kept (${sentenceOf(error)}): check the database and the disk. It stays on ${settings.host}; none is lost.`;
}
