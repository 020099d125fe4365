import { SingleBar } from 'cli-progress';

/** A progress bar on standard error, only where a person watches a terminal. */
export function progressBar(total: number, unit: string): { step(by?: number): void; stop(): void } {
  if (!process.stderr.isTTY || total < 2) return { step() {}, stop() {} };
  const bar = new SingleBar({ format: `{bar} {value}/{total} ${unit}`, stream: process.stderr, hideCursor: true });
  bar.start(total, 0);
  return { step: (by = 1) => bar.increment(by), stop: () => bar.stop() };
}
