import type { Log } from '../lib/log.ts';
import { sentenceOf } from '../lib/fault.ts';
import { startLoop } from '../lib/loop.ts';
import { RIPE_AFTER_MS } from './folder/ripe.ts';
import { createRounds, mailManner, type Manner, type RoundResult } from './folder/round.ts';
import { watchFolder } from './folder/watch.ts';
import type { Deliver, Ledger, Source } from './port.ts';

export type FolderSourceOptions = {
  /** id of the mailbox that the files came in for */
  readonly mailbox: string;
  readonly settings: { readonly path: string; readonly processed_path: string | null; readonly poll_seconds: number };
  readonly limits: { readonly message_bytes: number; readonly oversize_kept_bytes: number };
  readonly deliver: Deliver;
  /** told of every full read and of trouble, so that the watchdog sees this way in too; null where nobody asks */
  readonly ledger: Pick<Ledger, 'polled' | 'trouble'> | null;
  readonly log: Log;
  readonly now?: () => number;
  /** what else its files may be than mails, and what the source is called then */
  readonly other?: { readonly name: string; readonly manner: Manner };
};

/**
 * A watched folder: a Maildir, or any folder into which files are put. Each file that is finished is delivered, and moved
 * aside once it is kept. Times of acceptance are the files' own. `drain` rejects when the folder cannot be read or the
 * items could not be kept; single files that cannot be read are reported and left where they are.
 */
export function folderSource(options: FolderSourceOptions): Source {
  const { mailbox, settings, ledger, log } = options;
  const name = options.other?.name ?? `folder:${mailbox}`;
  const makeRound = createRounds({
    path: settings.path,
    processedPath: settings.processed_path,
    limits: options.limits,
    deliver: options.deliver,
    now: options.now ?? Date.now,
    manner: options.other?.manner ?? mailManner(mailbox),
  });
  let trouble: string | null | undefined; // what the ledger was told last
  let said = new Set<string>(); // what the log was told in the round before

  const tell = async (sentence: string | null): Promise<void> => {
    if (ledger === null || sentence === trouble) return;
    await ledger.trouble(mailbox, sentence);
    trouble = sentence;
  };
  const round = async (hurry: boolean, signal: AbortSignal): Promise<RoundResult> => {
    try {
      const result = await makeRound(hurry, signal);
      for (const sentence of result.troubles) if (!said.has(sentence)) log.warn({ source: name }, sentence);
      said = new Set(result.troubles);
      if (!signal.aborted) await ledger?.polled(mailbox);
      await tell(result.troubles.length === 0 ? null : sentences(result.troubles));
      return result;
    } catch (error) {
      // What the ledger cannot note just now it is told in the next round; the first failure is the one to report.
      await tell(sentenceOf(error)).catch(() => undefined);
      throw error;
    }
  };

  return Object.freeze({
    name,

    async drain(signal: AbortSignal) {
      const { received, repeats } = await round(true, signal);
      return { received, repeats };
    },

    async run(signal: AbortSignal) {
      let soon: NodeJS.Timeout | undefined;
      const loop = startLoop(name, { idleMs: settings.poll_seconds * 1_000, signal, log }, async () => {
        clearTimeout(soon);
        const { young } = await round(false, signal);
        if (young > 0 && !signal.aborted) soon = setTimeout(() => loop.wake(), RIPE_AFTER_MS);
        return false;
      });
      const unwatch = watchFolder(settings.path, () => loop.wake(), log);
      await loop.done;
      clearTimeout(soon);
      unwatch();
    },
  });
}

const MOST_NAMED = 3; // files in one sentence; the log names every one

function sentences(troubles: readonly string[]): string {
  const more = troubles.length - MOST_NAMED;
  return troubles.slice(0, MOST_NAMED).join('; ') + (more > 0 ? `; and ${more} more` : '');
}
