import type { Readable } from 'node:stream';

/** Memory that all connections share while they receive, bytes. */
export type Budget = { reserve(bytes: number): boolean; release(bytes: number): void };

export type Collected =
  /** call `release` once the bytes are no longer needed */
  | { readonly kind: 'whole'; readonly raw: Buffer; readonly release: () => void }
  | { readonly kind: 'too_large' }
  /** other connections hold all the memory there is just now */
  | { readonly kind: 'no_room' }
  /** the client went away before the end */
  | { readonly kind: 'broken' };

/** Room for `total` bytes of mails that are being received at once, over all connections. */
export function createBudget(total: number): Budget {
  let left = total;
  return {
    reserve(bytes) {
      if (bytes > left) return false;
      left -= bytes;
      return true;
    },
    release(bytes) {
      left += bytes;
    },
  };
}

const FIRST_BYTES = 4_096; // bytes; room grows by doubling from here

/**
 * Gathers a stream into one buffer, which grows by doubling: a million tiny chunks cost no more than their bytes. At the
 * limit, or when the budget is spent, everything is let go at once and the rest is read past, since SMTP has no way to
 * interrupt a client before its end. Never rejects.
 */
export function collect(stream: Readable, limit: number, budget: Budget): Promise<Collected> {
  return new Promise((resolve) => {
    let buffer = Buffer.alloc(0);
    let length = 0;
    let refusal: 'too_large' | 'no_room' | null = null;
    const release = (): void => {
      budget.release(buffer.length);
      buffer = Buffer.alloc(0);
    };
    // What is kept until the commit should not hold much more room than it uses.
    const trim = (): void => {
      if (buffer.length - length < FIRST_BYTES) return;
      budget.release(buffer.length - length);
      buffer = Buffer.from(buffer.subarray(0, length));
    };
    const refuse = (why: 'too_large' | 'no_room'): void => {
      refusal = why;
      release();
    };
    stream.on('data', (chunk: Buffer) => {
      if (refusal !== null) return;
      const needed = length + chunk.length;
      if (needed > limit) return refuse('too_large');
      if (needed > buffer.length) {
        const room = Math.min(Math.max(buffer.length * 2, needed, FIRST_BYTES), limit);
        if (!budget.reserve(room - buffer.length)) return refuse('no_room');
        const larger = Buffer.allocUnsafeSlow(room); // not from the shared pool, which it would keep alive
        buffer.copy(larger, 0, 0, length);
        buffer = larger;
      }
      length += chunk.copy(buffer, length);
    });
    let settled = false;
    const settle = (result: Collected): void => {
      if (settled) return;
      settled = true;
      if (result.kind !== 'whole') release();
      resolve(result);
    };
    stream.on('end', () => {
      if (refusal !== null) return settle({ kind: refusal });
      trim();
      settle({ kind: 'whole', raw: buffer.subarray(0, length), release });
    });
    stream.on('error', () => settle({ kind: 'broken' }));
    stream.on('close', () => settle({ kind: 'broken' }));
  });
}
