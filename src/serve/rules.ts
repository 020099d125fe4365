import { stat } from 'node:fs/promises';
import { createPriorities } from '../domain/priority/priorities.ts';
import type { Priorities } from '../domain/priority/found.ts';
import { sentenceOf } from '../lib/fault.ts';
import type { Log } from '../lib/log.ts';
import { startLoop, type Loop } from '../lib/loop.ts';
import { loadDeciding, SettingsError, type Loaded } from '../settings.ts';

/** The rules in force. What they are is replaced as a whole: a request is decided by the old ones or the new ones, never by both. */
export type RuleBook = {
  readonly current: () => Priorities;
  /** Looks whether the files have changed; resolves to true when other rules are in force now. */
  readonly look: () => Promise<boolean>;
};

/** Opens the rules of the settings. Files that cannot be used are told once, with line and reason, and the old rules stay. */
export async function openRules(loaded: Loaded, log: Log): Promise<RuleBook> {
  const { deciding, policy } = loaded;
  let current = createPriorities(policy);
  let inForce = await markOf(deciding);
  let seen = inForce;
  return {
    current: () => current,
    async look() {
      const mark = await markOf(deciding);
      const isStill = mark === seen; // an editor that is still writing is left in peace until the next look
      seen = mark;
      if (mark === inForce || !isStill) return false;
      inForce = mark; // also when they are wrong: a wrong file is told once, and read again when it changes
      try {
        current = createPriorities({ ...policy, ...(await loadDeciding(deciding)) });
      } catch (error) {
        const problems = error instanceof SettingsError ? error.problems : [sentenceOf(error)];
        for (const problem of problems) log.error({ problem }, 'the new rules are wrong; the old ones stay in force');
        return false;
      }
      const phrases = current.compiled.rules.signals.reduce((sum, signal) => sum + signal.phrases.length, 0);
      log.info({ phrases, file: deciding.rules }, 'new rules are in force');
      return true;
    },
  };
}

/** How often the files are looked at, ms: who saves them and tries should not have to wait long. */
const LOOK_MS = 2_000;

/** Takes changed rules into force while the house runs: within two looks, and at once on SIGHUP. */
export function watchRules(rules: RuleBook, signal: AbortSignal, log: Log): Loop {
  const loop = startLoop('rules', { idleMs: LOOK_MS, signal, log }, async () => {
    await rules.look();
    return false;
  });
  const wake = (): void => loop.wake();
  process.on('SIGHUP', wake);
  signal.addEventListener('abort', () => process.off('SIGHUP', wake), { once: true });
  return loop;
}

/** Changes whenever a file does. A file that is away for a moment, as when it is replaced, is a change too. */
async function markOf({ rules, policy }: Loaded['deciding']): Promise<string> {
  const marks = await Promise.all(
    [rules, policy].map((file) =>
      stat(file).then(
        ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
        () => 'away',
      ),
    ),
  );
  return marks.join(' / ');
}
