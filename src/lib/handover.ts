import { createBell } from './bell.ts';

/** Where one worker leaves bytes that another will want in a moment and could also fetch, at a cost. */
export type Handover = {
  /** Keeps them under this name if there is room. */
  leave(name: string, bytes: Buffer): void;
  /** The bytes, once; null when they must be fetched. */
  take(name: string): Buffer | null;
  /** Resolves when there is room, so that who is ahead waits for who is behind; at the latest after a second. */
  room(): Promise<void>;
};

/** ms; who takes nothing for so long must not hold up who leaves */
const PATIENCE_MS = 1_000;
/** Bytes that nobody took in this time, ms, were fetched by another process, or failed. */
const STALE_MS = 10_000;

/** A handover that is full at `most` bytes; what then comes in one go may double that. For speed only: what it holds is lost with the process, and nothing is wrong then. */
export function createHandover(most: number): Handover {
  const left = new Map<string, { readonly bytes: Buffer; readonly at: number }>();
  const taken = createBell();
  let held = 0; // bytes
  const drop = (name: string): Buffer | null => {
    const bytes = left.get(name)?.bytes ?? null;
    left.delete(name);
    held -= bytes?.length ?? 0;
    return bytes;
  };
  const dropStale = (): void => {
    for (const [name, { at }] of left) {
      if (Date.now() - at < STALE_MS) return; // in the order they came
      drop(name);
    }
  };
  return {
    leave(name, bytes) {
      if (held > 2 * most) return; // who left more did not wait
      drop(name);
      left.set(name, { bytes, at: Date.now() });
      held += bytes.length;
    },
    take(name) {
      const bytes = drop(name);
      if (bytes !== null && held <= most) taken.ring();
      return bytes;
    },
    async room() {
      dropStale();
      const until = Date.now() + PATIENCE_MS;
      const isFull = (): boolean => held > most && Date.now() < until;
      while (isFull()) await taken.heard(until - Date.now());
    },
  };
}
