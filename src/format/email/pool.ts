import { Worker } from 'node:worker_threads';
import type { Message } from '../../domain/message.ts';
import { Fault, temporary } from '../../lib/fault.ts';
import type { Log } from '../../lib/log.ts';
import type { ReadEnvelope } from './limits.ts';

/** One mail handed to a reading thread. */
export type Task = { readonly id: number; readonly raw: Uint8Array; readonly envelope: ReadEnvelope | null };

/** What a thread says of a task: that its work begins, then how it ended. */
export type Answer =
  | { readonly id: number; readonly started: true }
  | { readonly id: number; readonly message: Message }
  | { readonly id: number; readonly sentence: string; readonly permanent: boolean };

/** Reads mail in threads of its own, so that a hostile one can neither stop nor kill the gateway. */
export type Reader = {
  /**
   * Rejects with a permanent Fault for what cannot be read, with a temporary one when reading took too long, ran out of
   * memory, or the reader was closed. `raw` is copied and stays the caller's.
   */
  read(raw: Uint8Array, envelope: ReadEnvelope | null): Promise<Message>;
  /** Stops the threads; what is still waiting rejects with a temporary Fault. */
  close(): Promise<void>;
};

export type ReaderOptions = {
  /** threads; one is right unless there are many cores: they are for safety, not for speed */
  readonly workers: number;
  /** longest time one mail may take, seconds */
  readonly seconds: number;
  /** JavaScript heap of a thread, megabytes */
  readonly heapMb: number;
  readonly log: Pick<Log, 'warn'>;
  /** another thread program; for tests */
  readonly program?: URL;
};

type Job = Task & { resolve(message: Message): void; reject(error: Fault): void };
type Thread = {
  readonly worker: Worker;
  readonly jobs: Map<number, Job>;
  working: number | null;
  timer: NodeJS.Timeout | null;
  why: string | null;
};

/** Tasks that lie in a thread's own queue beside the one it works on, so that it never waits for us. */
const AHEAD = 4;

/** Of the heap, for what lives shortly; a mail needs less than this, and three times as much, as is usual, is never given back. */
const YOUNG_MB = 16;

const PROGRAM = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

/**
 * A reader with `workers` threads, started when first needed. When a thread dies, only the mail it was working on fails;
 * those behind it in the queue are given to a new thread.
 */
export function createReader(options: ReaderOptions): Reader {
  const waiting: Job[] = [];
  const threads = new Set<Thread>();
  let nextId = 1;
  let closed = false;

  function pump(): void {
    while (waiting.length > 0) {
      let thread: Thread | undefined;
      for (const one of threads) if (!thread || one.jobs.size < thread.jobs.size) thread = one;
      if ((!thread || thread.jobs.size > 0) && threads.size < options.workers) thread = start();
      if (!thread || thread.jobs.size > AHEAD) return;
      const job = waiting.shift()!;
      thread.jobs.set(job.id, job);
      thread.worker.ref();
      // A copy of these bytes alone (a Buffer often lies in a larger one), handed over for good; the caller keeps its own.
      const raw = new Uint8Array(job.raw);
      thread.worker.postMessage({ id: job.id, raw, envelope: job.envelope } satisfies Task, [raw.buffer]);
    }
  }

  function start(): Thread {
    const worker = new Worker(options.program ?? PROGRAM, {
      resourceLimits: { maxOldGenerationSizeMb: options.heapMb, maxYoungGenerationSizeMb: YOUNG_MB },
    });
    const thread: Thread = { worker, jobs: new Map(), working: null, timer: null, why: null };
    threads.add(thread);
    worker.on('message', (answer: Answer) => hear(thread, answer));
    worker.on('error', (error: Error & { code?: string }) => {
      thread.why ??=
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? `it needed more than ${options.heapMb} MB of memory`
          : `the reading thread died: ${error.message}`;
    });
    worker.on('exit', () => bury(thread));
    return thread;
  }

  function hear(thread: Thread, answer: Answer): void {
    if ('started' in answer) {
      thread.working = answer.id;
      thread.timer = setTimeout(() => {
        thread.why ??= `it took longer than ${options.seconds} s`;
        void thread.worker.terminate();
      }, options.seconds * 1_000);
      return;
    }
    if (thread.timer) clearTimeout(thread.timer);
    [thread.timer, thread.working] = [null, null];
    const job = thread.jobs.get(answer.id);
    thread.jobs.delete(answer.id);
    // An idle thread must not keep the process alive.
    if (thread.jobs.size === 0) thread.worker.unref();
    if ('message' in answer) job?.resolve(answer.message);
    else job?.reject(new Fault(answer.sentence, { permanent: answer.permanent }));
    pump();
  }

  function bury(thread: Thread): void {
    if (thread.timer) clearTimeout(thread.timer);
    threads.delete(thread);
    const jobs = [...thread.jobs.values()];
    // A thread that dies before it says what it works on was killed by its first task, or could not start at all.
    const guilty = closed ? null : (thread.jobs.get(thread.working ?? -1) ?? jobs[0] ?? null);
    const why = closed ? 'the reader was closed' : (thread.why ?? 'the reading thread ended');
    for (const job of jobs) {
      if (job === guilty || closed) job.reject(temporary(`this mail could not be read: ${why}`));
    }
    if (closed) return;
    waiting.unshift(...jobs.filter((job) => job !== guilty));
    if (guilty)
      options.log.warn({ bytes: guilty.raw.length, why }, 'a mail stopped the reading thread; a new one takes over');
    pump();
  }

  return {
    read(raw, envelope) {
      if (closed) return Promise.reject(temporary('the reader is closed'));
      return new Promise((resolve, reject) => {
        waiting.push({ id: nextId++, raw, envelope, resolve, reject });
        pump();
      });
    },
    async close() {
      closed = true;
      for (const job of waiting.splice(0)) job.reject(temporary('the reader was closed'));
      await Promise.all([...threads].map((thread) => thread.worker.terminate()));
    },
  };
}
