import type { Blobs } from './port.ts';

/** A blob that nobody asked for in this time, ms, has been read by another process, or was known already. */
const STALE_MS = 60_000;

/**
 * Keeps at hand what was just put, until it is asked for once: fetching it back would cost more than all else that is done
 * with a mail. At most `room` bytes; what does not fit is fetched like anything older. A blob is named by its content, so
 * nothing here can be out of date.
 */
export function withRecent(blobs: Blobs, room: number): Blobs {
  const recent = new Map<string, { readonly bytes: Buffer; readonly at: number }>();
  let held = 0; // bytes
  const drop = (name: string): Buffer | null => {
    const found = recent.get(name)?.bytes ?? null;
    recent.delete(name);
    held -= found?.length ?? 0;
    return found;
  };
  return {
    async put(tx, all) {
      await blobs.put(tx, all);
      const at = Date.now();
      for (const [name, one] of recent) {
        if (at - one.at < STALE_MS) break; // in the order they came
        drop(name);
      }
      for (const { sha256, bytes } of all) {
        const name = sha256.toString('hex');
        if (held + bytes.length > room || recent.has(name)) continue;
        recent.set(name, { bytes, at });
        held += bytes.length;
      }
    },
    async get(db, sha256) {
      return drop(sha256.toString('hex')) ?? blobs.get(db, sha256);
    },
  };
}
