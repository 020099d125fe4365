import { sql, values, type Runner, type Tx } from './sql.ts';

/** Raw bytes and the SHA-256 that names them. */
export type Blob = { readonly sha256: Buffer; readonly bytes: Buffer };

/** Where raw mails are kept, once per content. `put` is durable when the transaction commits at the latest. */
export type Blobs = {
  put(tx: Tx, blobs: readonly Blob[]): Promise<void>;
  /** The bytes, or null when they were never kept. */
  get(db: Runner, sha256: Buffer): Promise<Buffer | null>;
};

/** 8 MB a statement: the server holds one statement in memory, several times over. */
const CHUNK_BYTES = 8_000_000;

/** Keeps blobs in the table `blob`: in the same transaction, and the same backup, as the rows that name them. */
export function databaseBlobs(): Blobs {
  return {
    async put(tx, blobs) {
      for (const chunk of chunked(inOrder(blobs))) {
        const rows = chunk.map((blob) => [blob.sha256, blob.bytes]);
        await tx.run(
          sql`insert into blob (sha256, bytes) values ${values(rows, ['bytea', 'bytea'])} on conflict do nothing`,
        );
      }
    },
    async get(db, sha256) {
      const row = await db.maybeOne<{ bytes: Buffer }>(sql`select bytes from blob where sha256 = ${sha256}`);
      return row?.bytes ?? null;
    },
  };
}

/** Each content once, by name: two transactions that keep the same blobs then wait for each other instead of blocking each other. */
export function inOrder(blobs: readonly Blob[]): readonly Blob[] {
  const byName = new Map(blobs.map((blob) => [blob.sha256.toString('hex'), blob]));
  return [...byName.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, blob]) => blob);
}

/** Parts of at most CHUNK_BYTES; a larger blob travels alone. */
function chunked(blobs: readonly Blob[]): readonly (readonly Blob[])[] {
  const chunks: Blob[][] = [];
  let room = 0;
  for (const blob of blobs) {
    if (blob.bytes.length > room || chunks.length === 0) {
      chunks.push([]);
      room = CHUNK_BYTES;
    }
    chunks.at(-1)!.push(blob);
    room -= blob.bytes.length;
  }
  return chunks;
}
