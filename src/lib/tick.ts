import { schedule, validateDetailed, type Logger, type RunCoordinator } from 'node-cron';
import { permanent, sentenceOf } from './fault.ts';
import type { Log } from './log.ts';

/** Why these five fields are no timetable, or null. */
export function cronProblem(cron: string): string | null {
  const { valid, errors } = validateDetailed(cron);
  return valid ? null : `"${cron}" is no timetable: ${errors.map((error) => error.message).join('; ')}`;
}

export type Tick = { /** Stops the clock and waits for work under way. */ stop(): Promise<void> };

/**
 * Does `work` at the moments of `cron` (five fields, local time). Before each one `take` is asked with a key that is the
 * same in every process (`name:moment`): only who gets true goes on. Failures are logged; the next moment comes all the same.
 */
export function startTick(
  name: string,
  cron: string,
  options: { readonly take: (key: string) => Promise<boolean>; readonly log: Log },
  work: () => Promise<void>,
): Tick {
  const { take, log } = options;
  const problem = cronProblem(cron);
  if (problem !== null) throw permanent(`${name}: ${problem}`);
  let busy: Promise<void> = Promise.resolve();
  const runCoordinator: RunCoordinator = {
    shouldRun: async (key) => {
      try {
        return await take(key);
      } catch (error) {
        log.error({ tick: name, reason: sentenceOf(error) }, `${name} is left out this time`);
        return false;
      }
    },
  };
  const run = (): Promise<void> =>
    (busy = work().catch((error: unknown) =>
      log.error({ tick: name, reason: sentenceOf(error) }, `${name} failed; it is tried again at its next time`),
    ));
  const task = schedule(cron, run, {
    name,
    distributed: true,
    runCoordinator,
    noOverlap: true,
    logger: quiet(log, name),
  });
  return {
    async stop() {
      await task.destroy();
      await busy;
    },
  };
}

/** The library's own lines, in ours: a moment missed while the machine slept, or one that overlaps. */
function quiet(log: Log, tick: string): Logger {
  const say = (message: string | Error): void => log.debug({ tick }, sentenceOf(message));
  return { info: say, debug: say, warn: (message) => log.warn({ tick }, message), error: say };
}
