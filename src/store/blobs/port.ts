import type { Runner, Tx } from '../sql.ts';

/** Raw bytes and the SHA-256 that names them. */
export type Blob = { readonly sha256: Buffer; readonly bytes: Buffer };

/** Where raw mails are kept, once per content. What `put` keeps is durable when its transaction commits at the latest. */
export type Blobs = {
  put(tx: Tx, blobs: readonly Blob[]): Promise<void>;
  /** The bytes, or null when they are not kept (any more). Rejects when they are not what was kept. */
  get(db: Runner, sha256: Buffer): Promise<Buffer | null>;
};

/** Each content once, in the order of the names: two transactions that keep the same blobs then wait for each other instead of blocking each other. */
export function inOrder(blobs: readonly Blob[]): readonly Blob[] {
  const byName = new Map(blobs.map((blob) => [blob.sha256.toString('hex'), blob]));
  return [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, blob]) => blob);
}
