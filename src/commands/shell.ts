import process from 'node:process';
import { sentenceOf } from '../lib/fault.ts';
import { loadSettings, SettingsError, type Loaded } from '../settings.ts';

/** Exit statuses of every command: the work failed; wrong arguments or settings. */
export const FAILED = 1;
export const MISUSED = 2;

/** Options that most commands know. */
export type Common = { readonly config?: string; readonly json?: boolean };

/** Ends with status 2 for wrong settings and 1 for failed work, in both cases with sentences that say what to do. */
export function act<Args extends unknown[]>(work: (...args: Args) => Promise<void>): (...args: Args) => Promise<void> {
  return async (...args) => {
    try {
      await work(...args);
    } catch (error) {
      if (error instanceof SettingsError) for (const problem of error.problems) complain(problem);
      else complain(sentenceOf(error));
      process.exitCode = error instanceof SettingsError ? MISUSED : FAILED;
    }
  };
}

/** The settings that the options name. */
export function load(options: Common): Promise<Loaded> {
  return loadSettings({ file: options.config });
}

/** A line on standard output. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A line on standard error. */
export function complain(line: string): void {
  process.stderr.write(`postroom: ${line}\n`);
}

/** Aborted by the first SIGTERM or SIGINT; a stop that takes longer than 10 s is cut short, which loses nothing. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.once(name, () => {
      stop.abort();
      setTimeout(() => process.exit(FAILED), 9_500).unref();
    });
  }
  return stop.signal;
}
