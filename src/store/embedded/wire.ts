import type { Socket } from 'node:net';
import { createFrames, fatalMessage, MOST_BYTES, queryMessage, statementOf, SYNC, type Frame } from './frames.ts';

/** Runs messages on the one session that PGlite has, and hands its answer to `onAnswer` in pieces. */
export type Execute = (messages: Buffer, onAnswer: (piece: Uint8Array) => void) => Promise<void>;

type Session = {
  readonly socket: Socket;
  readonly channels: Set<string>;
  batch: Buffer[];
  bytes: number;
  refused: boolean;
  jobs: number;
};
type Job = { readonly session: Session | null; readonly run: () => Promise<void> };

/** Messages that end a group: Query, Sync, Flush, FunctionCall. A group runs as a whole, so that no other client comes between. */
const ENDS = new Set('QSHF');
/** Pieces of a COPY FROM STDIN, which has been refused. */
const COPY_PIECES = new Set('dcf');
/** Status byte of ReadyForQuery: outside of a transaction. */
const IDLE = 'I'.charCodeAt(0);
const READY = 'Z'.charCodeAt(0);
const NOTIFICATION = 'A'.charCodeAt(0);

/** As pool.ts asks of PostgreSQL; here nobody else gets a turn until a transaction ends. */
const IDLE_IN_TRANSACTION_MS = 60_000;

/** PGlite ends the process over a COPY FROM STDIN, so an error is raised in its place. */
const NO_COPY = queryMessage(
  `do $$ begin raise exception using errcode = '0A000', message = 'the embedded database cannot COPY FROM STDIN'; end $$`,
);
const ROLLBACK = Buffer.concat([SYNC, queryMessage('rollback')]);

/**
 * Lets many clients share PGlite, which knows only one session: groups of messages run one after the other, a client
 * that opened a transaction keeps the turn until it ends (or the client goes: then it is rolled back), and
 * notifications go to those who listen. `onFatal` is called when PGlite itself failed; it must not be used again then.
 */
export function createWire(execute: Execute, onFatal: (error: unknown) => void) {
  const sessions = new Set<Session>();
  let waiting: Job[] = [];
  let owner: Session | null = null;
  let idle: NodeJS.Timeout | undefined;
  let busy = false;

  function next(): Job | undefined {
    if (owner !== null && !sessions.has(owner)) return { session: owner, run: () => runGroup(owner!, ROLLBACK) };
    const i = owner === null ? 0 : waiting.findIndex((job) => job.session === owner);
    return i < 0 ? undefined : waiting.splice(i, 1)[0];
  }

  async function pump(): Promise<void> {
    if (busy) return;
    busy = true;
    clearTimeout(idle);
    try {
      for (let job = next(); job !== undefined; job = next()) await job.run();
    } catch (error) {
      return onFatal(error); // stays busy: nothing runs after this
    }
    busy = false;
    const stuck = owner;
    if (stuck !== null)
      idle = setTimeout(
        () => end(stuck, '25P03', 'the transaction idled for too long'),
        IDLE_IN_TRANSACTION_MS,
      ).unref();
  }

  async function runGroup(session: Session, messages: Buffer): Promise<void> {
    const pieces: Buffer[] = [];
    await execute(messages, (piece) => pieces.push(Buffer.from(piece)));
    owner = deliver(session, Buffer.concat(pieces)) === IDLE ? null : session;
  }

  /** Passes an answer on, takes the notifications out of it, and returns the last status in it (0: none). */
  function deliver(session: Session, answer: Buffer): number {
    let status = 0;
    let from = 0;
    for (let at = 0; at + 5 <= answer.length;) {
      const end = at + answer.readInt32BE(at + 1) + 1;
      if (answer[at] === NOTIFICATION) {
        write(session, answer.subarray(from, at));
        const channel = answer.toString('utf8', at + 9, answer.indexOf(0, at + 9));
        for (const other of sessions) if (other.channels.has(channel)) write(other, answer.subarray(at, end));
        from = end;
      } else if (answer[at] === READY) status = answer[at + 5]!;
      at = end;
    }
    write(session, answer.subarray(from));
    return status;
  }

  function write(session: Session, bytes: Buffer): void {
    if (bytes.length === 0 || session.socket.destroyed) return;
    session.socket.write(bytes);
    if (session.socket.writableLength > MOST_BYTES) session.socket.destroy(); // it asks and never reads
  }

  function submit(session: Session): void {
    const messages = session.refused ? NO_COPY : Buffer.concat(session.batch);
    Object.assign(session, { batch: [], bytes: 0, refused: false, jobs: session.jobs + 1 });
    session.socket.pause(); // one group at a time from each client keeps the queue short
    waiting.push({
      session,
      async run() {
        await runGroup(session, messages);
        session.jobs -= 1;
        if (session.jobs > 0) return;
        if (session.socket.writableNeedDrain) session.socket.once('drain', () => session.socket.resume());
        else session.socket.resume();
      },
    });
    void pump();
  }

  function drop(session: Session): void {
    sessions.delete(session);
    waiting = waiting.filter((job) => job.session !== session);
    void pump();
  }

  function end(session: Session, state: string, sentence: string): void {
    session.socket.end(fatalMessage(state, sentence), () => session.socket.destroy());
    drop(session);
  }

  function take(session: Session, { kind, bytes }: Frame): void {
    const type = String.fromCharCode(bytes[0]!);
    if (kind === 'ssl') return void session.socket.write('N');
    if (kind === 'cancel' || (kind === 'message' && type === 'X')) return void session.socket.end();
    if (kind === 'message' && COPY_PIECES.has(type)) return;
    session.bytes += bytes.length;
    if (session.bytes > MOST_BYTES) throw new Error(`a group of messages of more than ${MOST_BYTES} bytes`);
    session.batch.push(kind === 'message' ? heed(session, bytes) : bytes);
    if (kind === 'startup' || ENDS.has(type)) submit(session);
  }

  return {
    /** Serves one client until it goes. */
    accept(socket: Socket): void {
      const session: Session = { socket, channels: new Set(), batch: [], bytes: 0, refused: false, jobs: 0 };
      const frames = createFrames();
      sessions.add(session);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => drop(session));
      socket.on('data', (chunk: Buffer) => {
        try {
          for (const frame of frames(chunk)) take(session, frame);
        } catch (error) {
          end(session, '08P01', `the embedded database refuses ${(error as Error).message}`);
        }
      });
    },
    /** Runs `work` on PGlite between two transactions. */
    between(work: () => Promise<void>): void {
      waiting.push({ session: null, run: work });
      void pump();
    },
    /** Ends every client. */
    close(): void {
      for (const session of sessions) session.socket.destroy();
    },
  };
}

/** Notes what a client listens to, and what must not reach PGlite. Returns the message to run. */
function heed(session: Session, frame: Buffer): Buffer {
  const statement = statementOf(frame);
  if (/stdin/iu.test(statement) && /\bcopy\b[^;]*\bfrom\s+stdin\b/iu.test(statement)) session.refused = true;
  const [, stop, channel] = /^\s*(un)?listen\s+"?([^"\s;]+)/iu.exec(statement) ?? [];
  if (channel === undefined) return frame;
  if (stop === undefined) {
    session.channels.add(channel);
    return frame;
  }
  if (channel === '*') session.channels.clear();
  else session.channels.delete(channel);
  return queryMessage('unlisten nobody'); // others may listen still, and PGlite takes all clients for one
}
