import { inOrder, type Blob, type Blobs } from './port.ts';
import { sql, values } from '../sql.ts';

/** 1 MB a statement to write: both sides copy it several times over, which is quick only in a processor's cache. */
const WRITE_BYTES = 1_000_000;
/** 8 MB a statement to read: server and client hold it in memory several times over. */
const READ_BYTES = 8_000_000;

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
      const pieces: Buffer[] = [];
      for (let from = 0, size = 1; from < size; from += READ_BYTES) {
        const row = await db.maybeOne<{ size: number; piece: Buffer }>(
          sql`select length(bytes) as size, substr(bytes, ${from + 1}::int, ${READ_BYTES}::int) as piece from blob where sha256 = ${sha256}`,
        );
        if (row === null) return null;
        pieces.push(row.piece);
        size = row.size;
      }
      return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
    },
  };
}

/** Parts of at most WRITE_BYTES; a larger blob travels alone. */
function chunked(blobs: readonly Blob[]): readonly (readonly Blob[])[] {
  const chunks: Blob[][] = [];
  let room = 0;
  for (const blob of blobs) {
    if (blob.bytes.length > room || chunks.length === 0) {
      chunks.push([]);
      room = WRITE_BYTES;
    }
    chunks.at(-1)!.push(blob);
    room -= blob.bytes.length;
  }
  return chunks;
}
