import { temporary } from './fault.ts';

/**
 * Waits for `work`, but no longer than `ms`, nor past the abort of `signal`. Late: rejects with a temporary Fault that
 * says `sentence`; aborted: rejects with the signal's reason. The work itself is not stopped; the caller must destroy
 * whatever it runs on.
 */
export function deadline<T>(work: Promise<T>, ms: number, sentence: string, signal?: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const finish = (act: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupt);
      act();
    };
    const interrupt = (): void => finish(() => reject(signal?.reason));
    const timer = setTimeout(() => finish(() => reject(temporary(sentence))), ms);
    if (signal?.aborted === true) interrupt();
    signal?.addEventListener('abort', interrupt, { once: true });
    work.then(
      (value) => finish(() => resolve(value)),
      (error: unknown) => finish(() => reject(error)),
    );
  });
}
