import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { sentenceOf, temporary } from '../../lib/fault.ts';
import { tryLock } from './lock.ts';
import { placesIn } from './places.ts';
import type { Job } from './worker.ts';

export type Embedded = {
  /** for any client of PostgreSQL run by the same user */
  readonly url: string;
  /** Resolves when the database can be connected to: run by another process, or from now on by this one. */
  reach(): Promise<void>;
  /** Stops the database if this process runs it; others then take over. */
  close(): Promise<void>;
};

type Running = { stop(): Promise<void> };

/** The first start of all makes the cluster: 4 s of computing, which take a busy machine ten times as long and more. */
const START_MS = 120_000;
/** Waits between two looks at a database that somebody else is starting. */
const LOOK_AGAIN_MS = 50;
/** Closing writes 8 MB at the most. */
const STOP_MS = 10_000;

/** The embedded database in <dataDir>/pg. One process runs it, whoever comes first; all others connect, and one of them takes over when it ends. */
export function createEmbedded(dataDir: string): Embedded {
  const places = placesIn(dataDir);
  let running: Running | null = null;
  let reaching: Promise<void> | null = null;
  let closed = false;

  async function findOrRun(): Promise<void> {
    for (const deadline = Date.now() + START_MS; !(await answers(places.socket)); await sleep(LOOK_AGAIN_MS)) {
      if (closed) throw temporary('the embedded database is closed');
      await running?.stop(); // its socket was taken away
      const unlock = tryLock(places.lock);
      if (unlock !== null) {
        running = await run(places, () => {
          running = null;
          unlock();
        });
        return;
      }
      if (Date.now() > deadline)
        throw temporary(`the process that runs the embedded database in ${dataDir} does not answer`);
    }
  }

  return {
    url: `postgres://postgres@/postgres?host=${encodeURIComponent(places.socketFolder)}&port=5432`,
    reach: () => (reaching ??= findOrRun().finally(() => (reaching = null))),
    async close() {
      closed = true;
      await reaching?.catch(() => {});
      await running?.stop();
    },
  };
}

/** Starts the thread that runs the database; `onEnd` is called when it is gone, for whatever reason. */
function run(job: Job, onEnd: () => void): Promise<Running> {
  // Types are stripped from the sources as they are loaded; in a build the file is JavaScript already.
  const file = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
  const worker = new Worker(file, {
    workerData: { cluster: job.cluster, socket: job.socket } satisfies Job,
    execArgv: [],
  });
  let failure: unknown = 'it ended at once';
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      onEnd();
      resolve();
    });
  });
  return new Promise<Running>((resolve, reject) => {
    worker.on('error', (error) => (failure = error)); // 'exit' follows
    worker.once('exit', () => reject(temporary(`the embedded database cannot start: ${sentenceOf(failure)}`, failure)));
    worker.once('message', () => {
      worker.unref(); // connections keep the process alive, as with a server elsewhere
      resolve({
        async stop() {
          worker.ref();
          worker.postMessage('close');
          const force = setTimeout(() => void worker.terminate(), STOP_MS);
          await ended;
          clearTimeout(force);
        },
      });
    });
  });
}

/** Whether somebody listens at the socket. */
function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const client = connect(socket);
    const tell = (answer: boolean) => {
      client.destroy();
      resolve(answer);
    };
    client.once('connect', () => tell(true));
    client.once('error', (error: NodeJS.ErrnoException) =>
      tell(error.code !== 'ENOENT' && error.code !== 'ECONNREFUSED'),
    );
  });
}
