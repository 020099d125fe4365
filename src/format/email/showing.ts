import { Buffer } from 'node:buffer';
import { fork, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import type { Attachment } from '../../domain/message.ts';
import { Fault, permanent, temporary } from '../../lib/fault.ts';
import type { Log } from '../../lib/log.ts';
import type { Part } from './part.ts';
import type { Shown } from './show-html.ts';
import type { ShowDone, ShowJob } from './showing-worker.ts';

/** Fetches the kept bytes of a mail. It is called when its turn comes: of all mails that wait to be shown, one lies in memory. */
export type LoadRaw = () => Promise<Uint8Array>;

/**
 * Shows kept mail in a process of its own, one at a time, so that a hostile one can neither stop nor kill the gateway. All reject with a
 * permanent Fault for what cannot be shown or stops the process, with a temporary one when too many wait or it is closed, and with
 * whatever `load` rejects.
 */
export type Showing = {
  body(load: LoadRaw): Promise<Shown>;
  /** one attachment; null: there is no such thing in it */
  file(load: LoadRaw, attachments: readonly Attachment[], n: number): Promise<Part | null>;
  /** a PNG of one attachment; null: it is none that can be drawn */
  preview(load: LoadRaw, attachments: readonly Attachment[], n: number): Promise<Buffer | null>;
  close(): Promise<void>;
};

export type ShowingOptions = {
  readonly log: Pick<Log, 'warn'>;
  /** longest time for one job, seconds */
  readonly seconds?: number;
  /** JavaScript heap of the process, megabytes */
  readonly heapMb?: number;
  /** another program, and another patience with an idle process; for tests */
  readonly program?: URL;
  readonly idleMs?: number;
};

type Child = {
  readonly process: ChildProcess;
  /** what it works on, and how that ends */
  job: { readonly end: (done: ShowDone) => void; readonly die: (how: string) => void } | null;
  why: string | null;
};

/** A ticket has at most some dozen previews; beyond this somebody asks for more than people look at. */
const MOST_WAITING = 200;
/** A process takes half a second to start and 100 MB to keep; after so long nobody looks at mail just now, ms. */
const IDLE_MS = 60_000;

const PROGRAM = new URL(
  import.meta.url.endsWith('.ts') ? './showing-worker.ts' : './showing-worker.js',
  import.meta.url,
);

/** A showing whose process is started when first needed. */
export function createShowing(options: ShowingOptions): Showing {
  const { log, seconds = 10, heapMb = 256, program = PROGRAM, idleMs = IDLE_MS } = options;
  let child: Child | null = null;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let closed = false;
  let nextId = 1;

  async function ask({ load, ...job }: Omit<ShowJob, 'id' | 'raw'> & { readonly load: LoadRaw }): Promise<ShowDone> {
    if (closed) throw temporary('the showing of mail is closed');
    if (waiting >= MOST_WAITING) throw temporary('too many mails wait to be shown');
    waiting += 1;
    clearTimeout(idle);
    const done = last.then(async () => {
      const raw = closed ? null : await load();
      if (closed || raw === null) throw temporary('the showing of mail was closed');
      return work({ ...job, id: nextId++, raw });
    });
    last = done.catch(() => {});
    return done.finally(() => {
      waiting -= 1;
      if (waiting === 0) idle = setTimeout(retire, idleMs).unref();
    });
  }

  function work(job: ShowJob): Promise<ShowDone> {
    const own = (child ??= start());
    return new Promise<ShowDone>((resolve, reject) => {
      const stop = (why: string): void => {
        own.why ??= why;
        own.process.kill('SIGKILL');
      };
      const timer = setTimeout(() => stop(`it took longer than ${seconds} s`), seconds * 1_000);
      const over = (): void => {
        clearTimeout(timer);
        own.job = null;
      };
      own.job = {
        end(done) {
          over();
          own.process.unref(); // an idle one must not keep the gateway alive
          own.process.channel?.unref();
          if (done.grown) retire();
          if ('sentence' in done) reject(new Fault(done.sentence, done));
          else resolve(done);
        },
        die(how) {
          over();
          reject(failure(own, job, how));
        },
      };
      own.process.ref();
      own.process.channel?.ref();
      own.process.send(job, (error) => {
        if (error !== null) stop(error.message);
      });
    });
  }

  function failure(own: Child, job: ShowJob, how: string): Fault {
    if (closed) return temporary('the showing of mail was closed');
    const why = own.why ?? how;
    if (own.process.pid === undefined) return temporary(`the process that shows mail cannot be started: ${why}`);
    log.warn({ want: job.want, bytes: job.raw.length, why }, 'a mail stopped the process that shows it');
    return permanent(`it stopped the process that shows mail: ${why}`);
  }

  function start(): Child {
    const process = fork(program, [], {
      execArgv: [`--max-old-space-size=${heapMb}`],
      // none of the gateway's secrets: what opens strangers' files knows nothing
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', TMPDIR: tmpdir() },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const own: Child = { process, job: null, why: null };
    const gone = (how: string): void => {
      if (child === own) child = null;
      own.job?.die(how);
    };
    process.on('message', (done: ShowDone) => own.job?.end(done));
    process.on('exit', (code, signal) => gone(`its process ended (${signal ?? code})`));
    process.on('error', (error) => {
      own.why ??= error.message;
      if (process.pid === undefined) gone(error.message); // what never ran does not exit either
    });
    return own;
  }

  function retire(): void {
    child?.process.kill();
    child = null;
  }

  return {
    async body(load) {
      const done = await ask({ want: 'body', load, attachments: [], n: 0 });
      if ('body' in done) return done.body;
      throw odd();
    },
    async file(load, attachments, n) {
      const done = await ask({ want: 'file', load, attachments, n });
      if ('file' in done) return done.file;
      throw odd();
    },
    async preview(load, attachments, n) {
      const done = await ask({ want: 'preview', load, attachments, n });
      if ('preview' in done) return done.preview === null ? null : Buffer.from(done.preview);
      throw odd();
    },
    async close() {
      closed = true;
      const running = child?.process;
      if (running?.pid !== undefined) {
        running.ref(); // an idle one would not be waited for
        const gone = new Promise((resolve) => running.once('exit', resolve));
        running.kill('SIGKILL');
        await gone;
      }
      await last;
      clearTimeout(idle);
    },
  };
}

function odd(): Fault {
  return permanent('the process that shows mail answered something else');
}
