/** One message of PostgreSQL's protocol 3 (manual, chapter "Frontend/Backend Protocol"), whole, with its head. */
export type Frame = { readonly kind: 'ssl' | 'cancel' | 'startup' | 'message'; readonly bytes: Buffer };

/** 256 MB: a mail of the largest size that can be set (200 MB) must pass; PGlite itself ends at 1 GB. */
export const MOST_BYTES = 256_000_000;

/** Requests that a client may make before it names itself: encryption by TLS or GSSAPI, and cancelling a statement. */
const BEFORE_STARTUP = new Map<number, Frame['kind']>([
  [80_877_103, 'ssl'],
  [80_877_104, 'ssl'],
  [80_877_102, 'cancel'],
]);
const HEAD = { startup: 8, message: 5 };
/** A startup message holds a few names; PostgreSQL refuses longer ones as well. */
const MOST_STARTUP_BYTES = 10_000;

/** Cuts what a client sends into whole messages, whatever the pieces it comes in. Throws when a message is larger than allowed. */
export function createFrames(mostBytes: number = MOST_BYTES): (chunk: Buffer) => readonly Frame[] {
  let chunks: Buffer[] = [];
  let size = 0;
  let need = HEAD.startup;
  let started = false;

  const joined = (): Buffer => {
    if (chunks.length > 1) chunks = [Buffer.concat(chunks)];
    return chunks[0]!;
  };

  return (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    const frames: Frame[] = [];
    while (size >= need) {
      const head = started ? HEAD.message : HEAD.startup;
      const all = joined();
      const length = started ? all.readInt32BE(1) + 1 : all.readInt32BE(0);
      if (length < head || length > (started ? mostBytes : MOST_STARTUP_BYTES))
        throw new Error(`a message of ${length} bytes`);
      need = length;
      if (size < need) break;
      const kind = started ? 'message' : (BEFORE_STARTUP.get(all.readInt32BE(4)) ?? 'startup');
      if (kind === 'startup') started = true;
      frames.push({ kind, bytes: all.subarray(0, length) });
      chunks = [all.subarray(length)];
      size -= length;
      need = started ? HEAD.message : HEAD.startup;
    }
    return frames;
  };
}

/** A Query message. */
export function queryMessage(text: string): Buffer {
  return message('Q', `${text}\0`);
}

/** The end of a group of messages of the extended protocol. */
export const SYNC = message('S', '');

/** An ErrorResponse after which the connection ends. */
export function fatalMessage(state: string, sentence: string): Buffer {
  return message('E', `SFATAL\0VFATAL\0C${state}\0M${sentence}\0\0`);
}

/** The statement in a Query or Parse message, else ''. */
export function statementOf(frame: Buffer): string {
  const type = String.fromCharCode(frame[0]!);
  if (type === 'Q') return frame.toString('latin1', 5, frame.length - 1);
  if (type !== 'P') return '';
  const start = frame.indexOf(0, 5) + 1; // after the statement's name
  return frame.toString('latin1', start, frame.indexOf(0, start));
}

function message(type: string, text: string): Buffer {
  const bytes = Buffer.alloc(5 + Buffer.byteLength(text));
  bytes.write(type, 0, 'latin1');
  bytes.writeInt32BE(bytes.length - 1, 1);
  bytes.write(text, 5);
  return bytes;
}
