import { setTimeout as sleep } from 'node:timers/promises';
import { sentenceOf } from './fault.ts';
import type { Log } from './log.ts';

/** Longest wait between tries while something is broken, ms: an operator who mended it should not wait longer. */
const LONGEST_BACKOFF_MS = 30_000;

export type Loop = {
  readonly name: string;
  /** there is work now */ wake(): void;
  /** resolves when the last round has ended */ readonly done: Promise<void>;
  /** when a round last began or ended, ms since 1970, and how many have failed in a row */
  pulse(): Pulse;
};

export type Pulse = { readonly beatAt: number; readonly failures: number };

/**
 * Runs `round` again and again until the signal is aborted: at once while it says there may be more (true), else when
 * woken or after `idleMs`. A round that rejects is logged and tried again with growing waits; the loop itself never ends for it.
 */
export function startLoop(
  name: string,
  options: { readonly idleMs: number; readonly signal: AbortSignal; readonly log: Log },
  round: () => Promise<boolean>,
): Loop {
  let waker = new AbortController();
  let failures = 0;
  let beatAt = Date.now();
  const run = async (): Promise<void> => {
    while (!options.signal.aborted) {
      waker = new AbortController();
      beatAt = Date.now();
      let wait = options.idleMs;
      try {
        const more = await round();
        failures = 0;
        if (more) continue;
      } catch (error) {
        failures += 1;
        wait = Math.min(LONGEST_BACKOFF_MS, options.idleMs * 2 ** Math.min(failures, 10));
        options.log.error(
          { loop: name, failures, reason: sentenceOf(error) },
          `${name} failed; it will be tried again in ${Math.round(wait / 1000)} s`,
        );
      }
      beatAt = Date.now();
      await sleep(wait, undefined, { signal: AbortSignal.any([options.signal, waker.signal]) }).catch(() => undefined);
    }
  };
  return { name, wake: () => waker.abort(), done: run(), pulse: () => ({ beatAt, failures }) };
}
